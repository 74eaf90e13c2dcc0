"""Which spaces pass the wishes of a question: named filters, turned into SQL once per combination."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet

from opstap.core.prepared import NOW, UNTIL, Prepared
from opstap.finder.search.nearest import Nearby, prepare_all, prepare_few, prepare_nearby
from opstap.finder.search.question import Moment, Question
from opstap.spaces.models import Offer, Space
from opstap.spaces.models.space import SpaceQuerySet

# Up to so many public spaces, all are looked at and the tabs carry numbers.
FEW = 200
# A code offered by at most so many spaces is found wherever the next one is, also now, and on no map.
RARE = 1000
# So few are all looked at, instead of in boxes that grow.
RAREST = 100
# Up to so many, the list of those that offer a code is read whole; beyond, each space of a box is asked. Who
# is there now is looked for in a larger box.
LISTED = 2000
LISTED_NOW = 6000
REMEMBER_SECONDS = 120


def prepared_all(wishes: Question) -> Prepared:
    """The SQL of all spaces that pass the wishes."""
    return _prepared_all(wishes, _of_at_most(RARE, wishes))


def prepared(wishes: Question, count: int) -> Nearby:
    """The SQL of the first `count` spaces in a box that pass the wishes."""
    return _prepared(wishes, _of_at_most(LISTED_NOW if wishes.is_about_now else LISTED, wishes), count)


def _of_at_most(most: int, wishes: Question) -> tuple[str, ...]:
    return tuple(code for vocabulary, code in wishes.codes if offers_up_to(vocabulary, code) <= most)


def prepared_few(wishes: Question, count: int) -> Nearby:
    """As `prepared`, from the lists of rare codes: as quick for a box as wide as the world."""
    return _prepared_few(wishes, _of_at_most(RARE, wishes), count)


@lru_cache(maxsize=1024)
def _prepared_few(wishes: Question, listed: tuple[str, ...], count: int) -> Nearby:
    return prepare_few(fitting(wishes, listed, SpaceQuerySet.on_the_list_of), count)


@lru_cache(maxsize=1024)
def _prepared_all(wishes: Question, listed: tuple[str, ...]) -> Prepared:
    return prepare_all(fitting(wishes, listed, SpaceQuerySet.on_the_list_of))


@lru_cache(maxsize=1024)
def _prepared(wishes: Question, listed: tuple[str, ...], count: int) -> Nearby:
    return prepare_nearby(fitting(wishes, listed, SpaceQuerySet.also_on_the_list_of), count)


def spaces_fitting(wishes: Question, now: datetime, until: datetime) -> SpaceQuerySet:
    """The public spaces that pass the filters and the tab at an instant; `until`: the end of its day."""
    return fitting(wishes, (), SpaceQuerySet.on_the_list_of, now, until)


def fitting(
    wishes: Question,
    listed: tuple[str, ...],
    on_list: Callable[[SpaceQuerySet, str, str], SpaceQuerySet],
    now: datetime = NOW,
    until: datetime = UNTIL,
) -> SpaceQuerySet:
    """The public spaces that pass the filters and the tab. Instants are marks unless given: see `prepared`.

    What is quick to check comes first: databases look at conditions in their order. `listed`: the codes that
    are looked up by `on_list`.
    """
    spaces = _with_plain_filters(Space.objects.public(), wishes)
    for vocabulary, code in wishes.codes:
        if code in listed:
            spaces = on_list(spaces, vocabulary, code)
        else:
            spaces = spaces.offering(vocabulary, [code])
    if wishes.public:
        spaces = spaces.receiving(wishes.public)
    if wishes.public and (wishes.is_open or wishes.moment == Moment.NOW):
        spaces = spaces.receiving_at(wishes.public, now)
    if wishes.is_open:
        spaces = spaces.open_at(now)
    if wishes.moment == Moment.NOW:
        spaces = spaces.staffed_at(now)
    if wishes.moment == Moment.TODAY:
        spaces = spaces.open_before(until, after=now)
    return spaces


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
    return _remembered("finder:few", lambda: _up_to(FEW, Space.objects.public())) <= FEW


def rarest(wishes: Question) -> int:
    """How many spaces offer the rarest code of the wishes, counted up to LISTED_NOW + 1."""
    return min((offers_up_to(vocabulary, code) for vocabulary, code in wishes.codes), default=LISTED_NOW + 1)


def offers_up_to(vocabulary: str, code: str) -> int:
    """How many spaces offer a code; LISTED_NOW + 1 when there are more."""
    offers = Offer.objects.filter
    return _remembered(
        f"finder:offers:{vocabulary}:{code}",
        lambda: _up_to(LISTED_NOW, offers(vocabulary=vocabulary, code=code)),
    )


def _up_to(most: int, rows: QuerySet[Any]) -> int:
    return rows[: most + 1].count()


def _remembered(key: str, answer: Callable[[], int]) -> int:
    """Asked again every two minutes."""
    return int(cache.get_or_set(key, answer, REMEMBER_SECONDS) or 0)
