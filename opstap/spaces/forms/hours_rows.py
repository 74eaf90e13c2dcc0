"""The rows of the hours form: times of a day, and dates with other hours; what was typed stays as typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from opstap.core.moments import read_time
from opstap.spaces.hours import DatedException, Span

MOST_ROWS = 8
ROWS_SHOWN = 2
"""Morning and afternoon."""

Data = Mapping[str, str]


def read_day(text: str) -> date | None:
    """ "2026-12-24" or "24/12/2026"; None for an empty text. Raises ValueError."""
    if not text.strip():
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    raise ValueError(text)


class Control(NamedTuple):
    """One box: its type is "text" when the browser's own control could not show what was typed."""

    name: str
    value: str
    kind: str


def _time_control(name: str, text: str) -> Control:
    try:
        moment = read_time(text)
    except ValueError:
        return Control(name, text, "text")
    return Control(name, f"{moment:%H:%M}" if moment else "", "time")


def _day_control(name: str, text: str) -> Control:
    try:
        day = read_day(text)
    except ValueError:
        return Control(name, text, "text")
    return Control(name, day.isoformat() if day else "", "date")


@dataclass
class Row:
    """From … to …, as typed."""

    name: str
    start: str = ""
    end: str = ""
    error: str = ""
    is_new: bool = False

    @property
    def controls(self) -> tuple[Control, Control]:
        return _time_control(f"{self.name}-from", self.start), _time_control(f"{self.name}-to", self.end)

    @property
    def is_empty(self) -> bool:
        return not (self.start.strip() or self.end.strip())

    def span(self) -> Span | None:
        """What the row says; None when it says nothing or makes no sense, then with an error."""
        try:
            start, end = read_time(self.start), read_time(self.end)
        except ValueError:
            self.error = _("Write times such as 9:00 and 12:30.")
            return None
        if start is None and end is None:
            return None
        if start is None or end is None:
            self.error = _("Fill in both times.")
            return None
        return Span.of(start, end)


@dataclass
class Block:
    """The rows of one day, of the public holidays or of a date."""

    key: str
    label: str = ""
    rows: list[Row] = field(default_factory=list)

    @classmethod
    def read(cls, key: str, label: str, data: Data) -> "Block":
        block = cls(key, label)
        for number in range(MOST_ROWS):
            name = f"{key}-{number}"
            if f"{name}-from" in data or f"{name}-to" in data:
                block.add(data.get(f"{name}-from", ""), data.get(f"{name}-to", ""))
        return block

    @classmethod
    def of(cls, key: str, label: str, spans: tuple[Span, ...]) -> "Block":
        block = cls(key, label)
        for span in spans:
            block.add(f"{span.start_time:%H:%M}", f"{span.end_time:%H:%M}")
        return block

    def add(self, start: str = "", end: str = "", *, is_new: bool = False) -> None:
        if len(self.rows) < MOST_ROWS:
            self.rows.append(Row(f"{self.key}-{len(self.rows)}", start, end, is_new=is_new))

    def fill(self, rows: int = ROWS_SHOWN) -> None:
        while len(self.rows) < rows:
            self.add()

    @property
    def can_grow(self) -> bool:
        return len(self.rows) < MOST_ROWS

    def spans(self) -> tuple[tuple[Span, ...], list[Row]]:
        """The spans, and the row each of them stands in."""
        found = [(row.span(), row) for row in self.rows]
        kept = [(span, row) for span, row in found if span is not None]
        return tuple(span for span, _row in kept), [row for _span, row in kept]


@dataclass
class Dates(Block):
    """Other hours, or closed, from a day until a day, both included; and why."""

    first: str = ""
    last: str = ""
    is_closed: bool = True
    reason: str = ""
    error: str = ""

    @classmethod
    def read_dates(cls, number: int, data: Data) -> "Dates":
        key = f"x{number}"
        rows = Block.read(key, "", data).rows
        text = {name: data.get(f"{key}-{name}", "") for name in ("first", "last", "reason")}
        return cls(key, rows=rows, is_closed=data.get(f"{key}-what") != "hours", **text)

    @classmethod
    def of_exception(cls, number: int, found: DatedException) -> "Dates":
        key = f"x{number}"
        return cls(
            key,
            rows=Block.of(key, "", found.spans).rows,
            first=found.first.isoformat(),
            last=found.last.isoformat(),
            is_closed=not found.spans,
            reason=found.reason,
        )

    @property
    def controls(self) -> tuple[Control, Control]:
        return _day_control(f"{self.key}-first", self.first), _day_control(f"{self.key}-last", self.last)

    @property
    def is_empty(self) -> bool:
        typed = self.first.strip() or self.last.strip() or self.reason.strip()
        return not typed and all(row.is_empty for row in self.rows)

    def exception(self) -> tuple[DatedException | None, list[Row]]:
        try:
            first = read_day(self.first)
            last = read_day(self.last) or first
        except ValueError:
            self.error = _("Write a date such as 24/12/2026.")
            return None, []
        spans, rows = self.spans()
        if self.is_closed and spans:
            rows[0].error = _("Choose: other hours. Or empty these rows.")
        if first is None or last is None:
            self.error = _("Write the first day.")
            return None, []
        if not self.is_closed and not spans and not any(row.error for row in self.rows):
            self.error = _("Write the hours of that day, or choose: closed.")
        return DatedException(first, last, spans, " ".join(self.reason.split())), rows

    def renumber(self, number: int) -> None:
        self.key = f"x{number}"
        for place, row in enumerate(self.rows):
            row.name = f"{self.key}-{place}"
