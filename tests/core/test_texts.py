from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from opstap.core.texts import TextsField, best_language, clean_texts, say


@pytest.mark.parametrize(
    ("texts", "language", "said"),
    [
        ({"fr": "Ouvert", "nl": "Open"}, "nl", "Open"),
        ({"fr": "Ouvert", "nl": "Open"}, "nl-be", "Open"),
        ({"fr": "Ouvert", "nl": "Open"}, "en", "Ouvert"),
        ({"nl": "Open"}, "fr", "Open"),
        ({"ar": "مفتوح"}, "fr", "مفتوح"),
        ({"fr": "", "nl": "Open"}, "fr", "Open"),
        ({}, "fr", ""),
        (None, "fr", ""),
    ],
)
def test_say_takes_the_asked_language_else_the_best_other(
    texts: dict[str, str] | None, language: str, said: str
) -> None:
    assert say(texts, language) == said


def test_say_follows_the_language_of_the_page() -> None:
    with translation.override("nl"):
        assert say({"fr": "Ouvert", "nl": "Open"}) == "Open"


def test_outside_a_language_french_comes_first() -> None:
    with translation.override(None):
        assert best_language({"en": "Open", "fr": "Ouvert"}) == "fr"


@pytest.mark.parametrize("value", [[], "text", {"fr": 1}, {1: "text"}, {"fr": None}, {"fr": {"a": "b"}}])
def test_anything_but_texts_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_texts(value)

    assert refused.value.code == "texts"


def test_empty_texts_are_left_out_of_the_database() -> None:
    assert TextsField().get_prep_value({"fr": "Ouvert", "nl": ""}) == {"fr": "Ouvert"}


def test_a_field_starts_with_an_empty_dictionary_of_its_own() -> None:
    field = TextsField()
    assert (field.get_default(), field.get_default() is field.get_default()) == ({}, False)
