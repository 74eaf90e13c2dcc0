"""The slip in the languages of the region beside the one its reader chose: to show on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from opstap.core.context import LANGUAGES
from opstap.core.texts import say
from opstap.finder.papers.hours import paper_hours
from opstap.finder.papers.poster import address_lines
from opstap.spaces.hours_words import Line
from opstap.spaces.interruptions import moved_on
from opstap.spaces.models import Space

REGIONAL = ("fr", "nl")


@dataclass(frozen=True, slots=True)
class Beside:
    """What one says and shows in a language: a sentence, name, address, hours by kind, what else to know."""

    language: str
    title: str
    asked: str
    name: str
    address: list[str]
    hours: list[tuple[str, list[Line]]]
    notes: list[str]


def beside(space: Space, language: str, today: date) -> list[Beside]:
    """The languages of the region, without that of the page."""
    return list(_each(space, language, today))


def _each(space: Space, language: str, today: date) -> Iterator[Beside]:
    names = dict(LANGUAGES)
    for code in REGIONAL:
        if code == language:
            continue
        with translation.override(code):
            hours, moved = paper_hours(space, today), moved_on(space, today)
            address = [moved.address] if moved else address_lines(space, code)
            asked = _("Good day, I am looking for this place:")
            yield Beside(code, names[code], asked, say(space.names), address, hours.parts, hours.notes)
