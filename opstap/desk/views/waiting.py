"""Who waits, who was called, who is done: the numbers of today, as the desk and the screen show them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from opstap.accounts.models import User
from opstap.desk import services
from opstap.desk.models import Turn, TurnAct, TurnState
from opstap.spaces.models import Space

SHOWN_CLOSED = 3
LAST_CALLS = 5
RECENT = timedelta(hours=2)
ROUND_TO = 5
"""Minutes: the waiting time told to people is "about 25 minutes"."""


@dataclass(frozen=True)
class Done:
    """A closed number, and the act that an undo takes back; None where a help record closed it."""

    turn: Turn
    act: TurnAct | None


@dataclass(frozen=True)
class Waiting:
    """The numbers of one day. `waiting`: the longest first; `called`: the latest first, still open."""

    gives_numbers: bool
    turns: tuple[Turn, ...]
    now: datetime

    @property
    def is_used(self) -> bool:
        """The space works with numbers, or some of today are still open."""
        return self.gives_numbers or any(turn.is_open for turn in self.turns)

    @property
    def waiting(self) -> list[Turn]:
        return [turn for turn in self.turns if turn.state == TurnState.WAITING]

    @property
    def called(self) -> list[Turn]:
        return [turn for turn in self.calls if turn.state == TurnState.CALLED]

    @property
    def calls(self) -> list[Turn]:
        """Everybody called, the latest first."""
        called = [turn for turn in self.turns if turn.last_called_at]
        return sorted(called, key=lambda turn: (turn.last_called_at, turn.pk), reverse=True)

    @property
    def first_waits(self) -> int | None:
        """Minutes that the longest waiting one has waited; None when nobody waits."""
        return self.waiting[0].minutes_until(self.now) if self.waiting else None

    @property
    def usual_wait(self) -> int | None:
        """About how long the last ones called had waited, in steps of five minutes; None = not known."""
        waits = [turn.waited for turn in self.calls[:LAST_CALLS] if self._is_recent(turn)]
        known = [minutes for minutes in waits if minutes is not None]
        return ROUND_TO * max(1, round(median(known) / ROUND_TO)) if known else None

    def _is_recent(self, turn: Turn) -> bool:
        return turn.last_called_at is not None and turn.last_called_at > self.now - RECENT

    @property
    def done(self) -> list[Done]:
        """Those closed last, the latest first. One query when there are any."""
        closed = [turn for turn in self.turns if turn.closed_at]
        closed.sort(key=lambda turn: (turn.closed_at, turn.pk), reverse=True)
        shown = closed[:SHOWN_CLOSED]
        acts = TurnAct.objects.filter(turn__in=shown, undone_at__isnull=True) if shown else []
        by_moment = {(act.turn_id, act.what, act.happened_at): act for act in acts}
        keys = [(turn.pk, turn.state, turn.closed_at or self.now) for turn in shown]
        return [Done(turn, by_moment.get(key)) for turn, key in zip(shown, keys, strict=True)]

    @property
    def number_closed(self) -> int:
        return sum(not turn.is_open for turn in self.turns)

    def of_tap(self, tap: uuid.UUID) -> list[Turn]:
        return [turn for turn in self.turns if turn.visit.tap == tap]

    def called_by(self, person: User) -> Turn | None:
        """The number the person called last and has not closed yet."""
        return next((turn for turn in self.called if turn.called_by_id == person.pk), None)

    def desk_of(self, person: User) -> str:
        """To which desk the person called last; '' = none named."""
        return next((turn.where for turn in self.calls if turn.called_by_id == person.pk), "")


def waiting_at(space: Space, day: date, now: datetime, *, records: bool = True) -> Waiting:
    """Two queries, whatever the number of people. Without `records`: as if nobody waited."""
    turns = Turn.objects.at(space).on(day).counted().select_related("visit", "called_by") if records else ()
    return Waiting(services.gives_numbers(space), tuple(turns), now)
