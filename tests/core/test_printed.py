"""Documents for everybody: made once, kept while they say the same, and never more than the desk can bear."""

from typing import Any

import pytest
from django.utils import timezone

from opstap.core import limits, printed
from opstap.core.printed import MOST_NEW, BusyError, Paper

NOW = timezone.now()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> list[dict[str, Any]]:
    """The facts of each document that was really made."""
    settings.DATA_DIR = tmp_path
    found: list[dict[str, Any]] = []

    def make(_room: str, _name: str, facts: dict[str, Any], **_more: Any) -> bytes:
        found.append(facts)
        return f"%PDF {facts}".encode()

    monkeypatch.setattr(printed, "make_pdf", make)
    return found


def ask(number: int, who: str = "192.0.2.1") -> bytes:
    paper = Paper("finder", "leaflet", {"title": str(number)}, "x.pdf")
    return printed.printed(paper, now=NOW, asked_by=who)


def test_made_once_and_anew_when_it_says_something_else(made: list[dict[str, Any]]) -> None:
    assert [ask(1), ask(1), ask(2)] == [b"%PDF {'title': '1'}"] * 2 + [b"%PDF {'title': '2'}"]
    assert [facts["title"] for facts in made] == ["1", "2"]


def test_who_asks_for_many_waits_and_others_do_not(made: list[dict[str, Any]]) -> None:
    for number in range(limits.MOST // printed.NEW_COST):
        ask(number)
    with pytest.raises(BusyError) as busy:
        ask(1000)
    assert (0 < busy.value.wait <= 60, ask(1000, "192.0.2.2")[:5]) == (True, b"%PDF ")
    assert len(made) == limits.MOST // printed.NEW_COST + 1


def test_from_many_addresses_all_wait_together(made: list[dict[str, Any]]) -> None:
    for number in range(MOST_NEW):
        ask(number, f"192.0.2.{number}")
    with pytest.raises(BusyError):
        ask(1000, "198.51.100.1")
    assert (len(made), ask(0, "198.51.100.2")) == (MOST_NEW, b"%PDF {'title': '0'}")


def test_the_disk_never_fills(made: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed, "MOST_KEPT", 4)
    for number in range(5):
        ask(number)
    assert len(list(printed.folder().iterdir())) == 3
    assert len(made) == 5
