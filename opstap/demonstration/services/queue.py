"""Turn numbers of the invented spaces that work with them: one helper, who calls one after the other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from random import Random

from django.utils import timezone

from opstap.accounts.models import User
from opstap.core.ids import child_id
from opstap.demonstration.services.region import COUNTS_ALL, DemoSpace
from opstap.demonstration.services.rows import Rows, pick
from opstap.desk.models import HelpRecord, Queue, SentAway, Turn, TurnAct, TurnState, Visit

WORKED_WITH = timedelta(days=150)
"""They began with numbers so long ago."""

PATIENCE = timedelta(minutes=35)
REASONS = {"busy": 70, "no_computer": 22, "other": 8}


@dataclass(frozen=True)
class Fate:
    """What becomes of a number. `called` None: never called."""

    state: TurnState
    called: datetime | None
    closed: datetime | None


def gives_numbers(demo: DemoSpace) -> bool:
    return demo.counts == COUNTS_ALL and demo.position % 3 == 0


def begin(demos: Iterable[DemoSpace]) -> None:
    Queue.objects.bulk_create(
        Queue(space=demo.space, gives_numbers=True) for demo in demos if gives_numbers(demo)
    )


def add_numbers(rows: Rows, demo: DemoSpace, person: User, since: date) -> None:
    """Numbers for the gathered visits of the space from the day `since` on, and help at its hour."""
    if not gives_numbers(demo):
        return
    helps = {record.visit.uid: record for record in rows.helps if record.visit and record.space == demo.space}
    # A class that sits down around one table takes no numbers.
    groups = {visit.tap for _record, visit in rows.others}
    own = (visit for visit in rows.visits if visit.space == demo.space and visit.local_date >= since)
    wanted = sorted((visit for visit in own if visit.tap not in groups), key=lambda visit: visit.happened_at)
    now = timezone.now()
    for day, of_day in groupby(wanted, key=lambda visit: visit.local_date):
        chance, free = demo.chance("queue", day.isoformat()), datetime.min.replace(tzinfo=now.tzinfo)
        for number, visit in enumerate(of_day, start=1):
            record = helps.get(visit.uid)
            fate = _fate(visit.happened_at, free, chance, now, helped=record is not None)
            free = fate.closed if fate.called and fate.closed else free
            _write(rows, person, visit, number, fate, record, chance)


def _fate(taken: datetime, free: datetime, chance: Random, now: datetime, *, helped: bool) -> Fate:
    called = max(taken, free) + timedelta(minutes=chance.uniform(0.2, 2))
    closed, throw = called + timedelta(minutes=chance.uniform(14, 40)), chance.random()
    if helped:
        return Fate(TurnState.HELPED, min(called, now), min(closed, now))
    if called > now:
        return Fate(TurnState.WAITING, None, None)
    if called - taken > PATIENCE and throw < 0.6:
        return Fate(TurnState.LEFT, None, taken + PATIENCE * chance.uniform(0.6, 1))
    night = called + timedelta(hours=15)
    if throw < 0.02 and night < now:
        return Fate(TurnState.NOT_CLOSED, None, night)
    if throw < 0.06:
        return Fate(TurnState.SENT_AWAY, called, min(called + timedelta(minutes=2), now))
    return Fate(TurnState.HELPED, called, closed) if closed < now else Fate(TurnState.CALLED, called, None)


def _write(
    rows: Rows,
    person: User,
    visit: Visit,
    number: int,
    fate: Fate,
    record: HelpRecord | None,
    chance: Random,
) -> None:
    turn = Turn(
        uid=child_id(visit.uid, 0),
        space=visit.space,
        local_date=visit.local_date,
        number=number,
        visit=visit,
        taken_at=visit.happened_at,
        state=fate.state,
        called_at=fate.called,
        last_called_at=fate.called,
        called_by=person if fate.called else None,
        where="1" if fate.called else "",
        closed_at=fate.closed,
    )
    until = fate.called or (fate.closed if fate.state != TurnState.NOT_CLOSED else None)
    turn.waited = turn.minutes_until(until) if until else None
    rows.turns.append(turn)
    if fate.called:
        rows.acts.append(_act(turn, person, TurnState.CALLED, fate.called, where="1"))
    if record is not None and fate.closed:
        record.happened_at = record.received_at = fate.closed
    elif fate.closed and fate.state != TurnState.NOT_CLOSED:
        away = fate.state == TurnState.SENT_AWAY
        act = _act(turn, person, fate.state, fate.closed, reason=pick(chance, REASONS) if away else "")
        rows.acts.append(act)
        rows.away += [_sent_away(turn, act)] if away else []


def _act(turn: Turn, person: User, what: TurnState, at: datetime, **said: str) -> TurnAct:
    uid = child_id(turn.uid, 1 if what == TurnState.CALLED else 2)
    moment = {"happened_at": at, "received_at": at, "local_date": turn.local_date}
    return TurnAct(uid=uid, turn=turn, space=turn.space, by=person, what=what, **moment, **said)


def _sent_away(turn: Turn, act: TurnAct) -> SentAway:
    moment = {"happened_at": act.happened_at, "received_at": act.received_at, "local_date": act.local_date}
    who = {"uid": child_id(act.uid, 0), "space": turn.space, "by": act.by, "visit": turn.visit}
    return SentAway(reason=act.reason, **who, **moment)
