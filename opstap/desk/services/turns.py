"""What happens to a turn number: called, called again, helped, left, could not be helped, or never closed.

One service for each transition. Each stores its act and replays all acts of the number (`models.turns` says
why); an act that changes nothing at its place in the replay is stored all the same and says so on the page.
How somebody with a number who could not be helped is counted: she came in, so her visit stays; beside it
stands one SentAway row of that visit, with the reason, for as long as the number is closed that way.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit
from opstap.core.ids import child_id
from opstap.core.models import Job, Outcome, Receipt
from opstap.core.receipts import Stored
from opstap.desk.models import HelpRecord, SentAway, Turn, TurnAct, TurnState, Visit, Voiding
from opstap.desk.models.turns import ALLOWED
from opstap.desk.services.acts import Act, day_of
from opstap.desk.services.queue import lock_queue
from opstap.spaces.models import Space

NEXT_IS_NOW = timedelta(minutes=2)
"""“Next” means the next one now: sent later than this it calls nobody."""


@dataclass(frozen=True)
class TurnReference:
    """A number by its own id, or by the id of the tap that gave it and its place in that tap."""

    uid: uuid.UUID
    position: int | None = None

    def __str__(self) -> str:
        return str(self.uid) if self.position is None else f"{self.uid}.{self.position}"


def call_next(*, act: Act, where: str = "") -> Stored:
    """Call the one who waits longest today. Two who call at once call two.

    Raises ValidationError on "turn" when nobody waits, or when the call comes too late to mean now.
    """

    def write(receipt: Receipt) -> None:
        if act.received_at - act.at > NEXT_IS_NOW:
            raise ValidationError(
                {"turn": _("This call came too late. Nobody was called. Choose a number of the list.")}
            )
        lock_queue(act.space)
        _add_act(act, _longest_waiting(act), TurnState.CALLED, where=where)

    return act.store("call", {"turn": None, "where": where}, write=write)


def call(*, act: Act, turn: TurnReference, where: str = "") -> Stored:
    """Call a chosen number, or call it again; who had left or was sent away may come back."""
    content = {"turn": str(turn), "where": where}
    return _act("call", content, act, turn, TurnState.CALLED, where=where)


def close_helped(*, act: Act, turn: TurnReference) -> Stored:
    """She was helped. A help record noted for her visit does the same without this."""
    return _close(act, turn, TurnState.HELPED)


def close_left(*, act: Act, turn: TurnReference) -> Stored:
    """She is gone, without having been helped."""
    return _close(act, turn, TurnState.LEFT)


def close_sent_away(*, act: Act, turn: TurnReference, reason: str) -> Stored:
    """She could not be helped. `reason`: vocabulary sent_away."""
    return _close(act, turn, TurnState.SENT_AWAY, reason=reason)


def undo_act(*, act: Act, target: uuid.UUID) -> Stored:
    """Take back one act of that day. Undoing what is undone already changes nothing and is no error."""

    def write(receipt: Receipt) -> None:
        lock_queue(act.space)
        undone = TurnAct.objects.filter(space=act.space, local_date=act.day, uid=target).first()
        if undone is None:
            raise ValidationError({"target": _("This is not on today's list. Nothing was undone.")})
        turn = _locked(undone.turn_id)
        if undone.undone_at is not None:
            receipt.conclude(Outcome.UNCHANGED)
        mark_undone([undone], act.by, receipt.received_at)
        settle(turn, act.by)
        act.audit_entry("turn_act.voided", "turn", turn.uid).save(force_insert=True)

    return act.store("undo", {"what": "turn_act", "target": target}, write=write)


def close_past(now: datetime | None = None) -> int:
    """Close the numbers of days that are over as "not closed": never guessed as helped. Their number."""
    now = now or timezone.now()
    closed = 0
    for space in Space.objects.filter(pk__in=Turn.objects.open().order_by().values("space")):
        closed += _close_past_of(space, now)
    return closed


def close_past_days(_job: Job) -> None:
    close_past()


@transaction.atomic
def _close_past_of(space: Space, now: datetime) -> int:
    lock_queue(space)
    past = Turn.objects.at(space).open().filter(local_date__lt=day_of(space, now))
    turns = list(past.select_for_update())
    for turn in turns:
        turn.state, turn.closed_at = TurnState.NOT_CLOSED, now
    Turn.objects.bulk_update(turns, ["state", "closed_at"], batch_size=500)
    ids = [(turn.uid, space.uid) for turn in turns]
    audit.record_many("turn.not_closed", by=None, kind="turn", uids=ids)
    return len(turns)


# One act


def _close(act: Act, turn: TurnReference, outcome: TurnState, reason: str = "") -> Stored:
    content = {"turn": str(turn), "outcome": outcome.value, "reason": reason}
    return _act("turn_close", content, act, turn, outcome, reason=reason)


def _act(
    kind: str, content: dict[str, Any], act: Act, turn: TurnReference, what: TurnState, **said: str
) -> Stored:
    field = "turn" if what == TurnState.CALLED else "target"

    def write(receipt: Receipt) -> None:
        lock_queue(act.space)
        _add_act(act, _find(act, turn, field), what, **said)

    return act.store(kind, content, write=write)


def _add_act(act: Act, turn: Turn, what: TurnState, **said: str) -> None:
    TurnAct.objects.create(uid=act.uid, turn=turn, what=what, **act.columns(), **said)
    settle(turn, act.by)
    act.audit_entry(f"turn.{what.value}", "turn", turn.uid).save(force_insert=True)


def _find(act: Act, reference: TurnReference, field: str) -> Turn:
    turns = Turn.objects.at(act.space).on(act.day).counted()
    if reference.position is None:
        found = turns.filter(uid=reference.uid)
    else:
        found = turns.filter(visit__tap=reference.uid, visit__position=reference.position)
    key = found.values_list("pk", flat=True).first()
    if key is None:
        raise ValidationError({field: _("This number is not, or no longer, one of that day's.")})
    return _locked(key)


def _longest_waiting(act: Act) -> Turn:
    waiting = Turn.objects.at(act.space).on(act.day).counted().waiting()
    for key in waiting.values_list("pk", flat=True):
        turn = _locked(key)
        # Help may have been noted for it since the list was read.
        if turn.state == TurnState.WAITING and not Voiding.objects.filter(visit=turn.visit_id).exists():
            return turn
    raise ValidationError({"turn": _("Nobody is waiting.")})


def _locked(key: int) -> Turn:
    """The visit first, then its number, as noting help and undoing do."""
    Visit.objects.select_for_update().filter(turn=key).first()
    return Turn.objects.select_for_update().get(pk=key)


# The replay


@dataclass(frozen=True)
class Event:
    """An act, or a help record noted for the visit. `uid` decides between two of one moment."""

    at: datetime
    uid: uuid.UUID
    what: TurnState
    by: User
    where: str = ""
    reason: str = ""


def replay(events: Iterable[Event]) -> list[Event]:
    """Those that changed something, in the order in which they happened. The last one is the state."""
    state, told = TurnState.WAITING, []
    for event in sorted(events, key=lambda event: (event.at, event.uid)):
        if event.what in ALLOWED[state]:
            state = event.what
            told.append(event)
    return told


def settle_visits(visits: Iterable[int], by: User) -> None:
    """Bring the numbers of visits (their primary keys) up to date, where they have one that counts."""
    for key in Turn.objects.counted().filter(visit__in=visits).order_by("pk").values_list("pk", flat=True):
        settle(_locked(key), by)


def settle(turn: Turn, by: User) -> None:
    """Derive the state of a locked number from what happened to it. `by`: whose act made it change."""
    told = replay(_events(turn))
    state = told[-1].what if told else TurnState.WAITING
    calls = [event for event in told if event.what == TurnState.CALLED]
    turn.called_at = calls[0].at if calls else None
    turn.last_called_at = calls[-1].at if calls else None
    turn.called_by = calls[-1].by if calls else None
    turn.where = calls[-1].where if calls else ""
    until = next(iter([*calls, *told]), None)
    turn.waited = turn.minutes_until(until.at) if until else None
    if state not in {TurnState.WAITING, TurnState.CALLED}:
        turn.state, turn.closed_at = state, told[-1].at
    elif turn.state != TurnState.NOT_CLOSED:
        turn.state, turn.closed_at = state, None
    turn.save()
    _follow_sent_away(turn, told, by)


def _events(turn: Turn) -> list[Event]:
    acts = turn.acts.filter(undone_at__isnull=True).select_related("by")
    alone_or_in_a_group = Q(visit=turn.visit_id) | Q(others=turn.visit_id)
    helped = HelpRecord.objects.counted().filter(alone_or_in_a_group).select_related("by").distinct()
    return [
        *(
            Event(act.happened_at, act.uid, TurnState(act.what), act.by, act.where, act.reason)
            for act in acts
        ),
        *(Event(record.happened_at, record.uid, TurnState.HELPED, record.by) for record in helped),
    ]


def _follow_sent_away(turn: Turn, told: Sequence[Event], by: User) -> None:
    """Exactly one SentAway row of the visit counts while the number is closed so; else none."""
    row = SentAway.objects.counted().filter(visit=turn.visit_id).first()
    said = told[-1] if turn.state == TurnState.SENT_AWAY else None
    if row is not None and (said is None or (row.happened_at, row.reason) != (said.at, said.reason)):
        Voiding.objects.create(sent_away=row, by=by)
        row = None
    if said is not None and row is None:
        before = SentAway.objects.filter(visit=turn.visit_id).count()
        SentAway.objects.create(
            uid=child_id(said.uid, before),
            space_id=turn.space_id,
            visit_id=turn.visit_id,
            by=said.by,
            reason=said.reason,
            happened_at=said.at,
            local_date=turn.local_date,
        )


# Undo elsewhere at the desk


def mark_undone(acts: Iterable[TurnAct], by: User, at: datetime) -> None:
    keys = [act.pk for act in acts]
    TurnAct.objects.filter(pk__in=keys, undone_at__isnull=True).update(undone_by=by, undone_at=at)


def follow_undo(rows: Sequence[dict[str, Any]], by: User, at: datetime) -> None:
    """After Voiding rows were written: the numbers whose help or sending away was undone are open again."""
    for row in rows:
        record, away = row.get("help_record"), row.get("sent_away")
        if away is not None and away.visit_id is not None:
            mark_undone(TurnAct.objects.filter(turn__visit=away.visit_id, what=TurnState.SENT_AWAY), by, at)
            settle_visits([away.visit_id], by)
        if record is not None and record.visit_id is not None:
            settle_visits(record.visits_of_all(), by)
