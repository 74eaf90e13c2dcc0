"""A mapping file written from guesses, for a person to complete."""

import json
import re
from collections import Counter

from opstap.exchange.reading.files import Table
from opstap.exchange.reading.text import fold
from opstap.exchange.reading.unknown.guess import Guess
from opstap.exchange.reading.zones import zone_of

_HEAD = """\
# A draft made from the names of the columns. Check every line, complete it, and give it with --mapping.
# What each part means: docs/import.md
name = {name}
label = {name}
licence = ""
country = {country}
timezone = {zone}
holiday_country = {country}
language = {language}

[fields]
"""


def draft(table: Table, found: dict[str, Guess], name: str) -> str:
    """TOML; fields that were guessed, then what was not as a comment."""
    country, language = _country(table, found), _language(table)
    head = _HEAD.format(
        name=_quoted(_slug(name)),
        country=_quoted(country),
        zone=_quoted(zone_of(country, "")),
        language=_quoted(language),
    )
    lines = [
        f"{field} = {_rule(one)}" for field, one in sorted(found.items(), key=lambda item: item[0] != "name")
    ]
    if "name" not in found:
        lines.insert(0, "# name = the column with the name of the place (needed)")
    return head + "\n".join([*lines, "", *_unused(table, found)]) + "\n"


def _rule(one: Guess) -> str:
    columns = [_quoted(column) for column in one.columns]
    if len(columns) == 1 and not one.convert:
        return columns[0]
    parts = [f"column = {columns[0]}" if len(columns) == 1 else f"columns = [{', '.join(columns)}]"]
    parts += [f"convert = {_quoted(one.convert)}"] if one.convert else []
    return f"{{ {', '.join(parts)} }}"


def _unused(table: Table, found: dict[str, Guess]) -> list[str]:
    used = {column for one in found.values() for column in one.columns}
    left = [column for column in table.columns if column not in used]
    return ["# Not used:", *(f"#   {_quoted(column)}" for column in left)] if left else []


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are among TOML's, but for DEL and what lies beyond UTF-8."""
    safe = text.encode("utf-8", errors="replace").decode("utf-8")
    return json.dumps(safe, ensure_ascii=False).replace("\x7f", "\\u007f")


def _slug(name: str) -> str:
    return fold(name).replace(" ", "-")[:50].strip("-") or "my-source"


def _country(table: Table, found: dict[str, Guess]) -> str:
    """By the postcodes: four digits everywhere are Belgian, some with five are French."""
    if "postcode" not in found:
        return "BE"
    column = found["postcode"].columns[0]
    lengths = Counter(
        len(text) for row in table.rows[:500] if re.fullmatch(r"\d{4,5}", text := row.cell(column))
    )
    return "FR" if lengths[5] > 0 else "BE"


def _language(table: Table) -> str:
    words = set(" ".join(map(fold, table.columns)).split())
    dutch = words & {
        "naam",
        "straat",
        "adres",
        "gemeente",
        "openingsuren",
        "telefoon",
        "omschrijving",
        "postnummer",
    }
    english = words & {"name", "address", "city", "opening", "hours", "phone"}
    french = words & {"nom", "adresse", "commune", "ville", "horaires", "telephone", "code", "postal", "rue"}
    return max((len(french), "fr"), (len(dutch), "nl"), (len(english), "en"), key=lambda pair: pair[0])[1]
