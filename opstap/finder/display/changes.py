"""What will differ from the usual week of a space in the weeks to come: closings, holidays, other hours."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from opstap.core import moments
from opstap.core.tongues import listed
from opstap.spaces.hours.codes import HoursError
from opstap.spaces.hours.expression import closing_reason
from opstap.spaces.hours.holidays import is_public_holiday
from opstap.spaces.hours.kinds import implied_open_hours
from opstap.spaces.hours.week import days_of
from opstap.spaces.models import Space

DAYS_AHEAD = 42
# As many closed days between two closings still make one: a weekend, a Monday that is never open.
SAME_CLOSING = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Change:
    """Days that differ from the usual week: closed (no hours), or open at other hours."""

    first: date
    last: date
    hours: str
    reason: str


def changes_ahead(space: Space, today: date) -> list[Change]:
    """What differs from the usual week in the six weeks from today on. Closings in a row are one."""
    expression = implied_open_hours(space.open_hours, space.staffed_hours)
    days = [today + timedelta(days=step) for step in range(DAYS_AHEAD)]
    try:
        said = _said(space, expression, days)
    except HoursError:
        return []
    usual = {
        weekday: Counter(said[day] for day in days if day.isoweekday() == weekday).most_common(1)[0][0]
        for weekday in range(1, 8)
    }
    different = [day for day in days if said[day] != usual[day.isoweekday()]]
    return list(_joined(Change(day, day, said[day], _reason(space, expression, day)) for day in different))


def _said(space: Space, expression: str, days: list[date]) -> dict[date, str]:
    """The hours of each day in words, "" = closed. Raises HoursError."""
    filed = days_of(
        expression,
        country=space.holiday_country,
        timezone=space.timezone,
        start_date=days[0],
        days=len(days),
    )
    return {
        day: listed(
            moments.from_to(one.start.astimezone(space.zone), one.end.astimezone(space.zone))
            for one in filed.get(day, [])
        )
        for day in days
    }


def _reason(space: Space, expression: str, day: date) -> str:
    said = closing_reason(expression, country=space.holiday_country, day=day)
    return said or (_("public holiday") if is_public_holiday(day, space.holiday_country) else "")


def _joined(changes: Iterable[Change]) -> Iterator[Change]:
    """Closings for one reason with nothing but closed days between them are one."""
    current: Change | None = None
    for change in changes:
        if current is not None and _is_one_closing(current, change):
            current = Change(current.first, change.last, "", current.reason)
            continue
        if current is not None:
            yield current
        current = change
    if current is not None:
        yield current


def _is_one_closing(before: Change, after: Change) -> bool:
    closed = not before.hours and not after.hours and before.reason == after.reason
    return closed and after.first - before.last <= SAME_CLOSING
