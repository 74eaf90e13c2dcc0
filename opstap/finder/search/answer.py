"""From a question to an answer: which spaces, in which order, and what to offer when there are none."""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from math import inf

from django.core.cache import cache
from django.utils import timezone

from opstap.finder.search.elsewhere import nearest_moved, point_today
from opstap.finder.search.fitting import RARE, RAREST, are_few, prepared, prepared_all, prepared_few, rarest
from opstap.finder.search.names import alike, named, where_spaces_stand
from opstap.finder.search.nearest import COUNTRY_KM, WIDEST_KM, Found, Point, all_by_distance, nearest
from opstap.finder.search.needs import Need, clear_need, find_need
from opstap.finder.search.question import PAGE_SIZE, Moment, Question
from opstap.finder.search.stopping import nearest_stops
from opstap.spaces.models import Space
from opstap.territory.geo import Box, box
from opstap.territory.lookup import Origin, locate, suggest, sure_of

# Whoever needs somebody now does not travel farther.
REACH_KM = 25.0
REMEMBER_SECONDS = 120


@dataclass(frozen=True)
class Totals:
    """How many spaces each tab holds."""

    any: int
    now: int
    today: int

    def of(self, moment: Moment) -> int:
        return {Moment.ANY: self.any, Moment.NOW: self.now, Moment.TODAY: self.today}[moment]


@dataclass(frozen=True)
class Answer:
    """What the page shows. Exactly one of these: spaces found, places to choose from, or suggestions."""

    question: Question
    now: datetime
    origin: Origin | None = None
    found: tuple[Found, ...] = ()
    has_more: bool = False
    totals: Totals | None = None
    choices: tuple[Origin, ...] = ()
    named: Space | None = None  # the one space that was asked for by its name
    is_guess: bool = False  # the origin is not what was typed, only like it
    need: Need | None = None  # what was read as a need, and taken out of the question

    @property
    def lacks_place(self) -> bool:
        """Only a need was typed: the place is to be asked."""
        return self.need is not None and self.question.is_empty

    alike_areas: tuple[Origin, ...] = ()
    alike_spaces: tuple[Space, ...] = ()

    @property
    def is_unknown(self) -> bool:
        """Nobody knows the place that was typed."""
        return self.origin is None and not self.found and not self.choices

    @property
    def first_number(self) -> int:
        return (self.question.page - 1) * PAGE_SIZE + 1


def search(question: Question, now: datetime) -> Answer:
    """Answer a question at an aware instant: around a place, else by name, by need, else with suggestions."""
    need = clear_need(question.where) if question.near is None else None
    if need is not None:
        return _by_need(need, question, now)
    origins = _origins(question)
    if len(origins) > 1:
        return Answer(question, now, choices=tuple(origins))
    if origins:
        return _around(origins[0], question, now)
    return _by_name(question, now) or _by_words(question, now)


def _origins(question: Question) -> list[Origin]:
    """The point that was given, or the places that bear the name: one when the visitor has chosen."""
    if question.near is not None:
        lat, lon = question.near
        return [Origin(lat, lon, {}, "point")]
    origins = _located(question.where)
    chosen = [origin for origin in origins if origin.area and origin.area.pk == question.area]
    return chosen or origins


def _located(where: str) -> list[Origin]:
    """Municipalities do not move: what a text means is remembered for a few minutes."""
    key = f"finder:origins:{sha256(where.casefold().encode()).hexdigest()}"
    return cache.get_or_set(key, lambda: locate(where) or where_spaces_stand(where), REMEMBER_SECONDS) or []


def _around(origin: Origin, question: Question, now: datetime, *, named: Space | None = None) -> Answer:
    """A page of the spaces around a point. A space asked for by name stands first, whatever the filters."""
    first = (question.page - 1) * PAGE_SIZE
    wanted = first + PAGE_SIZE + 1
    point = Point(origin.lat, origin.lon, now, end_of_day(now))
    found, totals = found_around(question, point, wanted + (named is not None))
    if named is not None:
        own = next((one for one in found if one.pk == named.pk), Found(named.pk))
        found = [own, *(one for one in found if one.pk != named.pk)]
    page = tuple(found[first : first + PAGE_SIZE])
    return Answer(question, now, origin, page, len(found) >= wanted, totals, named=named)


def found_around(question: Question, point: Point, wanted: int) -> tuple[list[Found], Totals | None]:
    """At least the `wanted` nearest, if there are so many; the numbers of the tabs where they are cheap.

    A space that moves is as far as its nearest stop, one that is elsewhere for a time as far as it is today.
    """
    reach = REACH_KM if question.is_about_now else WIDEST_KM
    moving: dict[int, Found | None] = {**nearest_stops(question.wishes, point, reach)}
    moving |= nearest_moved(question.wishes, point, reach)
    found, totals = _found_at_home(question, point, wanted + len(moving))
    if moving:
        rest = [one for one in found if one.pk not in moving]
        there = [one for one in moving.values() if one is not None]
        found = sorted([*rest, *there], key=lambda one: inf if one.metres is None else one.metres)
    return found, totals


@dataclass(frozen=True, slots=True)
class Extent:
    """Which of the places that pass the wishes a list holds, over all its pages: those of the box, or all.

    `has_unplaced`: those nobody could place stand at its end.
    """

    box: Box | None
    has_unplaced: bool


def extent_of(question: Question, origin: Origin) -> Extent:
    """Of the list around a point, as `found_around` makes it."""
    if are_few() or rarest(question) <= RARE:
        return Extent(None, True)
    return Extent(box(origin.lat, origin.lon, REACH_KM) if question.is_about_now else None, False)


def _found_at_home(question: Question, point: Point, wanted: int) -> tuple[list[Found], Totals | None]:
    """As `found_around`, by the address of the space."""
    if are_few():
        tabs = {
            moment: all_by_distance(prepared_all(question.with_moment(moment).wishes), point)
            for moment in Moment
        }
        return tabs[question.moment], Totals(*(len(tab) for tab in tabs.values()))
    number = rarest(question)
    if number <= RARE:
        return _found_of_few(question, point, wanted, number), None
    reach = REACH_KM if question.is_about_now else WIDEST_KM
    return nearest(prepared(question.wishes, wanted), point, wanted, reach_km=reach), None


def _found_of_few(question: Question, point: Point, wanted: int, number: int) -> list[Found]:
    """Of few, those nobody could place are found as well: after all others."""
    if number > max(RAREST, wanted):
        found = nearest(prepared_few(question.wishes, wanted), point, wanted, reach_km=COUNTRY_KM)
        if len(found) >= wanted:
            return found
    return all_by_distance(prepared_all(question.wishes), point)


def end_of_day(now: datetime) -> datetime:
    """The last moment of the local day of an instant."""
    return timezone.localtime(now).replace(hour=23, minute=59, second=59, microsecond=999_999)


def _by_name(question: Question, now: datetime) -> Answer | None:
    """One space of that name and its neighbours, or all that bear the name; None when nobody does."""
    first = (question.page - 1) * PAGE_SIZE
    spaces = named(question.where)
    some = list(spaces.only("names", "lat", "lon")[first : first + PAGE_SIZE + 1])
    if len(some) == 1 and not first:
        return _around_space(some[0], question, now)
    if not some and (not first or not spaces.exists()):
        return None
    found = tuple(Found(space.pk) for space in some[:PAGE_SIZE])
    return Answer(question, now, found=found, has_more=len(some) > PAGE_SIZE)


def _around_space(space: Space, question: Question, now: datetime) -> Answer:
    lat, lon = point_today(space.pk, now) or (space.lat, space.lon)
    if lat is None or lon is None:
        return Answer(question, now, found=(Found(space.pk),), named=space)
    origin = Origin(lat, lon, space.names, "space")
    return _around(origin, question, now, named=space)


def _by_words(question: Question, now: datetime) -> Answer:
    need = find_need(question.where)
    return _by_need(need, question, now) if need else _suggestions(question, now)


def _by_need(need: Need, question: Question, now: datetime) -> Answer:
    """The same question with the need as a filter, and the place that is left."""
    asked = replace(question, where=need.rest, help=need.service)
    if asked.is_empty:
        return Answer(asked, now, need=need)
    return replace(search(asked, now), need=need)


def _suggestions(question: Question, now: datetime) -> Answer:
    """The list around what is surely meant, and says so; else what it may be."""
    spaces = tuple(alike(question.where))
    guess, areas = _guessed(question.where)
    if guess is not None and not spaces:
        return replace(_around(guess, question, now), is_guess=True)
    return Answer(question, now, alike_areas=tuple(areas), alike_spaces=spaces)


def _guessed(where: str) -> tuple[Origin | None, list[Origin]]:
    """What is surely meant, if anything, and what else the text looks like; remembered as what is known."""
    key = f"finder:guess:{sha256(where.casefold().encode()).hexdigest()}"
    made = cache.get_or_set(key, lambda: (sure_of(where), _looks_like(where)), REMEMBER_SECONDS)
    return made or (None, [])


def _looks_like(where: str) -> list[Origin]:
    return _area_at_the_end(where) or suggest(where)


def _area_at_the_end(text: str) -> list[Origin]:
    """Streets are not known here, but "rue Haute 12, Bruxelles" ends with something that is."""
    words = text.replace(",", " ").split()
    for start in range(1, min(len(words), 6)):
        origins = locate(" ".join(words[start:]))
        if origins:
            return origins
    return []
