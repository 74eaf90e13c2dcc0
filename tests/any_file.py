"""Files of places as they come from elsewhere: tables of known columns with nearly right cells, in every
format, some of them damaged, and files that are something else.
"""

import csv
import io
import json
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

STANDARD = [
    "id", "nom", "commune", "code_postal", "adresse", "date_maj", "services", "typologie", "latitude",
    "longitude", "telephone", "courriels", "site_web", "horaires", "structure_parente", "code_insee",
]  # fmt: skip
OWN = [
    "id", "name_fr", "name_nl", "postcode", "city", "country", "lat", "lon", "phone", "email", "website",
    "open_hours", "staffed_hours", "services", "languages", "wheelchair", "itinerant", "computers",
]  # fmt: skip
STRANGE = ["", "  ", "nom", "a" * 300, "=1+1", "né\u202e", "\x00", "x"]
CELLS = [
    "", "De Trede", "1000", "01000", "50.85", "4,35", "91", "-181", "NaN", "1e400", "Mo-Fr 09:00-12:00",
    "Mo-Fr 25:00-99:00", "PH off; 24/7", "fr|nl", "+32 2 000 00 00", "0033", "a@b.example", "a@", "no",
    "https://x.example/é", "javascript:alert(1)", "2026-11-25", "32/13/2026", "=HYPERLINK(\"x\")", "x" * 3000,
    "\u202e\u0000", "POINT(4 50)", "{}", "9" * 400, "yes", "12", "-3",
    "Bruxelles", "Saint-Gilles|Sint-Gillis",
]  # fmt: skip
names = st.sampled_from(
    ["a.csv", "a.xlsx", "a.json", "a.geojson", "a.ods", "a", "../a.csv", "é" * 90 + ".csv", ""]
).map(lambda name: name or "x")


@dataclass(frozen=True)
class Sent:
    name: str
    data: bytes
    mapping: str
    source: str


cells = st.sampled_from(CELLS) | st.text(max_size=12)
columns = st.one_of(
    st.permutations(STANDARD),
    st.permutations(OWN),
    st.lists(st.sampled_from([*STANDARD, *OWN, *STRANGE]), min_size=1, max_size=12),
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """The header, and rows that are now and then too short or too long."""
    header = list(draw(columns))
    width = len(header)
    row = st.lists(cells, min_size=width, max_size=width) | st.lists(cells, max_size=width + 2)
    return [header, *draw(st.lists(row, max_size=4))]


def as_csv(table: list[list[str]], separator: str, encoding: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(table)
    return out.getvalue().encode(encoding, "replace")


def as_xlsx(table: list[list[str]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in table:
        book.active.append([ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row])  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


def as_json(table: list[list[str]]) -> bytes:
    return json.dumps(_records(table)).encode("utf-8", "replace")


def as_geojson(table: list[list[str]]) -> bytes:
    features = [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [4.35, 50.85]}, "properties": record}
        for record in _records(table)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _records(table: list[list[str]]) -> list[dict[str, Any]]:
    return [dict(zip(table[0], row, strict=False)) for row in table[1:]]


@st.composite
def files(draw: st.DrawFn) -> bytes:
    table = draw(tables())
    made = draw(
        st.sampled_from(
            [
                lambda: as_csv(table, ",", "utf-8"),
                lambda: as_csv(table, ";", "cp1252"),
                lambda: as_csv(table, "\t", "utf-16"),
                lambda: as_xlsx(table),
                lambda: as_json(table),
                lambda: as_geojson(table),
            ]
        )
    )()
    if draw(st.integers(0, 3)):
        return made
    cut, flip = draw(st.integers(0, len(made))), draw(st.integers(0, max(len(made) - 1, 0)))
    spoilt = bytearray(made[:cut])
    if flip < len(spoilt):
        spoilt[flip] ^= 255
    return bytes(spoilt)


MAPPINGS = [
    "",
    'name = "own"\ncountry = "BE"\nlanguage = "fr"\n[fields]\nname = "nom"\n',
    'name = "own"\ncountry = "BE"\nlanguage = "fr"\n[fields]\nname = "missing"\n',
    "[fields",
    'name = 3\n[fields]\nname = ["nom"]\n',
]
import_files = st.builds(
    Sent,
    name=names,
    data=files() | st.binary(max_size=300),
    mapping=st.sampled_from([*[""] * 4, *MAPPINGS]) | st.text(max_size=30),
    source=st.sampled_from(["", "list", "x" * 60]) | st.text(max_size=61),
)
