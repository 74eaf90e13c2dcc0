"""All places of an answer at once, in the order of the list that shows them page by page: for the map."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from opstap.finder.search.answer import end_of_day, found_around, search
from opstap.finder.search.names import named
from opstap.finder.search.nearest import Found, Point
from opstap.finder.search.question import Question
from opstap.territory.lookup import Origin

# What a phone draws without a halt, in bundles; whoever asks more closely sees the others.
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Everywhere:
    """`found`: the first MOST places; `is_whole`: there are no more."""

    found: Sequence[Found]
    is_whole: bool
    origin: Origin | None = None


def everywhere(question: Question, now: datetime) -> Everywhere:
    """The places the list of this question leads to; none where it asks back which place was meant."""
    answer = search(question.with_page(1), now)
    if answer.choices or answer.is_unknown:
        return Everywhere((), True)
    if answer.origin is None:
        return _cut([Found(pk) for pk in named(question.where).values_list("pk", flat=True)[: MOST + 1]])
    point = Point(answer.origin.lat, answer.origin.lon, now, end_of_day(now))
    found, _totals = found_around(question, point, MOST + 1)
    if answer.named is None:
        return replace(_cut(found), origin=answer.origin)
    # As in the list: what was asked for by its name comes first, whatever the filters.
    first = answer.found[0]
    whole = _cut([first, *(one for one in found if one.pk != first.pk)])
    return replace(whole, origin=answer.origin)


def _cut(found: Sequence[Found]) -> Everywhere:
    return Everywhere(found[:MOST], len(found) <= MOST)
