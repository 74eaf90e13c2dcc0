"""Opening hours evaluated: is an expression good, and when is a space open.

An expression is OpenStreetMap's (https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification);
"" means not reported and "off" means none. Instants go in aware and come out in UTC.

Clock times are turned into instants as RFC 5545 (3.3.5) does: a time that occurs twice, in the night the
clocks go back, is the first of the two; a time that is skipped in spring counts with the offset before it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from operator import attrgetter
from zoneinfo import ZoneInfo

import opening_hours

from opstap.spaces.hours.codes import (
    LONGEST_EXPRESSION,
    ExpressionCode,
    HoursError,
    NotRepresentable,
)
from opstap.spaces.hours.holidays import holiday_calendar, is_public_holiday
from opstap.spaces.hours.osm import DAYS, MINUTES_A_DAY, MONTHS, split_comments, tidy, without_comments
from opstap.spaces.hours.plan import WeekPlan

DAY = timedelta(days=1)
FIRST, LAST = datetime(1901, 1, 1), datetime(9990, 1, 1)  # noqa: DTZ001 - clock times
"""Outside of these nothing is evaluated."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` up to, not including, `end`; both in UTC. `comment` as written in the expression."""

    start: datetime
    end: datetime
    comment: str = ""

    @property
    def minutes(self) -> float:
        return (self.end - self.start).total_seconds() / 60


WallInterval = tuple[datetime, datetime, str]
"""Beginning and end by the clock on the wall, without zone, and the comment."""


# --- is the expression good? ----------------------------------------------------------------------


def check(expression: str, country: str = "") -> None:
    """Raises HoursError when the expression cannot be used; "" is fine.

    `country`: ISO 3166 code of the country whose public holidays count, "" = none.
    """
    if len(expression) > LONGEST_EXPRESSION:
        raise HoursError(ExpressionCode.TOO_LONG, str(len(expression)))
    if not expression.strip():
        return
    plain = without_comments(tidy(expression))
    _refuse_unsupported(plain)
    _evaluator(expression, holiday_calendar(country))
    if re.search(r"\bPH\b", plain) and holiday_calendar(country) is None:
        raise HoursError(ExpressionCode.HOLIDAYS_UNKNOWN, country)
    for found in _SPAN.finditer(plain):
        _check_span(*found.groups())
    for found in _DATE.finditer(plain):
        _check_dates(*found.groups())


_UNSUPPORTED = (
    (ExpressionCode.SCHOOL_HOLIDAYS, re.compile(r"\bSH\b")),
    (ExpressionCode.UNSUPPORTED, re.compile(r"\b(?:sunrise|sunset|dawn|dusk)\b")),
    # Read as "public holidays and every Monday", although it means the holidays that are Mondays.
    (ExpressionCode.UNSUPPORTED, re.compile(rf"\bPH (?:{'|'.join(DAYS)})\b|\b(?:{'|'.join(DAYS)}) PH\b")),
)
_SPAN = re.compile(r"(?<![\d:])(\d\d:\d\d)-(\d\d:\d\d)(?![\d:])")
_DATE = re.compile(
    rf"(?:(\d{{4}}) )?({'|'.join(MONTHS)}) (\d\d?)\b(?!:)"
    rf"(?: ?- ?(?:(?:(\d{{4}}) )?({'|'.join(MONTHS)}) )?(\d\d?)\b(?!:))?"
)


def _refuse_unsupported(plain: str) -> None:
    for code, pattern in _UNSUPPORTED:
        found = pattern.search(plain)
        if found:
            raise HoursError(code, found[0])


def _check_span(start: str, end: str) -> None:
    """Backwards times are a night (22:00-02:00) unless they would last half a day or more."""
    first, last = (int(text[:2]) * 60 + int(text[3:]) for text in (start, end))
    reversed_ = last <= first and last != 0
    if reversed_ and last + MINUTES_A_DAY - first >= MINUTES_A_DAY // 2:
        raise HoursError(ExpressionCode.TIMES_REVERSED, f"{start}-{end}")
    if last - first > MINUTES_A_DAY:
        raise HoursError(ExpressionCode.SPAN_TOO_LONG, f"{start}-{end}")


def _check_dates(*parts: str | None) -> None:
    year, month, day, last_year, last_month, last_day = parts
    first = _date(year, month, day)
    last = _date(last_year or year, last_month or month, last_day) if last_day else first
    # Without a year of its own, a later month may be next year's: "2026 Dec 24-Jan 02".
    if last < first and (last_year or not last_month):
        raise HoursError(ExpressionCode.DATES_REVERSED, f"{first} - {last}")


def _date(year: str | None, month: str | None, day: str | None) -> date:
    """A date without a year is looked up in a leap year: Feb 29 exists."""
    try:
        return date(int(year or 2000), MONTHS.index(month or "") + 1, int(day or 0))
    except ValueError:
        raise HoursError(ExpressionCode.NO_SUCH_DATE, " ".join(filter(None, (year, month, day)))) from None


# --- evaluation -----------------------------------------------------------------------------------

Evaluator = Callable[[datetime, datetime], Iterator[WallInterval]]


@lru_cache(maxsize=8192)
def _parsed(expression: str, calendar: str | None) -> opening_hours.OpeningHours:
    text = _with_unknown(tidy(expression))
    try:
        return opening_hours.OpeningHours(text, country=calendar)
    except Exception as error:  # the binding's ParserError is not in its type stubs
        place = re.search(r"--> 1:(\d+)", str(error))
        raise HoursError(ExpressionCode.SYNTAX, text[int(place[1]) - 1 :][:40] if place else "") from None


_STATED = re.compile(r"(?:\d\d:\d\d\+?|24/7|\b(?:off|closed|open|unknown))\s*$")


def _with_unknown(expression: str) -> str:
    """A remark alone ("ask first") means unknown by the specification; the evaluator takes it for open."""
    pieces = split_comments(expression)
    for place in range(1, len(pieces), 2):
        if not _STATED.search(pieces[place - 1]):
            pieces[place] = f"unknown {pieces[place]}"
    return "".join(pieces)


@lru_cache(maxsize=8192)
def _evaluator(expression: str, calendar: str | None) -> Evaluator:
    """The function that lists the open wall intervals of an expression between two wall times."""
    plain = without_comments(tidy(expression))
    _refuse_unsupported(plain)
    parsed = _parsed(expression, calendar)
    plan = _night_plan(expression)
    if plan is not None:
        return lambda first, last: _planned(plan, calendar or "", first, last)
    return lambda first, last: _listed(parsed, first, last)


def _night_plan(expression: str) -> WeekPlan | None:
    """The plan of an expression whose spans pass midnight.

    The evaluator lets any later rule of the next day cut off the small hours ("Fr 20:00-02:00; Sa
    10:00-12:00" would close at midnight) and keeps them when the evening itself is called off.
    """
    try:
        plan = WeekPlan.from_expression(expression)
    except NotRepresentable:
        return None
    return plan if plan.passes_midnight else None


def _listed(parsed: opening_hours.OpeningHours, first: datetime, last: datetime) -> Iterator[WallInterval]:
    for start, end, state, comment in parsed.intervals(first, last):
        if state == opening_hours.State.OPEN:
            yield start, end, comment


def _planned(plan: WeekPlan, country: str, first: datetime, last: datetime) -> Iterator[WallInterval]:
    """The spans of each day, from the evening before on; they may touch or lie over one another."""
    for ordinal in range(first.toordinal() - 1, last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        midnight = datetime.combine(day, time())
        exception = plan.exception_on(day)
        for span in plan.spans_on(day, is_public_holiday=is_public_holiday(day, country)):
            start, end = (midnight + timedelta(minutes=minutes) for minutes in (span.start, span.end))
            yield start, end, exception.reason if exception else ""


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a clock time in a zone, in UTC."""
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def _merged(pieces: Iterable[Interval]) -> Iterator[Interval]:
    """Intervals that touch or overlap become one; differing comments stand behind one another."""
    current: Interval | None = None
    for piece in sorted(pieces, key=attrgetter("start")):
        if current is None or piece.start > current.end:
            if current is not None:
                yield current
            current = piece
        else:
            comments = dict.fromkeys(filter(None, (current.comment, piece.comment)))
            current = Interval(current.start, max(current.end, piece.end), "; ".join(comments))
    if current is not None:
        yield current


def intervals(
    expression: str, *, country: str, timezone: str, start: datetime, end: datetime
) -> list[Interval]:
    """When it is open from `start` up to `end`, in order, merged and cut off at both; unknown is not open.

    Raises HoursError for an expression `check` refuses for its syntax or for SH, and ValueError for naive
    datetimes. Public holidays of a country without calendar are ordinary days.
    """
    if start.tzinfo is None or end.tzinfo is None:
        raise ValueError("start and end must be aware")
    if not expression.strip() or start >= end:
        return []
    zone = ZoneInfo(timezone)
    first, last = max(FIRST, _wall(start, zone) - DAY), min(LAST, _wall(end, zone) + DAY)
    if first >= last:
        return []
    found = _evaluator(expression, holiday_calendar(country))(first, last)
    pieces = (Interval(instant(begin, zone), instant(until, zone), said) for begin, until, said in found)
    return list(_cut(_merged(piece for piece in pieces if piece.start < piece.end), start, end))


def _cut(found: Iterable[Interval], start: datetime, end: datetime) -> Iterator[Interval]:
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    for piece in found:
        if piece.end > start and piece.start < end:
            if start <= piece.start and piece.end <= end:
                yield piece
            else:
                yield Interval(max(start, piece.start), min(end, piece.end), piece.comment)


def interval_at(expression: str, *, country: str, timezone: str, when: datetime) -> Interval | None:
    """The interval the instant lies in, None when closed; its ends are cut off at a week from the instant."""
    week = timedelta(days=7)
    around = intervals(expression, country=country, timezone=timezone, start=when - week, end=when + week)
    return next((found for found in around if found.start <= when < found.end), None)


def is_open_at(expression: str, *, country: str, timezone: str, when: datetime) -> bool:
    return interval_at(expression, country=country, timezone=timezone, when=when) is not None


def next_opening(expression: str, *, country: str, timezone: str, after: datetime) -> Interval | None:
    """The first interval that begins later than the instant, within 400 days; None = none, or always open."""
    for days in (8, 70, 400):
        end = after + timedelta(days=days)
        for found in intervals(expression, country=country, timezone=timezone, start=after, end=end):
            if found.start > after and (found.end < end or days == 400):
                return found
    return None


def closing_reason(expression: str, *, country: str, day: date) -> str:
    """The remark of a rule that closes the whole day ("summer holidays"); "" when open or without one."""
    if not expression.strip():
        return ""
    midnight = datetime.combine(day, time())
    calendar = holiday_calendar(country)
    if any(start.date() == day for start, _, _ in _evaluator(expression, calendar)(midnight, midnight + DAY)):
        return ""
    state, comment = _parsed(expression, calendar).state(midnight + DAY / 2)
    return comment if state == opening_hours.State.CLOSED else ""
