"""The rows of a list: the database is asked each time what changed, the rest is kept ready."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from opstap.core.moulds import Mould, gap, mould
from opstap.core.prepared import NOW, UNTIL, Prepared, key_marks, prepare, with_keys
from opstap.finder.display.said import OnDuty, Said, said_of
from opstap.finder.display.shelf import Kept, kept_spaces
from opstap.finder.display.words import distance_words, stop_words
from opstap.finder.search import Answer, Found, Question, search
from opstap.finder.search.answer import end_of_day
from opstap.spaces.models import Duty, Precision, Space, Stop
from opstap.spaces.status import Status
from opstap.spaces.stops import nearest_stop, next_at, stays_ahead, stops_of, times_ahead
from opstap.territory.geo import distance_m


@dataclass(frozen=True, slots=True)
class Row:
    """One space as the list shows it."""

    number: int
    kept: Kept
    said: Said
    metres: float | None
    distance: str
    stop: Stop | None = None
    """Of a space that moves: the stop nearest to who asks."""

    @property
    def space(self) -> Space:
        """With the columns of a row only."""
        return self.kept.space

    @property
    def status(self) -> Status:
        return self.said.status

    @property
    def helpers(self) -> int:
        """People who help there today; 0 = not known."""
        return self.said.helpers


def rows_of(answer: Answer) -> list[Row]:
    """The rows of a page of an answer: a constant number of queries, however many rows."""
    now, language = answer.now, get_language() or "fr"
    kept = kept_spaces([one.pk for one in answer.found], now)
    on_duty = _on_duty_today(list(kept), now)
    rows = []
    for number, one in enumerate((one for one in answer.found if one.pk in kept), start=answer.first_number):
        space = kept[one.pk]
        said = said_of(space, on_duty.get(one.pk, ()), now)
        metres = _metres(one, said, answer)
        stop = _stop(space.space, answer, now)
        is_own = stop is None and metres == one.metres
        is_approximate = is_own and space.space.precision == Precision.APPROXIMATE
        said_far = distance_words(metres, is_approximate=is_approximate, language=language)
        distance = _with_stop(said_far, space.space, stop, now)
        rows.append(Row(number, space, said, metres, distance, stop))
    return rows


def row_of(space: Space, question: Question, now: datetime) -> Row | None:
    """The row of one space as the list of a question shows it, as its first; None when it is not public any
    more. Of the space only the key and the point are read."""
    first = question.with_page(1)
    answer = Answer(first, now) if first.is_empty else search(first, now)
    metres, origin = None, answer.origin
    if origin is not None and space.lat is not None and space.lon is not None:
        metres = distance_m(origin.lat, origin.lon, space.lat, space.lon)
    return next(iter(rows_of(replace(answer, found=(Found(space.pk, metres),)))), None)


def _stop(space: Space, answer: Answer, now: datetime) -> Stop | None:
    """The stop nearest to who asks, or where it comes next when that means nothing."""
    stops, origin = stops_of(space), answer.origin
    near = nearest_stop(stops, origin.lat, origin.lon) if origin and stops else None
    if near:
        return near[0]
    ahead = stays_ahead(space, now)
    return ahead[0].stop if ahead else next(iter(stops), None)


def _with_stop(distance: str, space: Space, stop: Stop | None, now: datetime) -> str:
    """“600 m, 10 minutes on foot. Next there: tomorrow, from 14:00 to 17:00.”"""
    if stop is None:
        return distance
    when = stop_words(next_at(stop, times_ahead(space, now)), now.astimezone(space.zone))
    return f"{distance}. {when}" if distance else when


def _metres(found: Found, said: Said, answer: Answer) -> float | None:
    """How far it is to where the space is today; None where nobody placed the address it moved to."""
    if answer.named is not None and found.pk == answer.named.pk:
        return None
    moved = said.moved
    if moved is None:
        return found.metres
    if answer.origin is None or moved.lat is None or moved.lon is None:
        return None
    return distance_m(answer.origin.lat, answer.origin.lon, moved.lat, moved.lon)


def _on_duty_today(pks: list[int], now: datetime) -> dict[int, OnDuty]:
    """The duties of each space from now until the end of the day, those left meanwhile not counted."""
    values = {NOW: now, UNTIL: end_of_day(now), **with_keys(pks)}
    found: dict[int, OnDuty] = {}
    for space_id, *duty in _duties(len(pks)).run_unread(values):
        found[space_id] = (*found.get(space_id, ()), tuple(duty))
    return found


@lru_cache(maxsize=64)
def _duties(count: int) -> Prepared:
    duties = Duty.objects.planned_between(NOW, UNTIL).filter(checked_out_at=None).order_by()
    columns: tuple[Any, ...] = ("space_id", "person_id", "ends_at", "checked_in_at")
    return prepare(duties.filter(space__in=key_marks(count)).values_list(*columns))


# --- drawn rows ------------------------------------------------------------------------------------


def drawn(rows: list[Row], query: str) -> list[SafeString]:
    """Each row as HTML; `query` goes with the links, so that the way back leads to the same list."""
    language, safe_query = get_language() or "fr", escape(query)
    return [_drawn(row, language, safe_query) for row in rows]


def _drawn(row: Row, language: str, query: SafeString) -> SafeString:
    card = row.kept.card(language, row.said.moved or row.stop)
    return _mould(language, row.helpers, bool(row.distance)).fill(
        number=row.number,
        href=card.href,
        query=query,
        name=card.name,
        distance=row.distance,
        state=row.said.drawn(language),
        card=card.html,
    )


@lru_cache(maxsize=256)
def _mould(language: str, helpers: int, has_distance: bool) -> Mould:
    """Rendering twenty rows one by one takes a third of the time of a page."""
    del language  # the active one: part of the key
    gaps = {name: gap(name) for name in ("number", "href", "query", "name", "distance", "state", "card")}
    return mould("finder/row.html", {**gaps, "helpers": helpers, "has_distance": has_distance})
