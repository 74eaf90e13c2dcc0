"""A failing measured criterion opens a watch, a repaired one closes it; not measured does neither."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opstap.core.models import AuditEntry
from opstap.label.models import Criterion, Label, Measurement, SchemeVersion, Watch
from opstap.label.services.standing import renounce
from opstap.label.services.watching import watch_all
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_criterion,
    make_label,
    make_organisation,
    make_region_officer,
    make_seat,
    make_space,
    make_version,
)
from tests.label.conftest import HOURS, Given

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)


def fifteen_hours() -> tuple[SchemeVersion, Criterion]:
    version = make_version(warning_days=30, repair_days=60)
    make_criterion(version)  # a declared one is never measured
    return version, make_criterion(version, HOURS, 15, texts={"fr": "Quinze heures", "nl": "Vijftien uur"})


def labelled(version: SchemeVersion, given: Given, value: float | None, **fields: Any) -> Label:
    label = make_label(version=version, **fields)
    given.give(label.space, value)
    return label


def night(days: int = 0) -> None:
    watch_all(on=DAY + timedelta(days=days))


def test_what_is_measured_is_written_when_it_changes(hours: Given) -> None:
    version, criterion = fifteen_hours()
    label = labelled(version, hours, 20)
    night()
    night()
    night(1)
    hours.give(label.space, 18.5)
    night(2)
    rows = Measurement.objects.values_list("label", "criterion", "measured_on", "value", "met", "reason")
    assert list(rows) == [
        (label.pk, criterion.pk, DAY, "20", True, ""),
        (label.pk, criterion.pk, DAY + timedelta(days=2), "18.5", True, ""),
    ]


def test_a_second_measurement_of_a_day_takes_the_place_of_the_first(hours: Given) -> None:
    version, _criterion = fifteen_hours()
    label = labelled(version, hours, 20)
    night()
    hours.give(label.space, 16)
    night()
    assert [(row.measured_on, row.value) for row in Measurement.objects.all()] == [(DAY, "16")]


def test_the_stages_of_a_watch(hours: Given) -> None:
    version, criterion = fifteen_hours()
    label = labelled(version, hours, 13)
    night()
    watch = Watch.objects.get()
    assert (watch.label, watch.criterion, watch.value, watch.opened_on) == (label, criterion, "13", DAY)
    assert (watch.warning_until, watch.repair_until) == (DAY + timedelta(30), DAY + timedelta(90))
    stages = {}
    for day in (30, 31, 90, 91, 400):
        night(day)
        stages[day] = Watch.objects.get().stage
    assert stages == {30: "warning", 31: "repair", 90: "repair", 91: "proposed", 400: "proposed"}
    label.refresh_from_db()
    assert label.standing == "in_force"  # never taken away by itself


def test_a_repaired_criterion_closes_its_watch_and_a_new_failure_opens_another(hours: Given) -> None:
    version, _criterion = fifteen_hours()
    label = labelled(version, hours, 13)
    night()
    hours.give(label.space, 15)
    night(10)
    first = Watch.objects.get()
    assert (first.stage, first.closed_on, first.closed_because) == ("closed", DAY + timedelta(10), "repaired")
    hours.give(label.space, 14.9)
    night(11)
    assert [watch.stage for watch in Watch.objects.order_by("pk")] == ["closed", "warning"]


def test_not_measured_neither_opens_nor_closes(hours: Given) -> None:
    version, _criterion = fifteen_hours()
    silent, failing = labelled(version, hours, None), labelled(version, hours, 13)
    night()
    hours.give(failing.space, None)
    night(31)
    watch = Watch.objects.get()
    assert (watch.label, watch.stage) == (failing, "repair")
    assert Measurement.objects.filter(label=silent).get().reason == "No hours are known."


def test_run_twice_nothing_changes(
    hours: Given,
    django_capture_on_commit_callbacks: Any,
) -> None:
    version, _criterion = fifteen_hours()
    label = labelled(version, hours, 13)
    make_coordinator(label.space)
    with django_capture_on_commit_callbacks(execute=True):
        for days in (0, 0, 1, 31, 31, 32, 91, 92):
            night(days)
    assert len(mail.outbox) == 3
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == [
        "watch.opened",
        "watch.moved",
        "watch.moved",
    ]


def test_who_is_told_at_each_stage(
    hours: Given,
    django_capture_on_commit_callbacks: Any,
) -> None:
    version, _criterion = fifteen_hours()
    label = labelled(version, hours, 13)
    own = make_coordinator(label.space, language="nl")
    officer = make_region_officer(version.scheme.network)
    member = make_seat(version.scheme).user
    told = []
    for days, value in ((0, 13), (31, 13), (91, 13), (92, 16)):
        hours.give(label.space, value)
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            night(days)
        told.append({message.to[0] for message in mail.outbox})
    everybody = {own.email, officer.email, member.email}
    assert told == [{own.email}, {own.email}, everybody, {own.email}]
    assert "Vijftien uur" in mail.outbox[0].body


def test_suspended_labels_are_watched_and_ended_ones_not(hours: Given) -> None:
    version, _criterion = fifteen_hours()
    suspended = labelled(version, hours, 13, standing="suspended")
    labelled(version, hours, 13, standing="withdrawn", ended_on=DAY)
    night()
    assert [watch.label for watch in Watch.objects.all()] == [suspended]
    renounce(label=suspended, reasons="Enough.", by=make_administrator())
    night(1)
    assert Watch.objects.filter(closed_on=None).count() == 0


def test_a_label_is_measured_against_its_own_version(hours: Given) -> None:
    old, _criterion = fifteen_hours()
    new = make_version(old.scheme)
    make_criterion(new, HOURS, 20)
    labelled(old, hours, 16)
    strict = labelled(new, hours, 16)
    night()
    assert [watch.label for watch in Watch.objects.all()] == [strict]


def test_a_space_that_changes_organisation_keeps_its_history(hours: Given) -> None:
    version, _criterion = fifteen_hours()
    label = labelled(version, hours, 13)
    given_to = label.organisation
    night()
    label.space.organisation = make_organisation()
    label.space.postcode = "1070"
    label.space.save()
    night(31)
    label.refresh_from_db()
    assert (label.organisation, Watch.objects.get().stage) == (given_to, "repair")
    assert Measurement.objects.filter(label=label).count() == 1


def test_as_many_queries_for_many_labels(hours: Given) -> None:
    version, _criterion = fifteen_hours()
    counts = []
    for _round in range(2):
        for _number in range(20):
            labelled(version, hours, 13)
        with CaptureQueriesContext(connection) as queries:
            night()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_split_of_a_space_leaves_the_label_where_it_was(hours: Given) -> None:
    version, _criterion = fifteen_hours()
    label = labelled(version, hours, 20)
    antenna = make_space(organisation=label.space.organisation, antenna_of=label.space)
    night()
    assert [row.label.space for row in Measurement.objects.all()] == [label.space]
    assert antenna.labels.count() == 0
