"""Waiting times and who could not be helped: equal to a plain count; not measured where nobody measures."""

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from opstap.census.exports import rows
from opstap.census.report import AnswerState, FigureState, Report, report
from opstap.core.periods import Period, month_of, year_of
from opstap.desk.figures import quantile
from opstap.desk.models import Turn
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.census.events import complete, sent_away, turn, undo, visit
from tests.factories import make_coordinator, make_network, make_organisation, make_space

pytestmark = pytest.mark.django_db

TODAY = date(2026, 7, 14)
STATES = ["helped"] * 5 + ["left", "sent_away", "not_closed", "called", "waiting"]


@pytest.fixture
def network() -> Network:
    return make_network()


def value(made: Report, code: str) -> Decimal | int | None:
    return made.figure(code).value


def fill(space: Space, chance: random.Random) -> list[tuple[date, str, int | None, bool]]:
    """Random numbers of half a year, some undone. Of those that count: (day, state, minutes, called)."""
    kept = []
    for _number in range(chance.randint(20, 40)):
        day = date(2026, 1, 1) + timedelta(days=chance.randint(0, 180))
        state = chance.choice(STATES)
        called = state in {"helped", "called"} or (state != "waiting" and chance.random() < 0.5)
        waited = (
            None if state == "waiting" or (state == "not_closed" and not called) else chance.randint(0, 90)
        )
        made = turn(space, day, state, waited, called=called, reason=chance.choice(["busy", "other"]))
        if chance.random() < 0.1:
            undo(visit=made.visit)
            for row in made.visit.sent_away.all():
                undo(sent_away=row)
        else:
            kept.append((day, state, waited, called))
    return kept


def nearest_rank(times: list[int], share: Fraction) -> int:
    return sorted(times)[ceil(share * len(times)) - 1]


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_equals_the_brute_force(network: Network, seed: int) -> None:
    chance = random.Random(seed)
    spaces = [make_space(network=network) for _space in range(4)]
    kept = {space.pk: fill(space, chance) for space in spaces[:3]}
    door = Counter[int]()
    for space in spaces:
        complete(space, date(2026, 1, 1), date(2026, 6, 1))
        for _time in range(chance.randint(1, 5)):
            sent_away(space, date(2026, 2, 3), "no_computer")
            door[space.pk] += 1
    period = Period(date(2026, 2, 1), date(2026, 4, 30))
    made = report(network, period, today=TODAY)
    inside = {pk: [r for r in found if period.first <= r[0] <= period.last] for pk, found in kept.items()}
    states = Counter(row[1] for found in inside.values() for row in found)
    assert value(made, "turn_numbers") == sum(states.values())
    assert value(made, "turned_away") == states["sent_away"]
    assert value(made, "left_waiting") == states["left"]
    assert value(made, "numbers_not_closed") == states["not_closed"]
    assert value(made, "sent_away") == door.total()
    assert value(made, "not_helped") == door.total() + states["sent_away"] + states["left"]
    for code, share in (("waiting_median", Fraction(1, 2)), ("waiting_nine_of_ten", Fraction(9, 10))):
        times = [[r[2] for r in found if r[3] and r[2] is not None] for found in inside.values()]
        means = [nearest_rank(found, share) for found in times if found]
        assert value(made, code) == Decimal(sum(means)) / len(means)
    times = [
        [r[2] for r in found if r[1] in {"left", "sent_away"} and r[2] is not None]
        for found in inside.values()
    ]
    means = [nearest_rank(found, Fraction(1, 2)) for found in times if found]
    assert value(made, "waiting_not_helped") == Decimal(sum(means)) / len(means)
    parted = next(parted for parted in made.breakdowns if parted.breakdown.code == "not_helped_by_reason")
    assert parted.total == value(made, "not_helped")
    assert {part.code: part.count for part in parted.parts}["left"] == states["left"]


@given(times=st.dictionaries(st.integers(0, 300), st.integers(1, 50), min_size=1), share=st.fractions(0, 1))
def test_the_quantile_is_the_nearest_rank(times: dict[int, int], share: Fraction) -> None:
    if share == 0:
        return
    every = [value for value, number in times.items() for _one in range(number)]
    assert quantile(times, share) == nearest_rank(every, share)


def test_a_space_without_numbers_measures_nothing_of_the_queue(network: Network) -> None:
    space = make_space(network=network)
    visit(space)
    complete(space, date(2026, 3, 1))
    made = report(space, month_of(2026, 3), today=TODAY)
    states = {
        code: (made.figure(code).state, value(made, code)) for code in ("waiting_median", "turned_away")
    }
    assert states == dict.fromkeys(states, (FigureState.NOT_MEASURED, None))
    assert (value(made, "not_helped"), value(made, "sent_away")) == (0, 0)


def test_who_does_not_measure_is_no_zero_in_the_network(network: Network) -> None:
    with_numbers, without, silent = (make_space(network=network) for _space in range(3))
    turn(with_numbers, waited=24)
    visit(without)
    for space in (with_numbers, without):
        complete(space, date(2026, 3, 1))
    made = report(network, month_of(2026, 3), today=TODAY)
    figure = made.figure("left_waiting")
    assert (figure.value, figure.asked, [answer.space for answer in figure.answered]) == (
        0,
        3,
        [with_numbers],
    )
    assert {answer.space for answer in figure.silent} == {without, silent}
    assert value(made, "waiting_median") == 24


def test_a_month_not_declared_complete_is_partly_measured(network: Network) -> None:
    space = make_space(network=network)
    turn(space, waited=24)
    figure = report(network, month_of(2026, 3), today=TODAY).figure("waiting_median")
    assert (figure.state, figure.partial_value) == (FigureState.NOT_REPORTED, 24)
    assert [answer.state for answer in figure.answers] == [AnswerState.PARTLY]


def test_nobody_is_counted_twice(network: Network) -> None:
    """Sent away with a number: a visit, and one of those who could not be helped; not one at the door."""
    space = make_space(network=network)
    turn(space, state="sent_away")
    complete(space, date(2026, 3, 1))
    made = report(space, month_of(2026, 3), today=TODAY)
    codes = ("visits", "not_helped", "sent_away", "turned_away", "left_waiting")
    assert [value(made, code) for code in codes] == [1, 1, 0, 1, 0]


def test_the_page_and_the_table_say_not_measured(client: Client) -> None:
    organisation = make_organisation(network=make_network())
    space = make_space("west", organisation=organisation)
    visit(space)
    client.force_login(make_coordinator(organisation))
    page = client.get("/en/figures/?of=space:west&year=2026").text
    assert page.count("not measured: this space gives no turn numbers") == 7
    turn(space, waited=33)
    page = client.get("/en/figures/?of=space:west&year=2026").text
    assert page.count("not measured: this space gives no turn numbers") == 1
    made = report(space, year_of(2026), today=TODAY)
    table = {row["code"]: (row["value"], row["state"], row["unit"]) for row in rows(made)}
    assert table["waiting_median"] == (33, "reported", "minutes")
    assert table["waiting_not_helped"] == (None, "not_measured", "minutes")
    assert Turn.objects.count() == 1
