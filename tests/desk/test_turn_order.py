"""Acts on a number in any order of arrival, each perhaps twice and from two computers: one outcome."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.desk import services
from opstap.desk.models import HelpRecord, SentAway, Turn, TurnState
from opstap.desk.models.turns import ALLOWED
from opstap.desk.services import TurnReference
from opstap.spaces.models import Space
from tests.desk import acts
from tests.desk.acts import help_with, numbered
from tests.factories import make_animator, make_space

TAKEN = datetime(2026, 4, 14, 8, tzinfo=UTC)
REASONS = ("busy", "no_computer")


@dataclass(frozen=True)
class Planned:
    """An act that somebody did `minute` minutes after the number was taken."""

    what: str
    minute: int
    detail: str
    uid: uuid.UUID


def planned(kind: str, minute: int, detail: int) -> Planned:
    return Planned(kind, minute, REASONS[detail % 2] if kind == "sent_away" else str(detail), uuid7())


kinds = st.sampled_from(["called", "called", "helped", "left", "sent_away", "help"])
plans = st.lists(
    st.builds(planned, kinds, st.integers(1, 30), st.integers(1, 9)),
    min_size=1,
    max_size=6,
    unique_by=lambda act: act.minute,
)


def arrive(act: Planned, turn: Turn, by: User) -> None:
    at = TAKEN + timedelta(minutes=act.minute)
    done = acts.act(turn.space, by, uid=act.uid, happened_at=at)
    named: dict[str, Any] = {"act": done, "turn": TurnReference(turn.uid)}
    match act.what:
        case "called":
            services.call(**named, where=act.detail)
        case "helped":
            services.close_helped(**named)
        case "left":
            services.close_left(**named)
        case "sent_away":
            services.close_sent_away(**named, reason=act.detail)
        case "help":
            help_with(turn.space, by, uid=act.uid, happened_at=at, visit=turn.visit.uid)


def outcome(turn: Turn) -> tuple[object, ...]:
    turn.refresh_from_db()
    away = SentAway.objects.counted().filter(visit=turn.visit)
    return (
        turn.state, turn.where, turn.called_at, turn.last_called_at, turn.closed_at, turn.waited,
        [(row.reason, row.happened_at) for row in away],
    )  # fmt: skip


def expected(plan: list[Planned]) -> tuple[object, ...]:
    """A plain model: walk through what happened, minute by minute."""
    state, calls, first, closed, away = TurnState.WAITING, [], None, None, []
    called_after = None
    for act in sorted(plan, key=lambda act: act.minute):
        what = TurnState.HELPED if act.what == "help" else TurnState(act.what)
        if what not in ALLOWED[state]:
            continue
        at = TAKEN + timedelta(minutes=act.minute)
        state, first = what, act.minute if first is None else first
        if what == TurnState.CALLED:
            calls.append((at, act.detail))
            called_after = act.minute if called_after is None else called_after
        closed = None if what == TurnState.CALLED else at
        away = [(act.detail, at)] if what == TurnState.SENT_AWAY else []
    where, called, last = (calls[-1][1], calls[0][0], calls[-1][0]) if calls else ("", None, None)
    return state, where, called, last, closed, first if called_after is None else called_after, away


@pytest.mark.django_db
@settings(max_examples=30)
@given(plan=plans, data=st.data())
def test_the_order_of_arrival_does_not_matter(plan: list[Planned], data: st.DataObject) -> None:
    with transaction.atomic():
        space, outcomes = make_space(), []
        noor, lina = make_animator(space), make_animator(space)
        for _round in range(2):
            acts = data.draw(st.permutations([*plan, *plan[:2]]))
            with transaction.atomic():
                [turn] = numbered(space, noor, happened_at=TAKEN)
                for number, act in enumerate(acts):
                    arrive(act, turn, (noor, lina)[number % 2])
                outcomes.append(outcome(turn))
                assert HelpRecord.objects.count() == sum(act.what == "help" for act in plan)
                transaction.set_rollback(True)
        assert outcomes == [expected(plan)] * 2
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=20)
@given(
    taps=st.lists(
        st.tuples(
            st.integers(1, 4), st.one_of(st.none(), st.integers(1, 6)), st.sampled_from(["", "A", "B"])
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_number_shown_is_the_number_called_and_none_doubles(
    taps: list[tuple[int, int | None, str]],
) -> None:
    with transaction.atomic():
        space: Space = make_space()
        noor = make_animator(space)
        for people, first, letter in taps:
            turns = numbered(
                space,
                noor,
                people,
                happened_at=TAKEN,
                numbers=services.Numbers(first, letter if first else ""),
            )
            if first is not None:
                assert [turn.number for turn in turns] == list(range(first, first + people))
        given_out = list(Turn.objects.at(space).values_list("number", "letter"))
        assert len(given_out) == len(set(given_out)) == sum(people for people, _first, _letter in taps)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_an_act_before_its_number_is_known_is_refused_and_may_come_again(space: Space, noor: User) -> None:
    """A file brought in before the outbox that gave the number: nothing is kept, the id may come again."""
    tap, call = uuid7(), uuid7()
    done = acts.act(space, noor, uid=call, happened_at=TAKEN)
    with pytest.raises(ValidationError):
        services.call(act=done, turn=TurnReference(tap, 0))
    [turn] = numbered(space, noor, uid=tap, happened_at=TAKEN)
    services.call(act=done, turn=TurnReference(tap, 0))
    turn.refresh_from_db()
    assert turn.state == TurnState.CALLED
