"""A mapping: how the columns of one source become the fields of a place."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from typing import Any, Literal

from opstap.exchange.reading.converters.base import Codes, Converter
from opstap.exchange.reading.files import Table
from opstap.exchange.reading.mapping.bounds import Bounds

#: What is done with a row whose key an earlier row has, with other content.
Repeated = Literal["refuse", "merge", "number"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to fill a field: some columns through a converter, or a constant."""

    columns: tuple[str, ...]
    converter: Converter
    options: ReadOnly[str, Any] = field(default_factory=dict)
    codes: ReadOnly[str, Codes] = field(default_factory=dict)
    constant: Any = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class RefuseRule:
    """Rows that the source itself says not to show: `column` is one of `when`, or is not one of `unless`."""

    column: str
    when: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mapping:
    """`rules`: target → its rules in order. Targets are fields, texts also with a language: `name_nl`."""

    name: str
    label: str
    rules: ReadOnly[str, tuple[Rule, ...]]
    country: str
    licence: str = ""
    timezone: str = ""
    holiday_country: str = ""
    language: str = "fr"
    language_column: str = ""
    recognise: tuple[str, ...] = ()
    recognise_any: tuple[str, ...] = ()
    empty: frozenset[str] = frozenset()
    repeated: Repeated = "number"
    refuse: tuple[RefuseRule, ...] = ()
    bounds: Bounds | None = None

    def columns(self) -> tuple[str, ...]:
        """Every column the mapping reads, in order."""
        named = [column for rules in self.rules.values() for rule in rules for column in rule.columns]
        named += [rule.column for rule in self.refuse]
        named += [self.language_column] if self.language_column else []
        return tuple(dict.fromkeys(named))

    def missing_columns(self, table: Table) -> list[str]:
        """Columns of fields for which the table has no column at all; these fields stay empty."""
        missing: list[str] = []
        for rules in self.rules.values():
            wanted = [column for rule in rules for column in rule.columns]
            if all(table.column(column) is None for column in wanted):
                missing.extend(wanted)
        return list(dict.fromkeys(missing))

    def unread_columns(self, table: Table) -> list[str]:
        """Columns of the table that nothing reads."""
        read = {table.column(column) for column in self.columns()}
        return [column for column in table.columns if column not in read]
