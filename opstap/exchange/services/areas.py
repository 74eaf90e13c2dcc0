"""Import of areas with their figures (CSV) and of their outlines (GeoJSON)."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db import transaction

from opstap.exchange.reading import ReadingError, Table
from opstap.exchange.reading.features import read_features
from opstap.territory.models import Area, AreaKind
from opstap.territory.services import AreaData, Figure, ShapeError, check_place, save_area, save_shape

# What files call the columns we need.
COLUMNS = {
    "code": ("code", "nis_code", "nis", "insee", "code_insee"),
    "parent": ("parent", "parent_code", "main_nis", "municipality_code"),
    "fr": ("name_fr", "nom", "name"),
    "nl": ("name_nl", "naam"),
    "en": ("name_en",),
    "postcodes": ("postcodes", "postcode"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "longitude"),
    "area_km2": ("area_km2",),
    "kind": ("kind",),
}
LONGEST, LONGEST_NAME = {"code": 20, "postcodes": 12}, 120
# "population_2025", "share_65_plus_pct_2025": the figure's key, and the year of its 1 January.
_FIGURE = re.compile(r"^(?P<key>[a-z][a-z0-9_]*?)_(?P<year>(?:19|20)\d\d)$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_ESTIMATE = re.compile(r"^(?P<key>[a-z][a-z0-9_]*?)_estimated$")
_PARENTS = {
    AreaKind.MUNICIPALITY: [AreaKind.REGION],
    AreaKind.NEIGHBOURHOOD: [AreaKind.MUNICIPALITY, AreaKind.REGION],
    AreaKind.SECTOR: [AreaKind.NEIGHBOURHOOD, AreaKind.MUNICIPALITY],
}


class RowError(Exception):
    """A row that cannot be an area: column, code and value, as in the problems of places."""

    def __init__(self, column: str, code: str, value: str = "") -> None:
        super().__init__(code)
        self.problem = {"column": column, "code": code, "value": value[:200], "severity": "refused"}


@dataclass
class AreasReport:
    """Counts that add up, and why rows were refused."""

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("rows", "created", "updated", "unchanged", "refused"), 0)
    )
    problems: list[dict[str, Any]] = field(default_factory=list)

    def count(self, outcome: str) -> None:
        self.counts["rows"] += 1
        self.counts[outcome] += 1

    def refuse(self, row: int, error: RowError) -> None:
        self.count("refused")
        self.problems.append({"row": row, **error.problem})


@transaction.atomic
def import_areas(
    table: Table, *, country: str, kind: str, source: str = "", dry_run: bool = False
) -> AreasReport:
    """Each row an area; columns named `<figure>_<year>` become its figures.

    Raises ReadingError when the table has no column for the code or for a name.
    """
    columns = {name: _column(table, names) for name, names in COLUMNS.items()}
    if columns["code"] is None or not any(columns[language] for language in ("fr", "nl", "en")):
        raise ReadingError("no_records")
    report = AreasReport()
    for row in table.rows:
        try:
            _area, outcome = save_area(_read_area(row.values, columns, table.columns, country, kind, source))
            report.count(outcome)
        except RowError as error:
            report.refuse(row.number, error)
    if dry_run:
        transaction.set_rollback(True)
    return report


def _column(table: Table, names: tuple[str, ...]) -> str | None:
    known = {column.strip().lower(): column for column in table.columns}
    return next((known[name] for name in names if name in known), None)


def _read_area(
    values: dict[str, str],
    columns: dict[str, str | None],
    all_columns: tuple[str, ...],
    country: str,
    kind: str,
    source: str,
) -> AreaData:
    def cell(name: str) -> str:
        column = columns[name]
        return values.get(column, "").strip() if column else ""

    names = {language: cell(language) for language in ("fr", "nl", "en") if cell(language)}
    if not cell("code"):
        raise RowError(columns["code"] or "", "no_code")
    if not names:
        raise RowError(columns["fr"] or columns["nl"] or "", "no_name")
    postcodes = [code.strip() for code in cell("postcodes").split("|") if code.strip()]
    _check_lengths(
        columns, {"code": [cell("code")], "postcodes": postcodes, **{k: [v] for k, v in names.items()}}
    )
    return AreaData(
        country=country,
        kind=kind,
        code=cell("code"),
        names=names,
        parent=_parent(country, kind, cell("parent"), columns["parent"]),
        postcodes=dict.fromkeys(postcodes),
        lat=_degrees(cell("lat"), columns["lat"], 90),
        lon=_degrees(cell("lon"), columns["lon"], 180),
        area_km2=_not_negative(_float(cell("area_km2"), columns["area_km2"]), columns["area_km2"]),
        source=source,
        figures=tuple(_figures(values, all_columns, source)),
    )


def _check_lengths(columns: dict[str, str | None], given: dict[str, list[str]]) -> None:
    """What the columns of the database hold; only one of them would say so by itself."""
    for name, texts in given.items():
        for text in texts:
            if len(text) > LONGEST.get(name, LONGEST_NAME):
                raise RowError(columns[name] or "", "too_long", text)


def _parent(country: str, kind: str, code: str, column: str | None) -> Area | None:
    if not code:
        return None
    known = Area.objects.filter(country=country, code=code, kind__in=_PARENTS.get(AreaKind(kind), []))
    area = known.first()
    if area is None:
        raise RowError(column or "", "unknown_parent", code)
    return area


def _figures(values: dict[str, str], columns: tuple[str, ...], source: str) -> list[Figure]:
    found = []
    for column in columns:
        text = values.get(column, "").strip()
        name = column.strip().lower()
        if text and (match := _FIGURE.match(name)) and (value := _figure(column, text)) is not None:
            found.append(Figure(match["key"][:40], int(match["year"]), value, source=source))
        elif text and (match := _ESTIMATE.match(name)) and (value := _figure(column, text)) is not None:
            year = values.get(f"{column}_year", "").strip()
            if _YEAR.fullmatch(year):
                # An estimate never takes the place of a real figure: it has a key of its own.
                found.append(Figure(name[:40], int(year), value, is_estimate=True, source=source))
    return found


def _figure(column: str, text: str) -> Decimal | None:
    """A figure; of people there are never fewer than none."""
    value = _decimal(text)
    if value is not None and value < 0 and column.strip().lower().startswith("population"):
        raise RowError(column, "bad_number", text)
    return value


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(" ", "").replace("\u202f", "").replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < Decimal(10) ** 12 else None


def _float(text: str, column: str | None) -> float | None:
    if not text:
        return None
    value = _decimal(text)
    if value is None:
        raise RowError(column or "", "bad_number", text)
    return float(value)


def _not_negative(value: float | None, column: str | None) -> float | None:
    if value is not None and value < 0:
        raise RowError(column or "", "bad_number", f"{value:g}")
    return value


def _degrees(text: str, column: str | None, most: int) -> float | None:
    value = _float(text, column)
    if value is not None and abs(value) > most:
        raise RowError(column or "", "coordinates_off_globe", text)
    return value


@transaction.atomic
def import_shapes(
    path: Path, *, country: str, kind: str, code_property: str, source: str = "", dry_run: bool = False
) -> AreasReport:
    """Outlines of areas that are already there, recognised by their official code.

    Raises ReadingError; then nothing of the file is kept.
    """
    report = AreasReport()
    for number, feature in enumerate(read_features(path), start=1):
        try:
            report.count(_save_feature(feature, country, kind, code_property, source))
        except RowError as error:
            report.refuse(number, error)
    if dry_run:
        transaction.set_rollback(True)
    return report


def _save_feature(feature: Any, country: str, kind: str, code_property: str, source: str) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = str(properties.get(code_property, "")).strip() if isinstance(properties, dict) else ""
    if not code:
        raise RowError(code_property, "no_code")
    areas = Area.objects.filter(country=country, kind=kind).select_related("parent")
    area = areas.filter(code=code).first() if code.isprintable() else None
    if area is None:
        raise RowError(code_property, "unknown_area", code)
    try:
        check_place(area, feature.get("geometry"))
        return save_shape(area, feature["geometry"], source=source)
    except ShapeError as error:
        raise RowError("geometry", error.code, f"{code}{error.where}") from error
