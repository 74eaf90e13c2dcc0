"""Spaces beside the rules: outcomes, a draft beside the version in force, thresholds, who is close."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from opstap.label import comparing
from opstap.label.comparing import Change, Outcome
from opstap.label.figures import decided_files, running_files
from opstap.label.models import SchemeVersion, Standing, State
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.factories import (
    make_application,
    make_criterion,
    make_label,
    make_network,
    make_organisation,
    make_scheme,
    make_space,
    make_version,
)
from tests.label.facts_for_tests import DAY, Value, known_facts

pytestmark = pytest.mark.django_db
HOURS, TABLETS, OPEN = "test.hours", "test.tablets", "test.everyone"


@pytest.fixture
def network() -> Network:
    return make_network()


@pytest.fixture
def spaces(network: Network) -> list[Space]:
    return [make_space(network=network, names={"fr": name}) for name in ("Aa", "Bb", "Cc", "Dd")]


@pytest.fixture
def version(network: Network) -> SchemeVersion:
    version = make_version(make_scheme(network))
    make_criterion(version, HOURS, 15, code="hours")
    make_criterion(version, code="said")
    make_criterion(version, OPEN, code="everyone")
    make_criterion(version, TABLETS, 6, code="tablets")
    return version


def values(spaces: list[Space], *rows: tuple[Value, ...]) -> dict[str, dict[int, Value]]:
    """A column per fact, a row per space."""
    columns = zip(*rows, strict=True)
    keys = [space.pk for space in spaces]
    return {
        key: dict(zip(keys, column, strict=True))
        for key, column in zip((HOURS, OPEN, TABLETS), columns, strict=True)
    }


@pytest.fixture
def known(spaces: list[Space]) -> Iterator[None]:
    rows = (
        (Decimal(15), True, Decimal(6)),
        (Decimal(30), True, None),
        (Decimal("13.5"), True, Decimal(9)),
        (Decimal(2), False, None),
    )
    with known_facts(values(spaces, *rows)):
        yield


def test_outcomes(known: None, version: SchemeVersion, spaces: list[Space]) -> None:
    rows = comparing.compare(version, spaces, DAY)
    assert [row.outcome for row in rows] == [Outcome.MEETS, Outcome.UNKNOWN, Outcome.FAILS, Outcome.FAILS]
    assert [len(row.results) for row in rows] == [3, 3, 3, 3]  # what is declared is left out
    assert [[one.criterion.code for one in row.failed] for row in rows] == [
        [],
        [],
        ["hours"],
        ["hours", "everyone"],
    ]
    assert comparing.sums(rows) == {Outcome.MEETS: 1, Outcome.UNKNOWN: 1, Outcome.FAILS: 2}


def test_a_fact_that_no_room_knows_is_not_measured(spaces: list[Space], version: SchemeVersion) -> None:
    with known_facts({}):
        rows = comparing.compare(version, spaces, DAY)
    assert {row.outcome for row in rows} == {Outcome.UNKNOWN}


def test_preview_says_who_would_newly_fail(known: None, version: SchemeVersion, spaces: list[Space]) -> None:
    draft = make_version(version.scheme, published=False)
    make_criterion(draft, HOURS, 16)
    found = comparing.preview(draft, version, spaces, DAY)
    assert [one.change for one in found] == [Change.NEWLY_FAILS, Change.NONE, Change.NONE, Change.NONE]
    draft.criteria.update(threshold=10)
    found = comparing.preview(draft, version, spaces, DAY)
    assert [one.change for one in found] == [Change.NONE, Change.NONE, Change.NEWLY_MEETS, Change.NONE]
    assert {one.change for one in comparing.preview(draft, None, spaces, DAY)} == {Change.NONE}


def test_what_another_threshold_would_do(known: None, version: SchemeVersion, spaces: list[Space]) -> None:
    rows = comparing.compare(version, spaces, DAY)
    found = comparing.what_if(rows, version.criteria.get(code="hours"), Decimal("13.5"))
    assert {(step.threshold, step.meets) for step in found.steps if step.is_current or step.is_asked} == {
        (Decimal(15), 2),
        (Decimal("13.5"), 3),
    }
    assert [(str(one.row.space), one.value, one.meets, one.others_failed) for one in found.moved] == [
        ("Cc", Decimal("13.5"), True, 0)
    ]
    assert (found.measured, found.not_measured) == (4, [])
    counts = [step.meets for step in found.steps]
    assert (counts[0], counts[-1], counts) == (4, 1, sorted(counts, reverse=True))


def test_what_is_not_measured_meets_no_threshold_and_fails_none(
    known: None, version: SchemeVersion, spaces: list[Space]
) -> None:
    rows = comparing.compare(version, spaces, DAY)
    found = comparing.what_if(rows, version.criteria.get(code="tablets"), Decimal(7))
    assert (found.measured, [str(row.space) for row in found.not_measured]) == (2, ["Bb", "Dd"])
    assert [(str(one.row.space), one.meets) for one in found.moved] == [("Aa", False)]


def test_at_most_is_compared_the_other_way(known: None, spaces: list[Space]) -> None:
    version = make_version()
    criterion = make_criterion(version, HOURS, 15, operator="at_most")
    found = comparing.what_if(comparing.compare(version, spaces, DAY), criterion, Decimal(14))
    assert [(str(one.row.space), one.meets) for one in found.moved] == [("Aa", False)]


def test_close_to_the_label(known: None, version: SchemeVersion, spaces: list[Space]) -> None:
    make_label(spaces[0], version)
    make_label(spaces[1], version, standing=Standing.WITHDRAWN, ended_on=DAY)
    near = comparing.close_to_label(comparing.compare(version, spaces, DAY))
    assert [(str(row.space), len(row.failed)) for row in near] == [("Bb", 0), ("Cc", 1)]
    assert comparing.gap(near[1].failed[0]) == Decimal("1.5")


def test_spaces_of_the_network(network: Network, spaces: list[Space]) -> None:
    make_space()
    make_space(network=network, publication="review")
    make_space(network=network, valid_until=DAY - timedelta(days=1))
    make_space(network=network, valid_from=DAY + timedelta(days=1))
    organisation = make_organisation(network=network)
    through = make_space(organisation=organisation, names={"fr": "aB"})
    assert comparing.spaces_of(network, DAY) == [spaces[0], through, *spaces[1:]]


def test_files_by_state_and_age() -> None:
    # At noon: an hour before midnight, 91 days ago, in summer time, was a day later.
    version, now = make_version(), timezone.localtime().replace(hour=12)
    today = now.date()
    for days in (0, 30, 31, 91):
        handed_in = now - timedelta(days=days)
        make_application(
            version, state=State.SUBMITTED, created_at=now - timedelta(days=200), submitted_at=handed_in
        )
    make_application(version, created_at=now - timedelta(days=90))
    make_application()
    found = {one.state: one for one in running_files(version.scheme, today)}
    assert (found[State.SUBMITTED].by_age, found[State.SUBMITTED].oldest) == ((2, 1, 1), 91)
    assert (found[State.DRAFT].by_age, found[State.DRAFT].number) == ((0, 1, 0), 1)
    assert (found[State.REVIEW].by_age, found[State.REVIEW].oldest) == ((0, 0, 0), 0)


def test_decided_files_and_how_long_they_took() -> None:
    version, now = make_version(), timezone.now()
    for days, ago in ((10, 1), (20, 2), (90, 3), (5, 400)):
        decided = now - timedelta(days=ago)
        make_application(
            version, state=State.ACCEPTED, submitted_at=decided - timedelta(days=days), decided_at=decided
        )
    accepted, refused = decided_files(version.scheme, timezone.localdate(now) - timedelta(days=365))
    assert (accepted.number, accepted.middle_days) == (3, 20)
    assert (refused.number, refused.middle_days) == (0, None)


def test_the_thresholds_shown_stay_few() -> None:
    steps = comparing._thresholds([Decimal(1), Decimal(2500)], Decimal(15), Decimal("20.5"))
    assert len(steps) <= comparing.MOST_STEPS + 4
    assert steps == sorted(steps)
