"""What an ordinary week of an expression is: announced closures are left out, they neither help nor harm."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from opstap.spaces.hours.expression import Interval, check
from opstap.spaces.hours.osm import MONTHS, split_comments, tidy
from opstap.spaces.hours.week import days_of

WEEK = 7


@dataclass(frozen=True, slots=True)
class OrdinaryWeek:
    """`minutes` a week by the clock on the wall. `first` to `last`: the days of the whole weeks looked at."""

    minutes: Fraction
    weekdays: frozenset[int]
    """ISO weekdays 1..7 that are open on at least half of their days."""
    first: date
    last: date
    left_out: int
    """Days on which an announced closure takes away all hours: no part of the measure."""


@lru_cache(maxsize=8192)
def ordinary_week(
    expression: str, *others: str, country: str, first: date, last: date
) -> OrdinaryWeek | None:
    """The mean week over the whole weeks of the window, counted back from `last`; at least one week.

    Of several expressions: the hours of any of them, what they share counted once.
    A day is left out when an announced closure (a dated rule that says closed, or "PH off") takes away all
    the hours it would have had. Each weekday has the mean of its other days; the week is the sum of the
    seven. None: the closures leave some weekday without a day. Hours are those of the clock on the wall: the
    night in which the clocks change is no shorter. Raises HoursError for an expression `check` refuses.
    """
    expressions = (expression, *others)
    for one in expressions:
        check(one, country)
    weeks = max(1, ((last - first).days + 1) // WEEK)
    first = last - timedelta(days=weeks * WEEK - 1)
    found = _days(expressions, country, first, weeks)
    without_closures = tuple(map(announced_left_out, expressions))
    is_same = without_closures == tuple(map(tidy, expressions))
    usual = found if is_same else _days(without_closures, country, first, weeks)
    measured: dict[int, list[int]] = {weekday: [] for weekday in range(1, WEEK + 1)}
    for day in (first + timedelta(days=step) for step in range(weeks * WEEK)):
        if day in found or day not in usual:
            measured[day.isoweekday()].append(found.get(day, 0))
    if not all(measured.values()):
        return None
    weekdays = [day for day, minutes in measured.items() if 2 * sum(map(bool, minutes)) >= len(minutes)]
    total = sum((Fraction(sum(minutes), len(minutes)) for minutes in measured.values()), Fraction())
    left_out = weeks * WEEK - sum(map(len, measured.values()))
    return OrdinaryWeek(total, frozenset(weekdays), first, last, left_out)


def _days(expressions: tuple[str, ...], country: str, first: date, weeks: int) -> dict[date, int]:
    """Minutes of each open day."""
    filed: dict[date, list[Interval]] = {}
    for expression in expressions:
        # In UTC every wall time exists once: a summer-time change takes or adds nothing.
        days = days_of(expression, country=country, timezone="UTC", start_date=first, days=weeks * WEEK)
        for day, found in days.items():
            filed.setdefault(day, []).extend(found)
    return {day: _minutes(found) for day, found in filed.items()}


def _minutes(found: list[Interval]) -> int:
    """Minutes covered by any of the intervals."""
    minutes, covered = 0.0, None
    for interval in sorted(found, key=lambda one: (one.start, one.end)):
        start = interval.start if covered is None else max(interval.start, covered)
        minutes += max(0.0, (interval.end - start).total_seconds() / 60)
        covered = interval.end if covered is None else max(interval.end, covered)
    return round(minutes)


_DATES = re.compile(rf"(?:\d{{4}}|easter|{'|'.join(MONTHS)})\b")


def announced_left_out(expression: str) -> str:
    """The expression without its announced closures: rules that close dates or public holidays.

    "Mo-Fr 09:00-17:00; Su,PH off; 2026 Jul 21 off" → "Mo-Fr 09:00-17:00; Su off".
    """
    rules = "".join(
        piece if place % 2 else piece.replace(";", "\0")
        for place, piece in enumerate(split_comments(tidy(expression)))
    )
    return "; ".join(filter(None, (_without_closure(rule.strip()) for rule in rules.split("\0"))))


def _without_closure(rule: str) -> str:
    found = re.fullmatch(r'(\S.*?) (off|closed)((?: ?"[^"]*")?)', rule)
    days = found[1].split(",") if found else []
    if found is None or not (_DATES.match(found[1]) or "PH" in days):
        return rule
    rest = [] if _DATES.match(found[1]) else [day for day in days if day != "PH"]
    return f"{','.join(rest)} {found[2]}{found[3]}" if rest else ""
