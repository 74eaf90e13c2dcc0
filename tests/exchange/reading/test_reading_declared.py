"""What is declared and what docs/import.md says are one: codes, converters, columns of the own CSV."""

import re
from pathlib import Path

from opstap.core.vocabularies import vocabulary
from opstap.exchange.reading import MAPPING_ERRORS, READING_ERRORS, REFUSALS, WARNINGS, mapping_named, shipped
from opstap.exchange.reading.converters import CONVERTERS
from opstap.exchange.reading.fields import FIELDS

REPOSITORY = Path(__file__).parents[3]
SOURCE = REPOSITORY / "opstap" / "exchange" / "reading"
CODE = "\n".join(
    file.read_text(encoding="utf-8") for file in sorted(SOURCE.rglob("*.py")) if file.name != "problems.py"
)
PAGE = (REPOSITORY / "docs" / "import.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z][\w-]*)`", PAGE))


def raised(error: str) -> set[str]:
    return set(re.findall(error + r'\(\s*"(\w+)"', CODE))


def test_every_code_is_declared():
    assert raised("ReadingError") == set(READING_ERRORS)
    assert raised("MappingError") == set(MAPPING_ERRORS)


def test_every_declared_problem_is_found_in_the_code():
    assert [code for code in {**REFUSALS, **WARNINGS} if f'"{code}"' not in CODE] == []


def test_the_page_names_every_code_converter_field_and_mapping():
    for names in (READING_ERRORS, MAPPING_ERRORS, REFUSALS, WARNINGS, CONVERTERS, FIELDS, shipped()):
        assert set(names) - NAMED == set()


def test_the_page_names_every_column_of_the_own_csv():
    stems = {re.sub("_(fr|nl|en)$", "", column) for column in mapping_named("opstap").columns()}
    table = PAGE.split("## The project's own CSV", 1)[1].split("## What comes of a row", 1)[0]
    told = {re.sub("_(fr|nl|en)$", "", name) for name in re.findall("`([a-z]+(?:_[a-z]+)*)`", table)}
    assert stems - told == set()


def test_every_field_of_codes_has_its_list():
    assert [
        field
        for field in FIELDS.values()
        if field.kind in ("code", "codes") and not vocabulary(field.vocabulary)
    ] == []


def test_no_converter_is_named_for_a_field_it_cannot_fill():
    assert [
        name for name, field in FIELDS.items() if field.kind not in CONVERTERS[field.converter].gives
    ] == []
