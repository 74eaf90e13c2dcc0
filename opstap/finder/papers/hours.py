"""When one can come, for paper, which lasts longer than an announced closing: the hours of an ordinary week,
or where a place that moves stops."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opstap.finder.display.words import later_words, stop_words
from opstap.finder.papers.addresses import Texts, spoken, stop_addresses
from opstap.spaces.interruptions import announced, interruptions_from
from opstap.spaces.models import Space, Stop
from opstap.spaces.said.reserved import reserved_lines
from opstap.spaces.stops import StopTime, stops_of, times_ahead
from opstap.spaces.week_words import Line, week_lines

# A space with more lines than this is not said on paper: its page is.
MOST_LINES = 16
MOST_STOPS = 8
# Of a stop that is not there every week.
MOST_TIMES = 4
NONE = ("", "off")


@dataclass(frozen=True, slots=True)
class PaperStop:
    """Where, on which days of every week, and when next: sentences."""

    where: Texts
    lines: list[Line]
    times: list[str]


@dataclass(frozen=True, slots=True)
class PaperHours:
    """`parts`: a title and its lines, dated exceptions and closed holidays left out. `stops` instead, of a
    space that moves. `notes`: what to know besides, or instead."""

    parts: list[tuple[str, list[Line]]]
    notes: list[str]
    stops: list[PaperStop] = field(default_factory=list)

    def as_facts(self) -> dict[str, object]:
        """For a document: "hours" and "stops"."""
        return {
            "hours": [{"title": title, "lines": _as_facts(lines)} for title, lines in self.parts],
            "stops": [
                {"where": stop.where, "lines": _as_facts(stop.lines), "times": stop.times}
                for stop in self.stops
            ],
        }


def _as_facts(lines: Sequence[Line]) -> list[dict[str, str]]:
    return [{"when": line.when, "what": line.what} for line in lines]


def paper_hours(space: Space, now: datetime) -> PaperHours:
    """In the language that is active. Closures and moves that run or come are said beside them."""
    today = now.astimezone(space.zone).date()
    coming = [announced(one, today) for one in interruptions_from(space, today)]
    notes = [*([_moving()] if space.is_itinerant else []), *reserved_lines(space), *coming]
    stops = _stops(space, now)
    if stops:
        return PaperHours([], notes, stops) if len(stops) <= MOST_STOPS else PaperHours([], _changing(notes))
    found = [(title, week_lines(expression, date.max)) for title, expression in _kinds(space)]
    if not found:
        return PaperHours([], notes or [_("We do not know when it is open. Call first.")])
    parts = [(title, [line for line in lines or [] if not line.is_closed]) for title, lines in found]
    is_whole = all(lines for _title, lines in parts)
    if not is_whole or sum(len(lines) for _title, lines in parts) > MOST_LINES:
        return PaperHours([], _changing(notes))
    return PaperHours(parts, notes)


def _changing(notes: list[str]) -> list[str]:
    return [_("The hours are not the same every week. Call first, or look at its page."), *notes]


def _kinds(space: Space) -> Iterator[tuple[str, str]]:
    """When somebody helps goes first; open hours that say nothing else are left out."""
    staffed, opened = space.staffed_hours.strip(), space.open_hours.strip()
    if staffed not in NONE:
        yield _("Somebody helps you"), staffed
    if opened not in NONE and opened != staffed:
        yield _("Open"), opened


def _stops(space: Space, now: datetime) -> list[PaperStop]:
    stops = stops_of(space)
    ahead = times_ahead(space, now) if stops else []
    return [_stop(stop, ahead, now.astimezone(space.zone)) for stop in stops]


def _stop(stop: Stop, ahead: Sequence[StopTime], local: datetime) -> PaperStop:
    times = [one for one in ahead if one.stop.pk == stop.pk]
    lines = week_lines(stop.hours, date.max) if stop.is_weekly else None
    coming = [stop_words(times[0] if times else None, local)]
    if lines is None:
        coming += [later_words(one, local) for one in times[1:MOST_TIMES]]
    where = stop_addresses(stop, spoken([get_language() or "fr"]))
    return PaperStop(where, [line for line in lines or [] if not line.is_closed], coming)


def _moving() -> str:
    return _("This place moves. Look at the day and the address before you go.")
