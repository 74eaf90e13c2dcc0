"""What the desk counted, per space or in parts: counts for the figures, never records.

Each function takes the spaces and the period it is asked for and makes one query. A row that was undone
never counts; the day of a row is its frozen local date. A measure answers `{space's key: value}` and leaves
out spaces with nothing counted; a breakdown answers `{code: count}` over all the spaces given.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import ExtractIsoWeekDay, TruncMonth

from opstap.core.periods import Period
from opstap.desk.models import CoachingSeries, HelpRecord, SentAway, Turn, TurnState, Visit
from opstap.desk.models.turns import TurnQuerySet
from opstap.keeping.models import KeptCount
from opstap.spaces.models.space import SpaceQuerySet

NOT_SAID = ""
NOT_KEPT = "not_kept"
"""Answers that were erased, on days of which only the month is still counted."""
HOUR = Decimal(60)
GROUP = "workshop"

Counts = dict[int, int]
Hours = dict[int, Decimal]
Parts = dict[str, int]
Kind = type[Visit] | type[HelpRecord] | type[SentAway]


def _counted(kind: Kind, spaces: SpaceQuerySet, period: Period) -> QuerySet[Any]:
    rows: QuerySet[Any] = kind.objects.counted()
    return rows.filter(period.days(), space__in=spaces).order_by()


def _per_space(kind: Kind, spaces: SpaceQuerySet, period: Period) -> Counts:
    rows = _counted(kind, spaces, period).values_list("space").annotate(number=Count("pk"))
    return dict(rows)


def visits(spaces: SpaceQuerySet, period: Period) -> Counts:
    return _per_space(Visit, spaces, period)


def help_records(spaces: SpaceQuerySet, period: Period) -> Counts:
    return _per_space(HelpRecord, spaces, period)


def sent_away(spaces: SpaceQuerySet, period: Period) -> Counts:
    return _per_space(SentAway, spaces, period)


def _groups(spaces: SpaceQuerySet, period: Period) -> QuerySet[Any]:
    return _counted(HelpRecord, spaces, period).filter(mode=GROUP)


def groups(spaces: SpaceQuerySet, period: Period) -> Counts:
    return dict(_groups(spaces, period).values_list("space").annotate(number=Count("pk")))


def group_people(spaces: SpaceQuerySet, period: Period) -> Counts:
    """People in groups: who comes to two groups counts twice. Another unit than records."""
    return dict(_groups(spaces, period).values_list("space").annotate(number=Sum("people")))


def group_people_by(kind: str, *, silence: bool = True) -> Callable[[SpaceQuerySet, Period], Parts]:
    """The breakdown of the people in groups by "age", "gender" or "public", as they said.

    `silence`: who is in no part, because nothing was said; False where one person may be in several parts.
    """

    def parts(spaces: SpaceQuerySet, period: Period) -> Parts:
        rows = (
            _groups(spaces, period).values_list("totals").annotate(people=Sum("people"), number=Count("pk"))
        )
        found: Counter[str] = Counter()
        for totals, people, number in rows:
            said = totals.get(kind, {})
            for code, count in said.items():
                found[code] += count * number
            if silence:
                found[NOT_SAID] += people - number * sum(said.values())
        return {code: count for code, count in found.items() if count}

    return parts


def coached(spaces: SpaceQuerySet, period: Period) -> Counts:
    """Different people coached: series whose time, from first to last day, touches the period.

    True inside one space only: a code is unknown elsewhere. Erased series count by their days.
    """
    rows = CoachingSeries.objects.filter(
        space__in=spaces, opened_on__lte=period.last, last_on__gte=period.first
    )
    return dict(rows.order_by().values_list("space").annotate(number=Count("pk")))


def help_hours(mode: str = "") -> Callable[[SpaceQuerySet, Period], Hours]:
    """The measure of hours of help of one mode (vocabulary help_mode), or of all."""

    def hours(spaces: SpaceQuerySet, period: Period) -> Hours:
        rows = _counted(HelpRecord, spaces, period)
        if mode:
            rows = rows.filter(mode=mode)
        minutes = rows.values_list("space").annotate(total=Sum("minutes"))
        return {space: total / HOUR for space, total in minutes}

    return hours


def _by(kind: Kind, field: str) -> Callable[[SpaceQuerySet, Period], Parts]:
    """The breakdown of rows by the content of one column; not filled in = NOT_SAID."""

    def parts(spaces: SpaceQuerySet, period: Period) -> Parts:
        rows = _counted(kind, spaces, period).values_list(field).annotate(number=Count("pk"))
        found: Counter[str] = Counter()
        for code, number in rows:
            found[NOT_SAID if code is None else str(code)] += number
        return dict(found)

    return parts


visits_by_purpose = _by(Visit, "purpose")
visits_by_e_service = _by(Visit, "e_service__uid")
help_by_mode = _by(HelpRecord, "mode")
help_by_place = _by(HelpRecord, "place")
help_by_device = _by(HelpRecord, "device")
help_by_autonomy = _by(HelpRecord, "autonomy")
help_by_next_step = _by(HelpRecord, "next_step")
help_by_e_service = _by(HelpRecord, "e_service__uid")
sent_away_by_reason = _by(SentAway, "reason")


def help_by_theme(family: str) -> Callable[[SpaceQuerySet, Period], Parts]:
    """The breakdown by theme of one family: "digital" or "administrative". Codes without the family."""
    prefix = f"{family}:"

    def parts(spaces: SpaceQuerySet, period: Period) -> Parts:
        rows = _counted(HelpRecord, spaces, period).filter(theme__startswith=prefix)
        found = rows.values_list("theme").annotate(number=Count("pk"))
        return {theme.removeprefix(prefix): number for theme, number in found}

    return parts


def help_by_every_theme(spaces: SpaceQuerySet, period: Period) -> Parts:
    """By every theme named, main or further: a record with three themes counts in three parts."""
    rows = _counted(HelpRecord, spaces, period).values_list("theme", "further").annotate(number=Count("pk"))
    found: Counter[str] = Counter()
    for theme, further, number in rows:
        for code in {theme, *further}:
            found[code] += number
    return dict(found)


def help_by_age(spaces: SpaceQuerySet, period: Period) -> Parts:
    """By age band; "not said" and left open are one answer."""
    rows = _counted(HelpRecord, spaces, period).filter(answers_erased=False)
    found = Counter(dict(rows.values_list("age").annotate(number=Count("pk"))))
    found.update(_erased_answers("help.age", spaces, period))
    silent = found.pop("not_said", 0) + found.pop(NOT_SAID, 0)
    return dict(found) | ({NOT_SAID: silent} if silent else {})


def help_by_public(spaces: SpaceQuerySet, period: Period) -> Parts:
    """By public: a record that names two publics counts in both, so that the parts exceed the whole."""
    # Grouped by the list itself, which both databases can do; there are few different lists.
    rows = _counted(HelpRecord, spaces, period).filter(answers_erased=False)
    found = _erased_answers("help.public", spaces, period)
    for publics, number in rows.values_list("publics").annotate(number=Count("pk")):
        for code in set(publics) or {NOT_SAID}:
            found[code] += number
    return dict(found)


def _erased_answers(dimension: str, spaces: SpaceQuerySet, period: Period) -> Counter[str]:
    """What is kept of answers that were erased: whole months by their code, the days beside them NOT_KEPT."""
    months = period.whole_months()
    kept = KeptCount.objects.filter(months.days("month"), dimension=dimension, space__in=spaces).order_by()
    found = Counter(dict(kept.values_list("code").annotate(total=Sum("number"))))
    erased = _counted(HelpRecord, spaces, period).filter(answers_erased=True)
    whole = Count("pk", filter=months.days())
    beside = erased.aggregate(number=Count("pk") - whole)["number"]
    if beside:
        found[NOT_KEPT] = beside
    return found


def visits_by_weekday(spaces: SpaceQuerySet, period: Period) -> Parts:
    """Codes "1" (Monday) to "7" (Sunday)."""
    rows = _counted(Visit, spaces, period).annotate(weekday=ExtractIsoWeekDay("local_date"))
    found = rows.values_list("weekday").annotate(number=Count("pk"))
    return {str(weekday): number for weekday, number in found}


def _by_month(kind: Kind) -> Callable[[SpaceQuerySet, Period], dict[date, int]]:
    def months(spaces: SpaceQuerySet, period: Period) -> dict[date, int]:
        """Counts by first day of the month; a month with nothing is left out."""
        rows = _counted(kind, spaces, period).annotate(month=TruncMonth("local_date"))
        return dict(rows.values_list("month").annotate(number=Count("pk")))

    return months


visits_by_month = _by_month(Visit)
help_by_month = _by_month(HelpRecord)
sent_away_by_month = _by_month(SentAway)


# The queue. A space that gave no number in the period is left out: it did not measure, which is no zero.

LEFT = "left"
WAS_CALLED = Q(called_at__isnull=False)
NOT_HELPED = Q(state__in=[TurnState.LEFT, TurnState.SENT_AWAY])


def _numbers(spaces: SpaceQuerySet, period: Period) -> TurnQuerySet:
    return Turn.objects.counted().filter(period.days(), space__in=spaces).order_by()


def numbers(state: TurnState | None = None) -> Callable[[SpaceQuerySet, Period], Counts]:
    """The measure of numbers given, or of those in one state. 0 where numbers were given, but none so."""

    def count(spaces: SpaceQuerySet, period: Period) -> Counts:
        wanted = Q(state=state) if state else Q()
        rows = _numbers(spaces, period).values_list("space").annotate(number=Count("pk", filter=wanted))
        return dict(rows)

    return count


def at_the_door(spaces: SpaceQuerySet, period: Period) -> Counts:
    """Sent away without having taken a number: not a visit."""
    rows = SentAway.objects.counted().filter(period.days(), space__in=spaces, visit__isnull=True)
    return dict(rows.order_by().values_list("space").annotate(number=Count("pk")))


def not_helped(spaces: SpaceQuerySet, period: Period) -> Counts:
    """Sent away at the door, sent away with a number, left with a number: each person once. Two queries."""
    away, left = sent_away(spaces, period), numbers(TurnState.LEFT)(spaces, period)
    return dict(Counter(away) + Counter(left))


def not_helped_by_reason(spaces: SpaceQuerySet, period: Period) -> Parts:
    """By reason (vocabulary sent_away), and LEFT for who left without a word. Two queries."""
    left = sum(numbers(TurnState.LEFT)(spaces, period).values())
    return sent_away_by_reason(spaces, period) | ({LEFT: left} if left else {})


def waiting_time(share: Fraction, of: Q = WAS_CALLED) -> Callable[[SpaceQuerySet, Period], Mapping[int, int]]:
    """The measure of the waiting time, in whole minutes, that so large a share of the people did not exceed.

    From taking the number to the first call; of who was never called, until the number was closed. Nearest
    rank: the smallest time that at least `share` of the people waited at most. One query.
    """

    def minutes(spaces: SpaceQuerySet, period: Period) -> dict[int, int]:
        rows = _numbers(spaces, period).filter(of, waited__isnull=False)
        times: dict[int, Counter[int]] = defaultdict(Counter)
        for space, waited, number in rows.values_list("space", "waited").annotate(number=Count("pk")):
            times[space][waited or 0] = number
        return {space: quantile(found, share) for space, found in times.items()}

    return minutes


def quantile(times: Mapping[int, int], share: Fraction) -> int:
    """The nearest-rank quantile of `{value: how often}`, which is not empty. `share` above 0, at most 1."""
    needed, seen = share * sum(times.values()), 0
    for value in sorted(times):
        seen += times[value]
        if seen >= needed:
            return value
    raise ValueError(share)
