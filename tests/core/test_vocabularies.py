import re

import pytest

from opstap.core import vocabularies
from opstap.core.tongues import FINDER


@pytest.mark.parametrize("name", vocabularies.names())
def test_every_list_is_whole(name: str) -> None:
    """A date, a source, codes that are words and stand once, a label in three languages, no label twice."""
    known = vocabularies.vocabulary(name)
    codes = known.codes()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", known.version)
    assert known.source != ""
    assert [code for code in codes if not re.fullmatch(r"[a-z0-9_+<-]+", code)] == []
    assert len(set(codes)) == len(codes)
    assert [term.code for term in known.terms if {"en", "fr", "nl"} - set(term.labels)] == []
    for language in ("en", "fr", "nl"):
        labels = [term.label(language) for term in known.terms]
        assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(
    ("name", "count"),
    [("purpose", 5), ("support", 5), ("service", 9), ("theme_digital", 19), ("theme_administrative", 11)],
)
def test_the_lists_of_the_field_have_their_length(name: str, count: int) -> None:
    assert len(vocabularies.vocabulary(name).terms) == count


def test_a_label_in_the_language_else_in_english_else_the_code() -> None:
    labels = [vocabularies.label("purpose", "job_search", language) for language in ("nl-be", "ar")]
    assert labels == ["Werk zoeken", "Job search"]
    assert vocabularies.label("purpose", "gone", "fr") == "gone"


@pytest.mark.parametrize("name", ["service", "support", "language", "public", "special_care", "price"])
def test_what_the_finder_shows_has_a_label_in_each_of_its_languages(name: str) -> None:
    terms = vocabularies.vocabulary(name).terms
    assert [term.code for term in terms if set(term.tongues) != set(FINDER)] == []
    for language in FINDER:
        assert len({term.label(language) for term in terms}) == len(terms)


def test_an_unknown_list_is_an_error() -> None:
    with pytest.raises(KeyError, match="nothing"):
        vocabularies.vocabulary("nothing")


def test_membership_of_a_code() -> None:
    purposes = vocabularies.vocabulary("purpose")
    assert ("leisure" in purposes, "gone" in purposes, None in purposes) == (True, False, False)


def test_what_reveals_is_marked() -> None:
    """The rule: health, justice, migration or belief."""
    marked = {name: set(vocabularies.vocabulary(name).sensitive()) for name in vocabularies.names()}
    assert {name: codes for name, codes in marked.items() if codes} == {
        "theme_digital": {"health"},
        "theme_administrative": {"papers", "social_health", "justice", "foreigners"},
        "public": {"disability", "migrants"},
    }
