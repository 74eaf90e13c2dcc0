"""A list drawn before is sent again only while it would be drawn the same."""

import gzip
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.http import HttpResponse
from django.test import Client

from opstap.finder.display import before
from opstap.finder.views import finding
from opstap.spaces.models import Space
from opstap.spaces.services.duty import check_in
from opstap.spaces.services.openings import derive_openings
from opstap.spaces.services.record import change_space
from opstap.territory.models import Area
from tests.factories import make_animator, make_space
from tests.finder.conftest import MONDAY

ADDRESS = "/en/find/?where=1080"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """The moment the finder takes for now."""
    now = Mock(return_value=MONDAY)
    monkeypatch.setattr(finding, "timezone", Mock(now=now))
    return now


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Counts how often a list is drawn."""
    counted = Mock(side_effect=finding._drawn_list)
    monkeypatch.setattr(finding, "_drawn_list", counted)
    return counted


@pytest.fixture
def space(brussels: Area, clock: Mock) -> Space:
    space = make_space(
        postcode="1080", lat=50.857, lon=4.327, names={"fr": "La Marche"}, open_hours="Mo-Su 09:00-18:00"
    )
    derive_openings(space, now=MONDAY)
    return space


def ask(client: Client, address: str = ADDRESS) -> HttpResponse:
    return client.get(address, headers={"accept-encoding": "gzip"})


def page(client: Client, address: str = ADDRESS) -> str:
    return gzip.decompress(ask(client, address).content).decode()


def test_who_asks_the_same_gets_the_same_page(client: Client, space: Space, drawing: Mock) -> None:
    first, second = ask(client), ask(client)

    assert (second.content, dict(second.headers)) == (first.content, dict(first.headers))
    assert second["Content-Encoding"] == "gzip"
    assert drawing.call_count == 1


def test_it_is_the_page_that_is_sent_uncompressed(client: Client, space: Space) -> None:
    page(client)

    assert page(client) == client.get(ADDRESS).content.decode()


def test_every_minute_has_its_own(client: Client, space: Space, clock: Mock) -> None:
    assert "10:12" in page(client)
    clock.return_value = MONDAY + timedelta(minutes=1)

    assert "10:13" in page(client)


@pytest.mark.parametrize("other", ["/nl/find/?where=1080", f"{ADDRESS}&now=1", f"{ADDRESS}&page=2"])
def test_every_address_has_its_own(client: Client, space: Space, drawing: Mock, other: str) -> None:
    assert page(client) != page(client, other)
    assert drawing.call_count == 2


def test_a_check_in_is_on_the_next_page(client: Client, space: Space) -> None:
    earlier = page(client)
    check_in(space, make_animator(space), at=MONDAY)

    assert page(client) != earlier


def test_a_changed_record_is_on_the_next_page(client: Client, space: Space) -> None:
    page(client)
    change_space(space, by=None, names={"fr": "La Passerelle"})

    assert "La Passerelle" in page(client)


def test_changed_hours_are_on_the_next_page(client: Client, space: Space) -> None:
    earlier = page(client)
    change_space(space, by=None, open_hours="Mo 15:00-16:00")

    assert page(client) != earlier


def test_a_new_space_is_on_the_next_page(client: Client, space: Space) -> None:
    assert "La Nouvelle" not in page(client)
    make_space(postcode="1080", lat=50.857, lon=4.328, names={"fr": "La Nouvelle"})

    assert "La Nouvelle" in page(client)


def test_who_is_signed_in_gets_her_own(client: Client, space: Space, drawing: Mock) -> None:
    page(client)
    client.force_login(make_animator(space))

    assert ask(client).get("Content-Encoding") is None
    assert drawing.call_count == 2
    assert len(before._drawn) == 1


def test_only_so_many_are_kept(client: Client, space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(before, "MOST_KEPT", 4)
    for number in range(9):
        page(client, f"{ADDRESS}&asked={number}")

    assert len(before._drawn) <= 4
