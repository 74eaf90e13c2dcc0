"""Closures and moves for a time: which of them concern a day, and what is said of them.

Asks the database nothing where `interruptions` is prefetched, as `statuses` does.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.core.moments import day_words
from opstap.core.texts import say
from opstap.core.tongues import isolated
from opstap.spaces.hours.codes import LONGEST_EXPRESSION
from opstap.spaces.hours.osm import MONTHS
from opstap.spaces.models import Interruption, Space

DAYS_OF_NOTICE = 14
"""So many days ahead a list says that a place will close or move; its page says it as soon as it is known."""


def interruptions_from(space: Space, first: date, last: date | None = None) -> list[Interruption]:
    """Those with a day from `first` to `last`, or from `first` on, in order; not those taken back."""
    return [
        one
        for one in _known(space)
        if one.withdrawn_at is None and not one.is_past(first) and (last is None or one.first_day <= last)
    ]


def _known(space: Space) -> Sequence[Interruption]:
    kept = getattr(space, "_prefetched_objects_cache", {}).get("interruptions")
    if kept is not None:
        return list(kept)
    return list(space.interruptions.standing()) if space.pk else []


def closed_on(space: Space, day: date) -> Interruption | None:
    """The closure that covers the day; the one that lasts longest when several do."""
    found = [one for one in interruptions_from(space, day, day) if not one.is_move]
    return max(found, key=lambda one: one.last_day or date.max, default=None)


def moved_on(space: Space, day: date) -> Interruption | None:
    """Where the space is that day, when not at its own address."""
    return next((one for one in interruptions_from(space, day, day) if one.is_move), None)


def noticed_on(space: Space, day: date) -> tuple[Interruption, ...]:
    """What a list says beside the state: a move that runs, and what begins within two weeks."""
    ahead = interruptions_from(space, day, day + timedelta(days=DAYS_OF_NOTICE))
    return tuple(one for one in ahead if one.is_move or one.first_day > day)


def announced(one: Interruption, today: date) -> str:
    """Days and address in a sentence: "Closed from Monday 7 December to Friday 18 December."."""
    return _moved(one, today) if one.is_move else _closed(one, today)


def _closed(one: Interruption, today: date) -> str:
    first, last = day_words(one.first_day, today), one.last_day and day_words(one.last_day, today)
    if last is None:
        return _("Closed from %(first)s on.") % {"first": first}
    if one.first_day == one.last_day:
        return _("Closed on %(first)s.") % {"first": first}
    return _("Closed from %(first)s to %(last)s.") % {"first": first, "last": last}


def _moved(one: Interruption, today: date) -> str:
    first, last = day_words(one.first_day, today), one.last_day and day_words(one.last_day, today)
    said = {"first": first, "last": last, "address": isolated(one.address)}
    if one.covers(today):
        if last is None:
            return _("Now at another address: %(address)s.") % said
        return _("Until %(last)s at another address: %(address)s.") % said
    if last is None:
        return _("From %(first)s on at another address: %(address)s.") % said
    return _("From %(first)s to %(last)s at another address: %(address)s.") % said


# --- for who reads them elsewhere -------------------------------------------------------------------


def announced_hours(space: Space, expression: str) -> str:
    """The expression with the closures that run or come as last rules, so that nobody who evaluates it takes
    a closed space for an open one: `Mo-Fr 09:00-17:00; 2026 Dec 07-2026 Dec 18 off "works"`."""
    today = timezone.localdate(timezone=space.zone)
    closures = [one for one in interruptions_from(space, today) if not one.is_move]
    if not closures or expression.strip() in {"", "off"}:
        return expression
    whole = "; ".join([expression, *(_rule(one, say(one.reasons, "fr")) for one in closures)])
    return (
        whole
        if len(whole) <= LONGEST_EXPRESSION
        else "; ".join([expression, *(_rule(one) for one in closures)])
    )


def _rule(closure: Interruption, reason: str = "") -> str:
    first, last = closure.first_day, closure.last_day
    days = f"{_osm_date(first)}+" if last is None else _osm_date(first)
    if last is not None and last != first:
        days = f"{days}-{_osm_date(last)}"
    said = " ".join(reason.replace('"', "'").split())
    return f'{days} off "{said}"' if said else f"{days} off"


def _osm_date(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02}"


def moves_by_space(pks: Sequence[int], day: date) -> dict[int, Interruption]:
    """Where those of the spaces are that are elsewhere that day: one query, however many spaces."""
    moves = Interruption.objects.standing().filter(kind=Interruption.Kind.MOVED).touching(day, day)
    wanted = set(pks)
    return {one.space_id: one for one in moves if one.space_id in wanted}


def last_turn(today: date) -> date | None:
    """The last day, today included, on which a closure or move began, or was over for the first time."""
    standing = Interruption.objects.standing()
    began = standing.filter(first_day__lte=today).aggregate(day=Max("first_day"))["day"]
    ended = standing.filter(last_day__lt=today).aggregate(day=Max("last_day"))["day"]
    return max(filter(None, (began, ended and ended + timedelta(days=1))), default=None)
