"""The slip in the languages of the region beside the one its reader chose: to show on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from opstap.core.context import LANGUAGES
from opstap.core.texts import say
from opstap.finder.papers.addresses import REGIONAL, address_lines
from opstap.finder.papers.hours import PaperStop, paper_hours
from opstap.spaces.interruptions import moved_on
from opstap.spaces.models import Space
from opstap.spaces.week_words import Line


@dataclass(frozen=True, slots=True)
class Beside:
    """What one says and shows in a language: a sentence, name, address, hours by kind or stops, what else
    to know."""

    language: str
    title: str
    asked: str
    name: str
    address: list[str]
    hours: list[tuple[str, list[Line]]]
    stops: list[PaperStop]
    notes: list[str]


def beside(space: Space, language: str, now: datetime) -> list[Beside]:
    """The languages of the region, without that of the page. `now`: in the zone of the space."""
    return list(_each(space, language, now))


def _each(space: Space, language: str, now: datetime) -> Iterator[Beside]:
    names = dict(LANGUAGES)
    for code in REGIONAL:
        if code == language:
            continue
        with translation.override(code):
            hours, moved = paper_hours(space, now), moved_on(space, now.date())
            own = [] if hours.stops else address_lines(space, code)
            address = [moved.address] if moved else own
            asked = _("Good day, I am looking for this place:")
            said = (hours.parts, hours.stops, hours.notes)
            yield Beside(code, names[code], asked, say(space.names), address, *said)
