"""Every code of the reading half has words in the reader's language."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from opstap.exchange import words
from opstap.exchange.reading import (
    MAPPING_ERRORS,
    READING_ERRORS,
    REFUSALS,
    WARNINGS,
    MappingError,
    ReadingError,
)
from opstap.exchange.reading.problems import refusal


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_every_code_has_words() -> None:
    assert set(READING_ERRORS) - set(words.READING) == set()
    assert set(MAPPING_ERRORS) - set(words.MAPPING) == set()
    assert {*REFUSALS, *WARNINGS} - set(words.ROW) == set()


@pytest.mark.parametrize("code", READING_ERRORS)
def test_a_reading_error_is_told_even_without_details(code: str) -> None:
    assert "{" not in words.reading_error(ReadingError(code))


def test_a_reading_error_names_the_file() -> None:
    assert words.reading_error(ReadingError("missing", path="a.csv")) == "There is no file a.csv."


def test_a_mapping_error_names_what_is_wrong() -> None:
    error = MappingError("unknown_field", field="phon", known=["phone", "price"])
    told = words.mapping_error(error)

    assert told == (
        "The mapping fills a field that a place does not have. (field: phon, known: phone, price)"
    )


def test_a_row_problem_names_row_column_and_value() -> None:
    problem = refusal(14, "bad_phone", "Téléphone", "abc").as_dict()

    assert words.row_problem(problem) == "row 14, Téléphone: not a phone number (“abc”)"
