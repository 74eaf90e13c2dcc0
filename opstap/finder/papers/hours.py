"""The hours of an ordinary week for paper, which lasts longer than an announced closing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from opstap.spaces.hours_words import Line, week_lines
from opstap.spaces.interruptions import announced, interruptions_from
from opstap.spaces.models import Space

# A space with more lines than this is not said on paper: its page is.
MOST_LINES = 16
NONE = ("", "off")


@dataclass(frozen=True, slots=True)
class PaperHours:
    """`parts`: a title and its lines, dated exceptions and closed holidays left out. `notes`: what to know
    besides, or instead."""

    parts: list[tuple[str, list[Line]]]
    notes: list[str]

    def as_facts(self) -> list[dict[str, object]]:
        return [
            {"title": title, "lines": [{"when": line.when, "what": line.what} for line in lines]}
            for title, lines in self.parts
        ]


def paper_hours(space: Space, today: date) -> PaperHours:
    """In the language that is active. Closures and moves from `today` on are said beside them."""
    coming = [announced(one, today) for one in interruptions_from(space, today)]
    notes = [*([_moving()] if space.is_itinerant else []), *coming]
    found = [(title, week_lines(expression, date.max)) for title, expression in _kinds(space)]
    if not found:
        return PaperHours([], notes or [_("We do not know when it is open. Call first.")])
    parts = [(title, [line for line in lines or [] if not line.is_closed]) for title, lines in found]
    is_whole = all(lines for _title, lines in parts)
    if not is_whole or sum(len(lines) for _title, lines in parts) > MOST_LINES:
        changing = _("The hours are not the same every week. Call first, or look at its page.")
        return PaperHours([], [changing, *notes])
    return PaperHours(parts, notes)


def _kinds(space: Space) -> Iterator[tuple[str, str]]:
    """When somebody helps goes first; open hours that say nothing else are left out."""
    staffed, opened = space.staffed_hours.strip(), space.open_hours.strip()
    if staffed not in NONE:
        yield _("Somebody helps you"), staffed
    if opened not in NONE and opened != staffed:
        yield _("Open"), opened


def _moving() -> str:
    return _("This place moves. Look at the day and the address before you go.")
