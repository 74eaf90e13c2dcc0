"""What a page says about itself to those who list pages: search engines, and who shares an address."""

from dataclasses import replace

from django.utils.translation import gettext as _

from opstap.core.texts import say
from opstap.finder.search import Moment, Question
from opstap.spaces.models import Space


def site() -> str:
    return _("Find a place near you where a person helps you with computers, phones and the internet.")


def of_list(heading: str) -> str:
    said = _("%(where)s: places where a person helps you with computers, phones and the internet.")
    return said % {"where": heading}


def of_place(space: Space) -> str:
    """Name and town, and what one finds on the page."""
    where = ", ".join(filter(None, (say(space.names), say(space.cities))))
    return _("%(place)s: when it is open, where it is, and what a person helps you with.") % {"place": where}


def canonical(question: Question) -> Question:
    """The list that all its pages, tabs and filters, and its map, belong to."""
    return replace(question.place, moment=Moment.ANY, map=False)
