"""Which of all places pass the wishes of a question: one bit a place, whatever the place somebody asks from.

Each wish is asked of the database once a minute, for all places; several at once are one operation on two
whole numbers. So the second visitor of a minute costs next to nothing, whatever she combines.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from opstap.finder.search.answer import end_of_day
from opstap.finder.search.fitting import fitting
from opstap.finder.search.question import Moment, Question
from opstap.spaces.models.space import SpaceQuerySet

# Sets kept by each process: 8 kB each for 60,000 places.
KEPT = 256
HELP, OPEN = Question(moment=Moment.NOW), Question(is_open=True)


class Ordered(Protocol):
    """Something that gives places an order; two of them are the same only when they are one object."""

    def __hash__(self) -> int: ...

    @property
    def index(self) -> Mapping[int, int]:
        """Primary key of a space → its position, from 0."""


def passing(wishes: Question, order: Ordered, minute: datetime) -> int:
    """The public places that pass all wishes: the bit with the value 2**position is set."""
    first, *others = [_single(one, order, minute) for one in _singles(wishes)]
    for one in others:
        first &= one
    return first


def bits_of(positions: Iterable[int], count: int) -> int:
    """The whole number in which these bits are set, of `count`."""
    bits = bytearray(count // 8 + 1)
    for position in positions:
        bits[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(bits, "little")


def forget() -> None:
    _single.cache_clear()


def _singles(wishes: Question) -> Sequence[Question]:
    """Each filter and the tab as a question of its own; without any the one that all places pass.

    Whom a place receives *now* is not the same as whom it receives: beside a wish about this moment a public
    is asked for together with it.
    """
    found = [Question(**{name: getattr(wishes, name)}) for name in wishes.filters]
    if wishes.moment:
        found.append(Question(moment=wishes.moment))
    if wishes.public and wishes.is_open:
        found.append(Question(public=wishes.public, is_open=True))
    elif wishes.public and wishes.moment == Moment.NOW:
        found.append(Question(public=wishes.public, moment=Moment.NOW))
    return found or [Question()]


@lru_cache(maxsize=KEPT)
def _single(wish: Question, order: Ordered, minute: datetime) -> int:
    codes = tuple(code for _vocabulary, code in wish.codes)
    spaces = fitting(wish, codes, SpaceQuerySet.on_the_list_of, minute, end_of_day(minute))
    keys = spaces.order_by().values_list("pk", flat=True)
    index = order.index
    return bits_of((index[key] for key in keys if key in index), len(index))
