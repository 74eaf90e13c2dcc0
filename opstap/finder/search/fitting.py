"""Which spaces pass the wishes of a question: named filters, turned into SQL once per combination."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from opstap.core.prepared import NOW, UNTIL, Prepared
from opstap.finder.search.nearest import prepare_nearest
from opstap.finder.search.question import Moment, Question
from opstap.spaces.models import Offer, Space
from opstap.spaces.models.space import SpaceQuerySet

# Up to so many public spaces, all are looked at and the tabs carry numbers.
FEW = 200
# A code offered by at most so many spaces is looked up from its own list.
RARE = 1000
REMEMBER_SECONDS = 120


def prepared(wishes: Question, count: int | None) -> Prepared:
    """The SQL of the first `count` spaces in a box that pass the wishes; of all of them, without a count."""
    rare = tuple(code for vocabulary, code in wishes.codes if is_rare(vocabulary, code))
    return _prepared(wishes, rare, count)


@lru_cache(maxsize=1024)
def _prepared(wishes: Question, rare: tuple[str, ...], count: int | None) -> Prepared:
    return prepare_nearest(fitting(wishes, rare), count)


def fitting(wishes: Question, rare: tuple[str, ...] = ()) -> SpaceQuerySet:
    """The public spaces that pass the filters and the tab. Instants are marks: see `prepared`.

    What is quick to check comes first: databases look at conditions in their order.
    """
    spaces = _with_plain_filters(Space.objects.public(), wishes)
    for vocabulary, code in wishes.codes:
        spaces = _offering(spaces, vocabulary, code, start_there=code in rare)
    if wishes.is_open:
        spaces = spaces.open_at(NOW)
    if wishes.moment == Moment.NOW:
        spaces = spaces.staffed_at(NOW)
    if wishes.moment == Moment.TODAY:
        spaces = spaces.open_before(UNTIL, after=NOW)
    return spaces


def _offering(spaces: SpaceQuerySet, vocabulary: str, code: str, *, start_there: bool) -> SpaceQuerySet:
    """`start_there`: from the offers, where they are few; else each space near by is asked."""
    if start_there:
        offers = Offer.objects.filter(vocabulary=vocabulary, code=code)
        return spaces.filter(pk__in=offers.values("space"))
    return spaces.offering(vocabulary, [code])


def _with_plain_filters(spaces: SpaceQuerySet, wishes: Question) -> SpaceQuerySet:
    if wishes.free:
        spaces = spaces.free()
    if wishes.wheelchair:
        spaces = spaces.for_wheelchairs()
    if wishes.evening:
        spaces = spaces.filter(opens_evening=True)
    if wishes.weekend:
        spaces = spaces.filter(opens_weekend=True)
    return spaces


def are_few() -> bool:
    """Few public spaces in the whole installation."""
    return _remembered("finder:few", lambda: _at_most(FEW, Space.objects.public()))


def is_rare(vocabulary: str, code: str) -> bool:
    offers = Offer.objects.filter
    return _remembered(
        f"finder:rare:{vocabulary}:{code}", lambda: _at_most(RARE, offers(vocabulary=vocabulary, code=code))
    )


def _at_most(most: int, rows: QuerySet[Any]) -> bool:
    return rows[: most + 1].count() <= most


def _remembered(key: str, answer: Callable[[], bool]) -> bool:
    """Asked again every two minutes."""
    return bool(cache.get_or_set(key, answer, REMEMBER_SECONDS))
