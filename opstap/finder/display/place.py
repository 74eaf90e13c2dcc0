"""What the page of one space says: services with their pictograms, who helps, what is not known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from opstap.core import moments
from opstap.core.tongues import listed
from opstap.finder.display import pictures
from opstap.finder.display.changes import changes_ahead
from opstap.finder.display.equipment import equipment_said
from opstap.finder.display.week import week_of
from opstap.finder.display.words import languages_said, later_words, stop_words, tel
from opstap.label.models import HELD, Label
from opstap.network.in_use import programs_at
from opstap.spaces.building import answered_on, said_of
from opstap.spaces.interruptions import announced, interruptions_from, moved_on
from opstap.spaces.models import Admission, Duty, Interruption, PastAddress, Precision, Space, Stop
from opstap.spaces.said.prices import price_lines
from opstap.spaces.said.rooms import room_facts
from opstap.spaces.said.whom import welcome_words
from opstap.spaces.status import statuses
from opstap.spaces.stops import next_at, stops_of, times_ahead

LISTED_TIMES = 4
"""Of each stop."""

DAYS_OF_DUTY = timedelta(days=7)
DAYS_OF_OLD_LEAFLETS = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who said that her first name may be shown, and the days she is on duty."""

    name: str
    days: str


@dataclass(frozen=True, slots=True)
class Team:
    """Who is on duty in the next seven days. `others`: people who are not named."""

    helpers: tuple[Helper, ...]
    others: int


def context(space: Space, now: datetime) -> dict[str, Any]:
    local = now.astimezone(space.zone)
    status = statuses([space], now)[space.pk]
    return {
        "space": space,
        "now": local,
        "tel": tel(space.phone, space.country),
        # What is announced stands below it, with its reasons.
        "status": replace(status, notices=(), unconfirmed_since=None),
        "interruptions": list(_interruptions(space, local.date())),
        "moved": moved_on(space, local.date()),
        "was_at": _was_at(space, local.date()),
        "stops": list(_stops(space, now)),
        "week": week_of(space, now),
        "changes": changes_ahead(space, local.date()),
        "team": _team(space, now),
        "services": pictures.of_services(space.codes("service")),
        "supports": pictures.of_supports(space.codes("support")),
        "price_picture": pictures.of_price(space.price),
        "wheelchair_picture": pictures.of_wheelchair(space.wheelchair),
        "equipment": listed(equipment_said(space)),
        "languages": languages_said(space.codes("language")),
        "offers": {"special_care": space.codes("special_care")},
        "welcome": welcome_words(space.admission, space.codes("public")),
        "is_exclusive": space.admission == Admission.SOME,
        "building": said_of(space.building),
        "building_on": answered_on(space.building),
        "prices": price_lines(space.price_rules.all()),
        "rooms": [(room, room_facts(room)) for room in space.rooms.all()],
        "photos": list(space.photos.all()),
        "doubts": list(_doubts(space, local.date())),
        "labels": _labels(space),
        "programs": programs_at(space),
        "antenna_of": Space.objects.public().filter(antennas=space).first(),
        "antennas": list(Space.objects.public().filter(antenna_of=space).order_by("folded_name")),
        "checked_on": space.confirmed_at and space.confirmed_at.astimezone(space.zone).date(),
    }


@dataclass(frozen=True, slots=True)
class Stopping:
    """A stop, when it is there next, and a few times after that."""

    stop: Stop
    when: str
    later: list[str]


def _stops(space: Space, now: datetime) -> Iterator[Stopping]:
    ahead, local = times_ahead(space, now), now.astimezone(space.zone)
    for stop in stops_of(space):
        times = [one for one in ahead if one.stop.pk == stop.pk][:LISTED_TIMES]
        later = [later_words(one, local) for one in times[1:]]
        yield Stopping(stop, stop_words(next_at(stop, times), local), later)


def _was_at(space: Space, today: date) -> PastAddress | None:
    """Where it was before it moved for good: said as long as old leaflets go around."""
    lately = space.past_addresses.filter(valid_until__gte=today - DAYS_OF_OLD_LEAFLETS)
    return lately.order_by("-valid_until").first()


@dataclass(frozen=True, slots=True)
class Announced:
    """A closure or a move that runs or comes, in a sentence."""

    sentence: str
    row: Interruption


def _interruptions(space: Space, today: date) -> Iterator[Announced]:
    for one in interruptions_from(space, today):
        yield Announced(announced(one, today), one)


def _labels(space: Space) -> list[Label]:
    """The labels it holds; a suspended one is shown as such."""
    held = Label.objects.filter(space=space, standing__in=HELD)
    return list(held.select_related("version__scheme").order_by("-awarded_on", "-pk"))


def _doubts(space: Space, today: date) -> Iterator[str]:
    """What a visitor must know before she goes: each a sentence of its own."""
    if since := space.unconfirmed_since(today):
        day = moments.date_words(since)
        yield _("The place has not confirmed this page since %(day)s. Call first.") % {"day": day}
    if space.is_invented:
        yield _("This place is invented. It shows how the site works. Nobody is there.")
    if space.is_itinerant:
        yield _("This place moves. Look at the day and the address before you go.")
    if space.precision == Precision.UNPLACED:
        yield _("We do not know exactly where this place is. Call first.")
    elif space.precision == Precision.APPROXIMATE:
        yield _("On the map we only know the municipality. The distance is not exact.")
    if not any((space.open_hours, space.staffed_hours, space.training_hours)):
        yield _("We do not know when it is open. Call first.")
    if not space.phone:
        yield _("We have no phone number of this place.")


def _team(space: Space, now: datetime) -> Team:
    duties = Duty.objects.planned_between(now, now + DAYS_OF_DUTY).filter(space=space)
    days: dict[int, set[int]] = {}
    names: dict[int, str] = {}
    for duty in duties.select_related("person").only("starts_at", "space", "person__public_name"):
        names[duty.person_id] = duty.person.public_name
        days.setdefault(duty.person_id, set()).add(duty.starts_at.astimezone(space.zone).isoweekday())
    helpers = [Helper(name, weekdays_said(days[person])) for person, name in names.items() if name]
    return Team(tuple(sorted(helpers, key=lambda helper: helper.name)), len(names) - len(helpers))


def weekdays_said(weekdays: Iterable[int]) -> str:
    """“Monday to Friday”, “Tuesday, Thursday”: ISO weekdays, three or more in a row as a range."""
    runs: list[list[int]] = []
    for weekday in sorted(weekdays):
        if runs and weekday == runs[-1][-1] + 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    return listed(part for run in runs for part in _run_said(run))


def _run_said(run: list[int]) -> list[str]:
    names = [moments.weekday_name(weekday) for weekday in run]
    if len(run) < 3:
        return names
    return [_("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}]
