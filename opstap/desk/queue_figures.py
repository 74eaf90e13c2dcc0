"""What the queue counted: numbers given, waiting times, who could not be helped. Counts, never records.

As in `figures`: each function takes spaces and a period; what was undone never counts; the day is the frozen
local date. A space that gave no number in the period is left out of everything here that rests on numbers: it
did not measure, which is no zero.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from fractions import Fraction

from django.db.models import Count, Q

from opstap.core.periods import Period
from opstap.desk.figures import Counts, Parts, sent_away, sent_away_by_reason
from opstap.desk.models import SentAway, Turn, TurnState
from opstap.desk.models.turns import TurnQuerySet
from opstap.spaces.models.space import SpaceQuerySet

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
