"""Searches that led nowhere: counted, without who."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.test import Client

from opstap.core.jobs import enqueue
from opstap.core.models import Job
from opstap.finder.models import UnansweredSearch
from opstap.finder.retention import UNANSWERED
from opstap.finder.search import unanswered
from opstap.territory.models import Area
from tests.factories import make_network, make_network_coordinator

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: object) -> Path:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def counted() -> list[tuple[str, str, int]]:
    unanswered.count(Job())
    return list(
        UnansweredSearch.objects.order_by("language", "folded").values_list("language", "text", "times")
    )


def test_what_led_nowhere_is_counted_by_the_job_and_not_by_the_page(client: Client, brussels: Area) -> None:
    for language, text in (("nl", "Zqwxyk"), ("nl", "zqwxyk "), ("en", "Zqwxyk"), ("nl", "1080")):
        assert client.get(f"/{language}/find/", {"where": text}).status_code == 200
    assert UnansweredSearch.objects.count() == 0

    assert counted() == [("en", "Zqwxyk", 1), ("nl", "Zqwxyk", 2)]
    client.get("/nl/find/", {"where": "ZQWXYK"})
    assert counted() == [("en", "Zqwxyk", 1), ("nl", "Zqwxyk", 3)]
    assert counted() == [("en", "Zqwxyk", 1), ("nl", "Zqwxyk", 3)]
    assert enqueue(unanswered.KIND).kind == "finder.unanswered"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  borne   numérique ", "borne numérique"),
        ("9999", "9999"),
        ("9999 Nergens", "9999 Nergens"),
        ("noor@example.org", ""),
        ("rue Bleue 12", ""),
        ("0470 12 34 56", ""),
        ("85073003328", ""),
        ("12/3", ""),
        ("x" * 61, ""),
        ("???", ""),
        ("", ""),
    ],
)
def test_words_that_may_be_somebodys_data_are_not_kept(text: str, kept: str) -> None:
    assert unanswered.words_of(text) == kept


def test_half_a_line_and_a_strange_one_are_left_out(folder: Path) -> None:
    good = json.dumps(["fr", "borne", "2026-04-01"])
    lines = [good, '["fr", "bor', "7", '["xx", "borne", "2026-04-01"]', '["fr", "borne", "April"]', good]
    (folder / unanswered.FILE).write_text("\n".join(lines))

    assert counted() == [("fr", "borne", 2)]
    assert [path.name for path in folder.iterdir()] == []


def test_a_file_that_was_taken_and_not_counted_is_counted_first(folder: Path) -> None:
    (folder / unanswered.FILE).with_suffix(".taken").write_text(json.dumps(["fr", "borne", "2026-04-01"]))
    unanswered.note("kiosk")

    assert counted() == [("fr", "borne", 1)]
    assert [times for _language, _text, times in counted()] == [1, 1]


def test_the_file_has_an_end_and_a_full_disk_is_no_fault(
    folder: Path, monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    monkeypatch.setattr(unanswered, "MOST_BYTES", 60)
    for _ in range(9):
        unanswered.note("borne")
    assert sum(times for _language, _text, times in counted()) == 2

    settings.DATA_DIR = folder / "gone"  # type: ignore[attr-defined]
    unanswered.note("borne")


def test_the_coordinator_sees_what_was_typed_often(client: Client, brussels: Area) -> None:
    network = make_network(area=brussels)
    month = datetime.now(UTC).date().replace(day=1)
    for text, times in (("borne", 3), ("Noor", 2), ("", 5)):
        UnansweredSearch.objects.create(
            language="fr", text=text, folded=text.lower(), month=month, times=times
        )
    UnansweredSearch.objects.create(
        language="fr", text="ancien", folded="ancien", month=APRIL.replace(year=2020), times=9
    )
    client.force_login(make_network_coordinator(network))
    page = client.get(f"/en/words/{network.slug}/").content.decode()

    assert "10 searches of the last twelve months led nowhere" in page
    assert '<th scope="row" dir="auto">borne</th>' in page
    assert (
        "Noor" in page.split("Typed most")[1].split("</table>")[0],
        "?word=borne&amp;language=fr" in page,
    ) == (False, True)
    assert "ancien" not in page


def test_they_end(brussels: Area) -> None:
    for month in (APRIL, date(2026, 5, 1)):
        UnansweredSearch.objects.create(language="fr", text="borne", folded="borne", month=month, times=1)
    due = UNANSWERED.due(datetime(2026, 4, 20, tzinfo=UTC))

    assert [row.month for row in due] == [APRIL]
    UNANSWERED.erase(due)
    assert UnansweredSearch.objects.count() == 1


def test_each_language_has_its_own_list(brussels: Area) -> None:
    month = datetime.now(UTC).date().replace(day=1)
    for language, text, times in (
        ("uk", "кіоск", 3),
        ("fr", "borne", 9),
        ("uk", "борн", 4),
        ("nl", "zuil", 2),
    ):
        UnansweredSearch.objects.create(language=language, text=text, folded=text, month=month, times=times)
    shown, total = unanswered.most_asked(month)
    found = [(one.code, [(row.text, row.times) for row in one.rows]) for one in shown]
    assert found == [("fr", [("borne", 9)]), ("uk", [("борн", 4), ("кіоск", 3)])]
    assert total == 18
