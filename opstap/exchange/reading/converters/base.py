"""What a converter is: cells in, a value and what was wrong with them out. Registered by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from opstap.exchange.reading.fields import Kind

Codes = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the row; '' when the file says nothing there."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """A warning about one cell, without the row number that the caller knows."""

    column: str
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class Converted:
    """`value` None = nothing said. `notes` are texts that another field keeps: `("hours_note", "…")`."""

    value: Any = None
    flaws: tuple[Flaw, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """What a converter knows beside its cells: the row's country and the mapping's options and code table."""

    country: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    codes: Mapping[str, Codes] = field(default_factory=dict)


Cells = tuple[Cell, ...]
Run = Callable[[Cells, Setting], Converted]

#: How an option is written in a mapping.
OPTION_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "texts": (list, str),
    "yes_no": (bool,),
    "flags": (dict,),
}


@dataclass(frozen=True, slots=True)
class Converter:
    """`gives`: the kinds of field it can fill. `options`: name → one of OPTION_TYPES.

    `columns`: how many it takes (0 = any number).
    """

    name: str
    run: Run
    gives: frozenset[Kind]
    options: dict[str, str]
    columns: int
    summary: str


CONVERTERS: dict[str, Converter] = {}


def converter(
    name: str, *gives: Kind, columns: int = 0, options: dict[str, str] | None = None
) -> Callable[[Run], Run]:
    """Register the decorated function under `name`; its first docstring line is its documentation."""

    def register(run: Run) -> Run:
        summary = (run.__doc__ or "").split("\n")[0]
        CONVERTERS[name] = Converter(name, run, frozenset(gives), options or {}, columns, summary)
        return run

    return register


def first(cells: Cells) -> Cell:
    """The first cell that says something, else an empty one."""
    return next((cell for cell in cells if cell.text), cells[0] if cells else Cell("", ""))


def filled(cells: Cells) -> list[Cell]:
    return [cell for cell in cells if cell.text]


def flaw(cell: Cell, code: str, value: str | None = None) -> tuple[Flaw, ...]:
    return (Flaw(cell.column, code, cell.text if value is None else value),)


def texts_option(setting: Setting, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """An option that is one text or a list of them."""
    value = setting.options.get(name, default)
    return (value,) if isinstance(value, str) else tuple(value)
