"""What the record of a space says, per space: hours, equipment, people. Measures for the figures.

Each function takes the spaces and the period it is asked for, makes one query and answers
`{space's key: value}`; a space that has not reported is left out, a space that has none answers 0.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, Sum, Value
from django.db.models.functions import Coalesce

from opstap.core.periods import Period
from opstap.spaces.hours import HoursError, WeekSummary, week_summary
from opstap.spaces.models import EquipmentLot, Post
from opstap.spaces.models.equipment import TO_WORK_ON, EquipmentLotQuerySet
from opstap.spaces.models.people import valid_on
from opstap.spaces.models.space import SpaceQuerySet

Counts = dict[int, int]
Amounts = dict[int, Decimal]

ANIMATOR = "animator"
PROFESSIONAL = ("permanent", "temporary")
INSERTION = ("insertion",)
VOLUNTEER = ("volunteer",)
WORKING_DAYS = frozenset({1, 2, 3, 4, 5})
MOST_WEEKS = 52


def weekly_hours(kind: str) -> Callable[[SpaceQuerySet, Period], Amounts]:
    """The measure of hours a week of one kind: "open", "staffed" or "training".

    Averages over the whole weeks of the period, by the hours in the record today; public holidays and
    dated closures in these weeks count as they fall.
    """

    def hours(spaces: SpaceQuerySet, period: Period) -> Amounts:
        return {
            space: Decimal(str(week.minutes)) / 60 for space, week in _weeks(f"{kind}_hours", spaces, period)
        }

    return hours


def mediator_weekdays(spaces: SpaceQuerySet, period: Period) -> Counts:
    """Days from Monday to Friday on which somebody helps, in at least half of the weeks: 0 to 5."""
    found = _weeks("staffed_hours", spaces, period)
    return {space: len(week.weekdays & WORKING_DAYS) for space, week in found}


def _weeks(field: str, spaces: SpaceQuerySet, period: Period) -> Iterator[tuple[int, WeekSummary]]:
    monday, weeks = whole_weeks(period)
    rows = spaces.exclude(**{field: ""}).values_list("pk", field, "holiday_country", "timezone")
    for space, expression, country, timezone in rows.order_by():
        try:
            yield (
                space,
                week_summary(expression, country=country, timezone=timezone, start_date=monday, weeks=weeks),
            )
        except HoursError:
            continue  # cannot be read, so it says nothing


def whole_weeks(period: Period) -> tuple[date, int]:
    """The first Monday and the number of whole weeks (at most 52); at least the week of the last day."""
    monday = period.first + timedelta(days=-period.first.weekday() % 7)
    weeks = ((period.last - monday).days + 1) // 7
    if weeks < 1:
        return period.last - timedelta(days=period.last.weekday()), 1
    return monday, min(weeks, MOST_WEEKS)


def equipment(field: str) -> Callable[[SpaceQuerySet, Period], Counts]:
    """The measure of one count of the record ("computers", "tablets"), as it says today."""

    def number(spaces: SpaceQuerySet, _period: Period) -> Counts:
        return dict(spaces.exclude(**{field: None}).order_by().values_list("pk", field))

    return number


def listed_machines(spaces: SpaceQuerySet, _period: Period) -> Counts:
    """Computers and tablets on the list of equipment of each space today, those under repair left out."""
    rows = _machines(spaces).values_list("space").annotate(n=Sum("number"))
    return dict(rows)


def _machines(spaces: SpaceQuerySet) -> EquipmentLotQuerySet:
    return EquipmentLot.objects.usable().filter(space__in=spaces, equipment_kind__in=TO_WORK_ON).order_by()


def machines_by_origin(spaces: SpaceQuerySet, _period: Period) -> dict[str, int]:
    """The same over all these spaces together: {origin: number}, "" = not said."""
    return dict(_machines(spaces).values_list("origin").annotate(n=Sum("number")))


def refurbished_share(spaces: SpaceQuerySet, _period: Period) -> Amounts:
    """Of a hundred listed computers and tablets whose origin is said, so many are refurbished."""
    said = _machines(spaces).exclude(origin="").values_list("space")
    again = Sum("number", filter=Q(origin=EquipmentLot.Origin.REFURBISHED))
    rows = said.annotate(n=Sum("number"), again=Coalesce(again, Value(0)))
    return {space: Decimal(100 * refurbished) / number for space, number, refurbished in rows}


def machine_age(spaces: SpaceQuerySet, period: Period) -> Amounts:
    """Mean years since purchase of the listed computers and tablets whose year is known, each piece alike."""
    dated = _machines(spaces).filter(year_bought__lte=period.last.year).values_list("space")
    years = Sum(F("number") * (Value(period.last.year) - F("year_bought")))
    rows = dated.annotate(n=Sum("number"), years=years)
    return {space: Decimal(total) / number for space, number, total in rows}


def animator_fte(statuses: tuple[str, ...]) -> Callable[[SpaceQuerySet, Period], Amounts]:
    """The measure of full-time equivalents of animators on the last day of the period, filled or not.

    A space that never had a post on record has not reported; one whose posts are of another kind has none.
    """

    def fte(spaces: SpaceQuerySet, period: Period) -> Amounts:
        return {space: total for space, (total,) in animator_ftes(spaces, period.last, statuses).items()}

    return fte


def animator_ftes(
    spaces: SpaceQuerySet, day: date, *kinds: tuple[str, ...]
) -> dict[int, tuple[Decimal, ...]]:
    """Space → the same of several kinds of posts on a day, in their order; asked at once."""
    rows = Post.objects.filter(space__in=spaces, valid_from__lte=day).order_by().values_list("space")
    of_kinds = [Q(function=ANIMATOR, status__in=statuses) & valid_on(day) for statuses in kinds]
    totals = [Coalesce(Sum("fte", filter=of_kind), Value(Decimal(0))) for of_kind in of_kinds]
    found = rows.annotate(**{f"kind_{number}": total for number, total in enumerate(totals)})
    return {space: tuple(amounts) for space, *amounts in found}


def animator_heads(statuses: tuple[str, ...]) -> Callable[[SpaceQuerySet, Period], Counts]:
    """The measure of people in animators' posts on the last day of the period.

    A person with two posts in one space is one head. A space with posts of this kind to which nobody was
    ever assigned has not said who works there; one without posts of this kind has none.
    """

    def heads(spaces: SpaceQuerySet, period: Period) -> Counts:
        of_kind = Q(function=ANIMATOR, status__in=statuses)
        posts = of_kind & valid_on(period.last)
        filled = posts & _assigned_on(period.last)
        rows = Post.objects.filter(space__in=spaces, valid_from__lte=period.last).order_by()
        found = rows.values_list("space").annotate(
            posts=Count("pk", filter=posts, distinct=True),
            ever=Count("assignments", filter=of_kind),
            named=Count("assignments__person", filter=filled, distinct=True),
            unnamed=Count("assignments", filter=filled & Q(assignments__person=None)),
        )
        return {space: named + unnamed for space, posts, ever, named, unnamed in found if ever or not posts}

    return heads


def _assigned_on(day: date) -> Q:
    until = Q(assignments__valid_until=None) | Q(assignments__valid_until__gte=day)
    return Q(assignments__valid_from__lte=day) & until
