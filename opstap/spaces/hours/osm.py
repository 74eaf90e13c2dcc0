"""The writing of OpenStreetMap opening hours: one spelling, and a small parser of the usual forms.

The grammar is the one of https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification; the parser
knows only what people fill in (days, times, public holidays, dates of a year, remarks) and refuses the
rest with NotRepresentable. Whether an expression is valid at all is told by `expression.check`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from opstap.spaces.hours.codes import NotRepresentable

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUTES_A_DAY = 24 * 60

_DAY = r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)\b"
_MONTH = rf"\b(?:{'|'.join(MONTHS)})\b"
_COMMENT = re.compile(r'("[^"]*")')
_WORDS = {
    **{word.lower(): word for word in (*DAYS, *MONTHS, "PH", "SH")},
    **{word: word for word in ("off", "open", "closed", "unknown", "week", "easter")},
}
_SPELLING = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"[‐‑‒–—−]"), "-"),
    (re.compile(r"\b[A-Za-z]+\b"), lambda found: _WORDS.get(found[0].lower(), found[0])),
    (re.compile(r"\b(\d:\d\d)\b"), r"0\1"),
    (re.compile(rf"({_DAY}|\d:\d\d) ?- ?(?={_DAY}|\d\d:\d\d)"), r"\1-"),
    # "Mo, We 10:00" means two days; evaluators take the first as a rule of its own, open day and night.
    (re.compile(rf"({_DAY}(?:\[[^]]*\])?) ?, ?(?={_DAY})"), r"\1,"),
    (re.compile(rf"({_MONTH}(?: \d\d?(?:-\d\d?)?)?) ?, ?(?=\d{{4}} {_MONTH}|{_MONTH})"), r"\1,"),
    (re.compile(rf"({_DAY}) ?: ?(?=\d)"), r"\1 "),
    (re.compile(r" ?(?:; ?)+"), "; "),
)


def split_comments(expression: str) -> list[str]:
    """Pieces of an expression; those at odd places are comments with their quotes."""
    return _COMMENT.split(expression)


def without_comments(expression: str) -> str:
    return "".join(split_comments(expression)[::2])


def _respell(plain: str) -> str:
    for pattern, spelling in _SPELLING:
        plain = pattern.sub(spelling, plain)
    return plain


def tidy(expression: str) -> str:
    """The same hours in one spelling: capitals, spaces, 09:00 for 9:00, "Mo, We" as one list of days."""
    pieces = split_comments(expression)
    pieces[::2] = [_respell(plain) for plain in pieces[::2]]
    pieces[1::2] = [" ".join(comment.split()) for comment in pieces[1::2]]
    return "".join(pieces).strip(" ;")


def clock(minutes: int) -> str:
    """540 → "09:00"; minutes after midnight, beyond 1440 for the small hours of the next day: "26:00"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


class Token(NamedTuple):
    kind: str
    text: str


_TOKEN = re.compile(
    r"""(?P<comment>"[^"]*") | (?P<always>24/7\b) | (?P<time>\d\d:[0-5]\d\b) | (?P<year>[12]\d{3}\b)
      | (?P<number>\d\d?\b) | (?P<holiday>PH\b) | (?P<day>(?:Mo|Tu|We|Th|Fr|Sa|Su)\b)
      | (?P<month>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b)
      | (?P<closed>(?:off|closed)\b) | (?P<open>open\b) | (?P<mark>[-,;:]) | (?P<space>\s+) | (?P<other>.)""",
    re.VERBOSE,
)


def _tokens(expression: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(expression):
        kind = str(found.lastgroup)
        if kind == "other":
            raise NotRepresentable(expression[found.start() :][:40])
        if kind != "space":
            yield Token(found[0] if kind == "mark" else kind, found[0])


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of an expression. `spans` are pairs of minutes after midnight, empty when closed."""

    dates: tuple[tuple[date, date], ...]
    days: tuple[int, ...]
    """ISO weekdays 1..7; empty = no day named."""
    holiday: bool
    spans: tuple[tuple[int, int], ...]
    comment: str
    additive: bool
    """Adds to the earlier rules instead of replacing them for its days."""


class _Reader:
    """Takes one token after the other; what does not fit raises NotRepresentable."""

    def __init__(self, expression: str) -> None:
        self.tokens = list(_tokens(expression))
        self.at = 0

    def sees(self, *kinds: str) -> bool:
        ahead = self.tokens[self.at : self.at + len(kinds)]
        return [token.kind for token in ahead] == list(kinds)

    def take(self, kind: str) -> str:
        if not self.sees(kind):
            raise self.refusal()
        self.at += 1
        return self.tokens[self.at - 1].text

    def skip(self, kind: str) -> bool:
        found = self.sees(kind)
        self.at += found
        return found

    def refusal(self) -> NotRepresentable:
        return NotRepresentable(" ".join(token.text for token in self.tokens[self.at :][:6]))

    def rules(self) -> Iterator[Rule]:
        additive = False
        while True:
            yield self._rule(additive=additive)
            if self.at == len(self.tokens):
                return
            additive = self.sees(",")
            self.take("," if additive else ";")

    def _rule(self, *, additive: bool) -> Rule:
        begin = self.at
        dates = tuple(self._dates())
        days, holiday = ((), False) if self.skip("always") else self._days()
        spans = tuple(self._spans())
        closed = self.skip("closed")
        is_open = (not closed and self.skip("open")) or bool(spans)
        comment = self.take("comment")[1:-1] if self.sees("comment") else ""
        # Closed for some hours of a day, or a remark alone ("ask first"), is more than a plan holds.
        if self.at == begin or (closed and spans) or (comment and not closed and not is_open):
            raise self.refusal()
        spans = () if closed else spans or ((0, MINUTES_A_DAY),)
        return Rule(dates, days, holiday, spans, comment, additive and not closed)

    def _days(self) -> tuple[tuple[int, ...], bool]:
        days: set[int] = set()
        holiday = False
        while self.sees("day") or self.sees("holiday"):
            if self.skip("holiday"):
                holiday = True
            else:
                days |= self._day_range()
            if not (self.sees(",", "day") or self.sees(",", "holiday")):
                break
            self.take(",")
        return tuple(sorted(days)), holiday

    def _day_range(self) -> set[int]:
        first = DAYS.index(self.take("day"))
        last = first
        if self.skip("-"):
            last = DAYS.index(self.take("day"))
        return {(first + step) % 7 + 1 for step in range((last - first) % 7 + 1)}

    def _spans(self) -> Iterator[tuple[int, int]]:
        while self.sees("time"):
            start = self._minutes()
            self.take("-")
            end = self._minutes()
            if start >= MINUTES_A_DAY or end > 2 * MINUTES_A_DAY:
                raise self.refusal()
            yield start, end if end > start else end + MINUTES_A_DAY
            if not self.sees(",", "time"):
                break
            self.take(",")

    def _minutes(self) -> int:
        hours, minutes = self.take("time").split(":")
        return int(hours) * 60 + int(minutes)

    def _dates(self) -> Iterator[tuple[date, date]]:
        while self.sees("year"):
            yield self._date_range()
            if not self.sees(",", "year"):
                self.skip(":")
                return
            self.take(",")

    def _date_range(self) -> tuple[date, date]:
        year, month = int(self.take("year")), self._month()
        day = self._number()
        first = self._date(year, month, day or 1)
        last = first if day else _end_of_month(first)
        if self.skip("-"):
            last = self._last_date(first, whole_months=day is None)
        if last < first:
            raise self.refusal()
        return first, last

    def _last_date(self, first: date, *, whole_months: bool) -> date:
        """The end of a range: "2026 Aug 15", "Aug 15" (of the same year or the next), "15", or "Aug"."""
        year = int(self.take("year")) if self.sees("year") else None
        month = self._month() if self.sees("month") or year is not None else first.month
        if whole_months:
            last = _end_of_month(self._date(year or first.year, month, 1))
        else:
            last = self._date(year or first.year, month, self._number() or 0)
        turns_the_year = year is None and last < first
        return self._date(last.year + 1, last.month, last.day) if turns_the_year else last

    def _month(self) -> int:
        return MONTHS.index(self.take("month")) + 1

    def _number(self) -> int | None:
        return int(self.take("number")) if self.sees("number") else None

    def _date(self, year: int, month: int, day: int) -> date:
        try:
            return date(year, month, day)
        except ValueError:
            raise self.refusal() from None


def _end_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def parse(expression: str) -> list[Rule]:
    """The rules of an expression in the usual forms, in their order.

    Raises NotRepresentable for anything else: the expression may still be valid.
    """
    return list(_Reader(tidy(expression)).rules())
