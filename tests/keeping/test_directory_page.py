"""The administrator sees whether the directory through which people sign in answers."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from opstap.accounts.models import DirectoryIdentity
from tests.accounts.small_directory import small_directory
from tests.factories import make_administrator, make_user

pytestmark = pytest.mark.django_db

PAGE = "/en/keeping/sign-in-directory/"


def test_it_says_whether_it_answers_and_when_it_was_used(client: Client, settings: Settings) -> None:
    client.force_login(make_administrator())
    with small_directory() as known:
        settings.SIGN_IN_DIRECTORY = known.settings(SIGN_OUT="1")
        DirectoryIdentity.objects.create(
            user=make_user(), issuer=known.issuer, subject="a", connected_at=timezone.now()
        )
        said = client.get(PAGE).context
        assert (said["keys"], said["accounts"], said["last_use"], said["can_sign_out"]) == (1, 1, None, True)
        assert "http://localhost:8000/account/directory/answer/" in client.get(PAGE).content.decode()
        known.metadata = {"issuer": "https://another.example"}
        assert "another.example" in client.get(PAGE).context["fault"]
    assert client.get(PAGE).context["is_down"] is True


def test_without_one_there_is_no_page_and_no_entry_in_the_menu(client: Client, settings: Settings) -> None:
    client.force_login(make_administrator())
    assert client.get(PAGE).status_code == 404
    assert "sign-in-directory" not in client.get("/en/home/").content.decode()
    settings.SIGN_IN_DIRECTORY = (
        {"ISSUER": "http://127.0.0.1:9", "CLIENT_ID": "a", "CLIENT_SECRET": "b"}
        | {name: name for name in ("NAME_FR", "NAME_NL", "NAME_EN")}
        | {"SIGN_OUT": "", "VIA": ""}
    )
    assert "sign-in-directory" in client.get("/en/home/").content.decode()
