from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from opstap.accounts.models import User
from tests.accounts.small_directory import SmallDirectory, small_directory
from tests.accounts.through_directory import START
from tests.factories import make_user

PASSWORD = "drie kleine groene fietsen"
SignIn = Callable[..., str]
ComeIn = Callable[..., str]


@pytest.fixture
def noor(db: None) -> User:
    """Somebody with a password and no second factor yet."""
    return make_user("noor@example.org", name="Noor", password=PASSWORD, second_factor=False, language="nl")


@pytest.fixture
def sign_in(client: Client) -> SignIn:
    """Type e-mail and password; the address one is led to, or the status of the page shown again."""

    def type_in(email: str = "noor@example.org", password: str = PASSWORD) -> str:
        response = client.post("/en/account/sign-in/", {"login": email, "password": password})
        return str(response.headers.get("Location", response.status_code))

    return type_in


@pytest.fixture
def directory(settings: Settings) -> Iterator[SmallDirectory]:
    with small_directory() as known:
        settings.SIGN_IN_DIRECTORY = known.settings()
        yield known


@pytest.fixture
def come_in(client: Client, directory: SmallDirectory) -> ComeIn:
    """By the button, through the directory and back; where she is led in the end."""

    def through(start: str = START, data: dict[str, str] | None = None, **person: Any) -> str:
        there = client.post(start, data or {})["Location"]
        if not there.startswith(directory.issuer):
            return there
        return str(client.get(directory.let_in(there, **person))["Location"])

    return through
