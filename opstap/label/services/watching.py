"""Every night each held label is measured against its own version; a failing criterion opens a watch.

Warning, time to repair, before the committee: the stages follow from the days, and each is told once.
A watch closes by itself as soon as its criterion is met again. "Not measured" neither opens nor closes one.
Run twice on a day, the second time changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from opstap.core import audit
from opstap.core.models import Job
from opstap.label.measuring import Result, measure
from opstap.label.models import (
    HELD,
    CriterionKind,
    Label,
    Measurement,
    Part,
    SchemeVersion,
    Stage,
    Watch,
)
from opstap.label.services.telling import coordinators_by_label, seated, secretaries_of, tell

BATCH = 1000


@dataclass(slots=True)
class Night:
    """What one run did."""

    labels: int = 0
    measured: int = 0
    opened: list[Watch] = field(default_factory=list)
    moved: list[Watch] = field(default_factory=list)
    closed: list[Watch] = field(default_factory=list)


def run(_job: Job) -> None:
    watch_all()


def watch_all(*, on: date | None = None) -> Night:
    """Measure every held label on the day (default today) and let its watches follow."""
    night = Night()
    for version in SchemeVersion.objects.filter(labels__standing__in=HELD).distinct().order_by("pk"):
        for labels in _batches(version):
            watch(version, labels, on=on or timezone.localdate(), night=night)
    return night


def _batches(version: SchemeVersion) -> Iterator[list[Label]]:
    held = Label.objects.filter(version=version, standing__in=HELD).order_by("pk")
    after = 0
    while labels := list(held.filter(pk__gt=after).select_related("space__organisation")[:BATCH]):
        for label in labels:
            label.version = version
        yield labels
        after = labels[-1].pk


@transaction.atomic
def watch(version: SchemeVersion, labels: Sequence[Label], *, on: date, night: Night) -> None:
    """One batch of labels of one version: a constant number of queries, and a short transaction."""
    results = measure(version, [label.space for label in labels], on)
    found = [
        (label, result)
        for label in labels
        for result in results[label.space.pk]
        if result.criterion.kind == CriterionKind.MEASURED
    ]
    night.labels += len(labels)
    night.measured += _write_measurements(found, labels, on)
    _follow(found, labels, on, night)


# Measurements


def _write_measurements(found: list[tuple[Label, Result]], labels: Sequence[Label], on: date) -> int:
    """A row for each value that differs from the last one; a second one of a day replaces the first."""
    known = _last_measurements(labels, on)
    rows = [
        row for row in (_measurement(label, result, on) for label, result in found) if _is_new(row, known)
    ]
    Measurement.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["label", "criterion", "measured_on"],
        update_fields=["value", "met", "reason"],
    )
    return len(rows)


def _last_measurements(labels: Sequence[Label], on: date) -> dict[tuple[int, int], Measurement]:
    until = Measurement.objects.filter(measured_on__lte=on)
    same = until.filter(label=OuterRef("label"), criterion=OuterRef("criterion"))
    newer = same.filter(measured_on__gt=OuterRef("measured_on"))
    rows = until.filter(~Exists(newer), label__in=[label.pk for label in labels])
    return {(row.label_id, row.criterion_id): row for row in rows}


def _is_new(row: Measurement, known: dict[tuple[int, int], Measurement]) -> bool:
    last = known.get((row.label_id, row.criterion_id))
    return last is None or (last.value, last.met, last.reason) != (row.value, row.met, row.reason)


def _measurement(label: Label, result: Result, on: date) -> Measurement:
    reason = result.measured.reason[:300] if result.measured else ""
    return Measurement(
        label=label,
        criterion=result.criterion,
        measured_on=on,
        value=stored(result),
        met=result.met,
        reason=reason,
    )


def stored(result: Result) -> str:
    """The value as it is kept: a plain number, yes, no, or '' when nothing was measured."""
    value = result.measured.value if result.measured else None
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{Decimal(value).normalize():f}"


# Watches


def _follow(found: list[tuple[Label, Result]], labels: Sequence[Label], on: date, night: Night) -> None:
    open_ones = {
        (watch.label_id, watch.criterion_id): watch
        for watch in Watch.objects.filter(label__in=[label.pk for label in labels], closed_on=None)
    }
    opened, moved, closed = [], [], []
    for label, result in found:
        standing = open_ones.get((label.pk, result.criterion.pk))
        if standing is None:
            opened += [_new(label, result, on)] if result.met is False else []
            continue
        standing.label, standing.criterion = label, result.criterion
        if result.met is True:
            closed.append(_close(standing, on))
        elif (stage := stage_on(standing, on)) != standing.stage:
            standing.stage, standing.changed_at = stage, timezone.now()
            moved.append(standing)
    _save(opened, moved, closed)
    _tell(opened + moved + closed)
    night.opened += opened
    night.moved += moved
    night.closed += closed


def _new(label: Label, result: Result, on: date) -> Watch:
    warning_until = on + timedelta(days=label.version.warning_days)
    return Watch(
        label=label,
        criterion=result.criterion,
        opened_on=on,
        value=stored(result),
        warning_until=warning_until,
        repair_until=warning_until + timedelta(days=label.version.repair_days),
    )


def stage_on(standing: Watch, on: date) -> Stage:
    """Never back: what is before the committee stays there until it is met or decided."""
    if standing.stage == Stage.PROPOSED or on > standing.repair_until:
        return Stage.PROPOSED
    if standing.stage == Stage.REPAIR or on > standing.warning_until:
        return Stage.REPAIR
    return Stage.WARNING


def _close(standing: Watch, on: date) -> Watch:
    standing.stage, standing.closed_on, standing.closed_because = Stage.CLOSED, on, "repaired"
    standing.changed_at = timezone.now()
    return standing


def _save(opened: list[Watch], moved: list[Watch], closed: list[Watch]) -> None:
    Watch.objects.bulk_create(opened, batch_size=500)
    changed = ["stage", "closed_on", "closed_because", "changed_at"]
    Watch.objects.bulk_update(moved + closed, changed, batch_size=500)
    for action, watches in (("opened", opened), ("moved", moved), ("closed", closed)):
        uids = [(one.uid, one.label.space.uid) for one in watches]
        audit.record_many(f"watch.{action}", by=None, kind="watch", uids=uids)


def _tell(watches: list[Watch]) -> None:
    """The coordinators at each stage; the secretariat and the committee too when it comes before them."""
    if not watches:
        return
    own = coordinators_by_label([one.label for one in watches])
    scheme = watches[0].label.version.scheme
    office = [*secretaries_of(scheme), *seated(scheme, Part.COMMITTEE)]
    for one in watches:
        concerns_office = one.stage == Stage.PROPOSED or (one.closed_on and not one.label.is_in_force)
        people = own[one.label.pk] + (office if concerns_office else [])
        facts = {"watch": one, "criterion": one.criterion}
        receivers = {person.pk: person for person in people}.values()
        tell(receivers, "watch", label=one.label, **facts)
