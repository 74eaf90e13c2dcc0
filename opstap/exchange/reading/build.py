"""One row and a mapping to one place, with a note of everything that was left out."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from opstap.exchange.reading.converters.base import Cell, Converted, Setting
from opstap.exchange.reading.fields import FIELDS, TEXT_LANGUAGES, split_target
from opstap.exchange.reading.files import Row, Table
from opstap.exchange.reading.mapping.bounds import bounds_of
from opstap.exchange.reading.mapping.model import Mapping, RefuseRule, Rule
from opstap.exchange.reading.problems import MappingError, RowProblem, refusal, warning
from opstap.exchange.reading.record import LIMITS, PlaceRecord
from opstap.exchange.reading.text import cut, fold
from opstap.exchange.reading.zones import zone_of

#: What people write to say that they say nothing.
SAYS_NOTHING = frozenset(
    [
        "n a",
        "nan",
        "null",
        "none",
        "neant",
        "non renseigne",
        "non communique",
        "nr",
        "nsp",
        "inconnu",
        "unknown",
        "onbekend",
    ]
)
# Fields whose value is worthless when cut.
_WHOLE = frozenset({"source_id", "postcode", "area_code", "phone", "email", "website"})
_HOURS = frozenset({"open_hours", "staffed_hours", "training_hours"})
# A row that fills nothing but these is not a place.
_NOT_A_PLACE = frozenset({"source_id", "position", "country", "timezone", "holiday_country", "updated"})


@dataclass(frozen=True, slots=True)
class _Bound:
    """A rule with the columns as this table names them; '' where it has none."""

    rule: Rule
    columns: tuple[tuple[str, str], ...]


class RowReader:
    """Reads the rows of one table by one mapping. Raises MappingError when no column of the name is there."""

    def __init__(self, table: Table, mapping: Mapping) -> None:
        self._mapping = mapping
        self._bound = {
            target: tuple(_bind(rule, table) for rule in rules) for target, rules in mapping.rules.items()
        }
        self._words = _Words(mapping.empty)
        self._telling = [
            actual
            for target, bound in self._bound.items()
            for one in bound
            for _, actual in one.columns
            if actual and target not in _NOT_A_PLACE
        ]
        self._refuse = [(rule, table.column(rule.column) or "") for rule in mapping.refuse]
        self._language_column = table.column(mapping.language_column) or "" if mapping.language_column else ""
        self._check_name(table)

    def _check_name(self, table: Table) -> None:
        bound = [
            one for target, rules in self._bound.items() if split_target(target)[0] == "name" for one in rules
        ]
        if not any(actual for one in bound for _, actual in one.columns):
            wanted = [column for one in bound for column in one.rule.columns]
            raise MappingError("missing_column", field="name", columns=wanted, known=list(table.columns))

    def read(self, row: Row) -> tuple[PlaceRecord | None, tuple[RowProblem, ...]]:
        """The place, or None with the reason why the row is refused among the problems."""
        refused = [problem for problem in row.problems if problem.severity == "refused"]
        if not refused and not self._has_content(row):
            refused = [refusal(row.number, "almost_empty")]
        refused = refused or [refusal(row.number, *found) for found in self._not_published(row)]
        if refused:
            return None, tuple(refused)
        draft = _Draft(row, self._mapping, self._language(row), self._words)
        for target in self._in_order():
            draft.fill(target, self._bound[target])
        return draft.finish()

    def _in_order(self) -> list[str]:
        """The country first: phones, postcodes and hours are read by it. Notes that others add come last."""
        return sorted(self._bound, key=lambda target: target != "country")

    def _language(self, row: Row) -> str:
        said = fold(row.cell(self._language_column)).split() if self._language_column else []
        return next((word for word in said if word in TEXT_LANGUAGES), self._mapping.language)

    def _has_content(self, row: Row) -> bool:
        return any(not self._words.empty(row.cell(column)) for column in self._telling)

    def _not_published(self, row: Row) -> Iterable[tuple[str, str, str]]:
        for rule, column in self._refuse:
            said = row.cell(column)
            if column and _is_refused(rule, fold(said)):
                yield "not_published", column, said


def _is_refused(rule: RefuseRule, said: str) -> bool:
    return said in rule.when if rule.when else said not in rule.unless


def _bind(rule: Rule, table: Table) -> _Bound:
    return _Bound(rule, tuple((column, table.column(column) or "") for column in rule.columns))


class _Words:
    """Which texts say nothing: common ones, and those the mapping declares."""

    def __init__(self, declared: frozenset[str]) -> None:
        self._nothing = SAYS_NOTHING | declared
        self._known: dict[str, bool] = {"": True}

    def empty(self, text: str) -> bool:
        if len(text) > 40:
            return False
        if text not in self._known:
            self._known[text] = self._is_empty(text)
        return self._known[text]

    def _is_empty(self, text: str) -> bool:
        folded = fold(text)
        if not folded:  # only signs: nothing, unless it is a script that cannot be folded
            return not any(char.isalnum() for char in text)
        return folded in self._nothing


class _Draft:
    """A place in the making."""

    def __init__(self, row: Row, mapping: Mapping, language: str, words: "_Words") -> None:
        self.row = row
        self.words = words
        self.mapping = mapping
        self.language = language
        self.country = mapping.country
        self.values: dict[str, Any] = {}
        self.problems: list[RowProblem] = list(row.problems)
        self.notes: list[tuple[str, str, str]] = []

    # --- filling -------------------------------------------------------------------------------

    def fill(self, target: str, bound: tuple[_Bound, ...]) -> None:
        name, _ = split_target(target)
        found = [(one, value) for one in bound if (value := self._value(one)) is not None]
        if not found:
            return
        kind = FIELDS[name].kind
        if kind == "texts":
            self._add_texts(name, [(one.rule.language or self.language, value) for one, value in found])
        elif kind == "codes":
            self.values[name] = tuple(sorted({code for _, codes in found for code in codes}))
        else:
            self.values[name] = _single(found[0][1], kind)
        if name == "country":
            self.country = self.values[name]

    def _value(self, one: _Bound) -> Any:
        if one.rule.constant is not None:
            return one.rule.constant
        cells = tuple(Cell(actual or wanted, self._said(actual)) for wanted, actual in one.columns)
        if not any(cell.text for cell in cells):
            return None
        setting = Setting(self.country, one.rule.options, one.rule.codes)
        converted = one.rule.converter.run(cells, setting)
        self._note(converted, one.rule.language or self.language)
        return converted.value if converted.value not in ((), "") else None

    def _said(self, column: str) -> str:
        text = self.row.cell(column) if column else ""
        return "" if self.words.empty(text) else text

    def _note(self, converted: Converted, language: str) -> None:
        for flaw in converted.flaws:
            self.problems.append(warning(self.row.number, flaw.code, flaw.column, flaw.value))
        self.notes.extend((name, language, text) for name, text in converted.notes)

    def _add_texts(self, name: str, texts: list[tuple[str, str]]) -> None:
        """Texts of one language are joined; where the field has no way to join, the first stands."""
        said: dict[str, str] = self.values.setdefault(name, {})
        join = FIELDS[name].join
        for language, text in texts:
            before = said.get(language, "")
            if not before:
                said[language] = text
            elif join and text not in before:
                said[language] = f"{before}{join}{text}"

    # --- finishing -----------------------------------------------------------------------------

    def finish(self) -> tuple[PlaceRecord | None, tuple[RowProblem, ...]]:
        if not self.values.get("name"):
            return None, (refusal(self.row.number, "no_name"),)
        for name, language, text in self.notes:
            self._add_texts(name, [(language, text)])
        self._place()
        self._limit()
        self._complete()
        known = {item.name for item in fields(PlaceRecord)}
        record = PlaceRecord(**{name: value for name, value in self.values.items() if name in known})
        return record, tuple(dict.fromkeys(self.problems))

    def _place(self) -> None:
        """Coordinates inside the area or the country; exchanged when that puts them there, else left out."""
        point = self.values.pop("position", None)
        if point is None:
            return
        bounds = self.mapping.bounds or bounds_of(self.country, self.values.get("postcode", ""))
        lat, lon = point
        if bounds is not None and not bounds.holds(lat, lon):
            fits_exchanged = bounds.holds(lon, lat)
            self._warn(
                "coordinates_swapped" if fits_exchanged else "coordinates_out_of_area", f"{lat}, {lon}"
            )
            if not fits_exchanged:
                return
            lat, lon = lon, lat
        self.values["lat"], self.values["lon"] = lat, lon

    def _warn(self, code: str, value: str, target: str = "position") -> None:
        rules = self.mapping.rules.get(target, ())
        column = next((column for rule in rules for column in rule.columns), "")
        self.problems.append(warning(self.row.number, code, column, value))

    def _limit(self) -> None:
        for name, limit in LIMITS.items():
            value = self.values.get(name)
            if isinstance(value, dict):
                self.values[name] = {
                    language: self._cut(name, text, limit) for language, text in value.items()
                }
            elif isinstance(value, str) and len(value) > limit:
                self.values[name] = self._cut(name, value, limit)

    def _cut(self, name: str, text: str, limit: int) -> str:
        if len(text) <= limit:
            return text
        self._warn("too_long", text, name)
        if name in _HOURS:
            self._add_texts("hours_note", [(self.language, cut(text, LIMITS["hours_note"]))])
        return "" if name in _WHOLE | _HOURS else cut(text, limit)

    def _complete(self) -> None:
        mapping, values = self.mapping, self.values
        values.setdefault("country", mapping.country)
        zone = mapping.timezone or zone_of(values["country"], values.get("postcode", ""))
        values.setdefault("timezone", zone)
        values.setdefault("holiday_country", mapping.holiday_country or values["country"])


def _single(value: Any, kind: str) -> Any:
    return value[0] if kind == "code" and isinstance(value, tuple) else value
