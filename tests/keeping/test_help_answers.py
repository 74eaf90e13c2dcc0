"""What people said of themselves becomes counts: the whole report says the same before and after."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from opstap.census.report import Report, report
from opstap.core import retention
from opstap.core.models import Receipt
from opstap.core.periods import Period, year_of
from opstap.desk import figures
from opstap.desk.models import HelpRecord
from opstap.keeping.models import KeptCount
from opstap.keeping.services.erasing import erase_by
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.census.events import complete, help_record, sent_away, undo, visit
from tests.factories import make_network, make_organisation, make_space, make_user

pytestmark = pytest.mark.django_db

RULE = retention.rule("desk.help-answers")
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
OLD = year_of(2023)
LATER = date(2026, 11, 25)
YEAR_OF_TODAY = Period(date(2024, 1, 1), date(2024, 12, 31))
ANSWERS = (
    {"age": "65_plus", "gender": "woman", "publics": ["seniors", "women"]},
    {"age": "18_24", "situation": "student"},
    {"age": "not_said"},
    {"publics": ["seniors"]},
    {},
)


def busy() -> Network:
    """Two spaces of one network, with help before and after the cut-off, some of it undone."""
    network = make_network()
    for number in range(2):
        space = make_space(organisation=make_organisation(network=network))
        for step, answers in enumerate(ANSWERS * 3):
            help_record(space, date(2023, 1 + step % 12, 1 + step + number), **answers)
            help_record(space, date(2024, 10, 15 + step), **answers)
        undo(help_record=help_record(space, date(2023, 5, 5), age="65_plus", publics=["women"]))
        help_record(space, date(2023, 6, 1), mode="remote", age="25_34")
        visit(space, date(2023, 7, 1), times=3)
        sent_away(space, date(2023, 7, 2))
        complete(space, date(2023, 1, 1), date(2024, 12, 1))
    return network


def reports(network: Network) -> list[Report]:
    space = Space.objects.of_network(network).order_by("pk").first()
    assert space is not None
    return [
        report(scope, period, today=LATER)
        for scope in (network, space)
        for period in (OLD, year_of(2024), Period(date(2023, 4, 1), date(2024, 11, 30)))
    ]


def test_the_whole_report_says_the_same_before_and_after() -> None:
    network = busy()
    before = reports(network)
    erased = erase_by(RULE, now=NOW)

    assert erased > 0
    assert reports(network) == before
    assert {part.code for parted in before[0].breakdowns for part in parted.parts} >= {"65_plus", "seniors"}
    left = HelpRecord.objects.filter(local_date__lt=date(2024, 11, 25))
    assert set(left.filter(answers_erased=True).values_list("age", "situation", "gender")) == {("", "", "")}
    assert list(left.exclude(age="")) == []


def test_a_second_night_adds_to_the_same_month_and_counts_nothing_twice() -> None:
    network = busy()
    before = reports(network)
    for day in (20, 24, 28):
        erase_by(RULE, now=datetime(2026, 10, day, 3, tzinfo=UTC))
        assert reports(network) == before
    erase_by(RULE, now=NOW)
    assert reports(network) == before


def test_days_of_a_month_are_no_longer_told_apart_and_that_is_said() -> None:
    space = make_space()
    help_record(space, date(2023, 3, 10), age="65_plus", publics=["seniors"])
    help_record(space, date(2023, 3, 20), age="18_24")
    erase_by(RULE, now=NOW)
    half = Period(date(2023, 2, 1), date(2023, 3, 15))

    everywhere = Space.objects.filter(pk=space.pk)
    assert figures.help_by_age(everywhere, half) == {figures.NOT_KEPT: 1}
    assert figures.help_by_public(everywhere, half) == {figures.NOT_KEPT: 1}
    shown = next(
        made for made in report(space, half, today=LATER).breakdowns if made.breakdown.code == "help_by_age"
    )
    assert [(part.code, part.count) for part in shown.parts if part.count] == [("not_kept", 1)]
    assert "not_kept" not in {part.label for part in shown.parts}


def test_the_fingerprint_of_what_was_sent_goes_with_the_answers() -> None:
    record = help_record(make_space(), date(2023, 3, 10), age="65_plus")
    receipt = Receipt.objects.create(
        uid=record.uid, content_hash="c" * 64, kind="help", actor=make_user(), space_uid=record.space.uid
    )
    erase_by(RULE, now=NOW)
    receipt.refresh_from_db()
    assert receipt.content_hash == ""


def test_records_that_say_nothing_are_left_alone() -> None:
    help_record(make_space(), date(2023, 3, 10))
    assert erase_by(RULE, now=NOW) == 0
    assert KeptCount.objects.count() == 0


answer_sets = st.fixed_dictionaries(
    {
        "age": st.sampled_from(["", "not_said", "65_plus", "18_24"]),
        "gender": st.sampled_from(["", "woman"]),
        "publics": st.lists(st.sampled_from(["seniors", "women", "youth"]), unique=True).map(sorted),
        "day": st.dates(date(2023, 1, 1), date(2025, 12, 31)),
        "undone": st.booleans(),
    }
)


class AnyRecords(TestCase):  # type: ignore[misc]
    @given(st.lists(answer_sets, min_size=1, max_size=8), st.dates(date(2025, 1, 1), date(2027, 12, 31)))
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    def test_any_records_and_any_night(self, rows: list[dict[str, object]], night: date) -> None:
        space = make_space()
        for row in rows:
            answers = {name: row[name] for name in ("age", "gender", "publics")}
            record = help_record(space, row["day"], **answers)  # type: ignore[arg-type]
            if row["undone"]:
                undo(help_record=record)
        everywhere = Space.objects.filter(pk=space.pk)
        periods = [year_of(2023), year_of(2024), Period(date(2023, 3, 1), date(2025, 6, 30))]
        before = [_parts(everywhere, period) for period in periods]
        erase_by(RULE, now=datetime(night.year, night.month, night.day, 3, tzinfo=UTC))
        assert [_parts(everywhere, period) for period in periods] == before


def _parts(spaces: object, period: Period) -> tuple[object, object]:
    return figures.help_by_age(spaces, period), figures.help_by_public(spaces, period)  # type: ignore[arg-type]


def test_whole_months_of_a_period_and_its_cuts() -> None:
    period = Period(date(2026, 1, 15), date(2026, 4, 30))
    assert period.whole_months() == Period(date(2026, 2, 1), date(2026, 4, 30))
    assert replace(period, last=date(2026, 4, 29)).whole_months() == Period(
        date(2026, 2, 1), date(2026, 3, 31)
    )
    short = Period(date(2026, 1, 15), date(2026, 1, 20)).whole_months()
    assert short.first > short.last
