"""Sources of shipped facts are said in the language of the page; what was imported as it was given."""

import json

import pytest
from django.utils import translation

from opstap.territory import sources
from opstap.territory.models import AreaFigure
from opstap.territory.services import load_brussels

YEAR_2020 = {
    "en": "Statbel, population on 1 January 2020 (CC BY 4.0)",
    "fr": "Statbel, population au 1er janvier 2020 (CC BY 4.0)",
    "nl": "Statbel, bevolking op 1 januari 2020 (CC BY 4.0)",
}


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_a_shipped_source_is_said_in_the_language_of_the_page(language: str) -> None:
    with translation.override(language):
        assert sources.source_words(YEAR_2020["en"]) == YEAR_2020[language]


def test_an_imported_source_stays_as_it_was_given() -> None:
    with translation.override("fr"):
        assert [sources.source_words(given) for given in ("the census office", "")] == [
            "the census office",
            "",
        ]


def test_a_room_adds_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_REGISTERED", {})
    kept = sources.register({"en": "Invented", "fr": "Inventé", "nl": "Verzonnen"})

    with translation.override("nl"):
        assert (kept, sources.source_words(kept)) == ("Invented", "Verzonnen")


def test_every_shipped_source_has_three_languages() -> None:
    given = json.loads((sources.FACTS / "brussels.json").read_text(encoding="utf-8"))["sources"]
    assert {tuple(sorted(texts)) for texts in given.values()} == {("en", "fr", "nl")}


@pytest.mark.django_db
def test_rows_keep_the_text_that_stands_for_all_three() -> None:
    load_brussels()
    assert set(AreaFigure.objects.filter(year=2020).values_list("source", flat=True)) == {YEAR_2020["en"]}
