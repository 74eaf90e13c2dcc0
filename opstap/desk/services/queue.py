"""Numbers: whether a space works with them, which is the next, and giving them.

While the line is down a computer goes on from the next number it was told, with its own letter; the number it
showed is the number that is called. Numbers the server gives have no letter. Should the same one reach the
server twice all the same (two browsers without a letter), the later keeps its number and gets a letter from
the end of the alphabet: nothing doubles.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit
from opstap.core.ids import child_id
from opstap.desk.models import Queue, Turn, Visit
from opstap.desk.services.acts import day_of
from opstap.spaces.models import Space

SPARE_LETTERS = "ZYXWVUTSRQPONMLKJIHGFEDCBA"


@dataclass(frozen=True)
class Numbers:
    """Numbers asked for with a tap. `first`: the one the computer showed already, with its letter."""

    first: int | None = None
    letter: str = ""

    def content(self) -> dict[str, object]:
        return {"first_number": self.first, "letter": self.letter, "numbers": True}


def gives_numbers(space: Space) -> bool:
    return Queue.objects.filter(space=space, gives_numbers=True).exists()


def next_number(space: Space, day: date | None = None) -> int | None:
    """The next number of the day (default: today in the zone of the space); None: it uses no numbers."""
    return _next(space, day or day_of(space, timezone.now())) if gives_numbers(space) else None


@transaction.atomic
def switch_numbers(*, space: Space, by: User, on: bool) -> Queue:
    """Work with numbers from now on, or no longer. Numbers already given stay until they are closed."""
    queue = lock_queue(space)
    if queue.gives_numbers != on:
        queue.gives_numbers = on
        queue.save(update_fields=["gives_numbers"])
        fields = ["gives_numbers"]
        audit.record("queue.switched", by=by, kind="space", uid=space.uid, space_uid=space.uid, fields=fields)
    return queue


def lock_queue(space: Space) -> Queue:
    """Only one gives or calls numbers of a space at a time. Locked until the transaction ends."""
    Queue.objects.get_or_create(space=space)
    return Queue.objects.select_for_update().get(space=space)


def give_numbers(space: Space, visits: Sequence[Visit], numbers: Numbers) -> list[Turn]:
    """A number for each visit of one tap. Part of a running transaction."""
    lock_queue(space)
    day = visits[0].local_date
    first = numbers.first or _next(space, day)
    wanted = range(first, first + len(visits))
    letters = _letters(space, day, wanted, numbers.letter)
    return Turn.objects.bulk_create(
        Turn(
            uid=turn_id(visit),
            space=space,
            local_date=day,
            number=number,
            letter=letters[number],
            visit=visit,
            taken_at=visit.happened_at,
        )
        for number, visit in zip(wanted, visits, strict=True)
    )


def turn_id(visit: Visit) -> uuid.UUID:
    """The same visit always has the same turn."""
    return child_id(visit.uid, 0)


def _next(space: Space, day: date) -> int:
    last: int | None = Turn.objects.at(space).on(day).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _letters(space: Space, day: date, wanted: Iterable[int], letter: str) -> dict[int, str]:
    """For each number the letter it shows, or where that is taken already the first spare one."""
    taken = set(
        Turn.objects.at(space).on(day).filter(number__in=list(wanted)).values_list("number", "letter")
    )
    return {number: _free_letter(number, letter, taken) for number in wanted}


def _free_letter(number: int, letter: str, taken: set[tuple[int, str]]) -> str:
    candidates: list[str] = [letter, *SPARE_LETTERS]
    for candidate in candidates:
        if (number, candidate) not in taken:
            return candidate
    raise ValidationError(
        {"first_number": _("This number was given too often today. Count again without it.")}
    )
