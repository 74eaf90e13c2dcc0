"""Corrections after sending: by the author or the coordinator, up to 45 days after the day of the record.

The row is changed in place, so that every figure is right at once; the audit trail says who, when and which
fields, never the values. `seen` is the mark of the record as it stood on the page: where it was changed
meanwhile nothing is overwritten. Who may correct stands in `permissions`, what is closed in `closing`.

The receipt is for these very answers in this very form: sent twice they count once, and other answers under
the same id meet a record that was changed meanwhile. Its content names the record only: a hash of answers
about a person would outlive them (`retention`).
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError

from opstap.core.audit import changed_fields
from opstap.core.models import Outcome, Receipt
from opstap.core.receipts import Stored, digest
from opstap.desk.models import CoachingSeries, EService, HelpRecord, SentAway, TurnAct, TurnState, Visit
from opstap.desk.services.acts import Act, day_of
from opstap.desk.services.apart import keep_apart, reveals, service_reveals
from opstap.desk.services.closing import Correctable, closed_entry
from opstap.desk.services.coaching import leave_series, touch_series
from opstap.desk.services.given import HelpGiven
from opstap.desk.services.people import release, visits_for
from opstap.desk.services.queue import lock_queue
from opstap.desk.services.rows import lock_visits
from opstap.desk.services.turns import settle_visits


class ChangedMeanwhileError(Exception):
    """The record is no longer as it stood on the page. Nothing was written."""


@dataclass(frozen=True)
class Corrected:
    """`fields`: what changed, none when it was sent before or says the same; `without_code`: the code of a
    coaching series was left out, because something reveals."""

    stored: Stored
    fields: tuple[str, ...] = ()
    without_code: bool = False


def mark_of(entry: Correctable) -> str:
    """A fingerprint of what can be corrected, for the page: the same as long as nothing changed."""
    if isinstance(entry, HelpRecord):
        return digest(
            HelpGiven.of(entry).columns() | {"e_service": entry.e_service_id, "series": entry.series_id}
        )
    if isinstance(entry, Visit):
        return digest({"purpose": entry.purpose, "e_service": entry.e_service_id})
    return digest({"reason": entry.reason})


def correct_help(
    *, act: Act, record: HelpRecord, seen: str, given: HelpGiven, series: CoachingSeries | None
) -> Corrected:
    """Change the answers of a help record. Its visits follow its place and its number of people.

    Raises ChangedMeanwhileError, and ValidationError when it can no longer be corrected.
    """
    left_out = False

    def change() -> list[str]:
        nonlocal left_out
        row = HelpRecord.objects.select_for_update().get(pk=record.pk)
        _check(row, act, seen)
        before, named = HelpGiven.of(row), row.series
        fields = changed_fields(before.columns(), given.columns())
        if not fields and series == named:
            return []
        _write_help(act, row, before, given, None if reveals(given) else series)
        row.refresh_from_db(fields=["series"])
        left_out = series is not None and row.series is None
        if series == named:
            return fields
        _follow_series(row, named)
        # Where something reveals, the trail does not say that there was a code.
        return fields if left_out or reveals(given) else [*fields, "series"]

    said = given.content() | {"series": series.pk if series else None}
    corrected = _store(act, "help", record.uid, said | {"seen": seen}, change)
    return replace(corrected, without_code=left_out)


def correct_visits(
    *, act: Act, visit: Visit, seen: str, purpose: str, e_service: EService | None
) -> Corrected:
    """Change what the people of a tap came for; `visit`: any of them. Raises as `correct_help`."""

    def change() -> list[str]:
        visits = lock_visits(act.space, visit.tap, visit.local_date)
        first = visits[0] if visits else Visit.objects.get(pk=visit.pk)
        _check(first, act, seen)
        after = {"purpose": purpose, "e_service": e_service}
        fields = changed_fields({name: getattr(first, name) for name in after}, after)
        Visit.objects.filter(pk__in=[row.pk for row in visits]).update(**after)
        if service_reveals(e_service):
            keep_apart(visits)
        return fields

    said = {"purpose": purpose, "e_service": e_service.pk if e_service else None, "seen": seen}
    return _store(act, "visits", visit.tap, said, change)


def correct_sent_away(*, act: Act, row: SentAway, seen: str, reason: str) -> Corrected:
    """Change why somebody was sent away; a number closed so says the same. Raises as `correct_help`."""

    def change() -> list[str]:
        if row.visit_id is not None:
            lock_queue(act.space)
        found = SentAway.objects.select_for_update().get(pk=row.pk)
        _check(found, act, seen)
        if found.reason == reason:
            return []
        # Its number is replayed when something comes late: the act must then say the same as the row.
        closing = TurnAct.objects.filter(turn__visit=found.visit_id, what=TurnState.SENT_AWAY)
        if found.visit_id is not None:
            closing.filter(happened_at=found.happened_at, undone_at__isnull=True).update(reason=reason)
        found.reason = reason
        found.save(update_fields=["reason"])
        return ["reason"]

    return _store(act, "sent_away", row.uid, {"reason": reason, "seen": seen}, change)


def _check(entry: Correctable, act: Act, seen: str) -> None:
    closed = closed_entry(entry, day_of(act.space, act.received_at))
    if closed is not None:
        raise ValidationError(str(closed.says), code="closed")
    if mark_of(entry) != seen:
        raise ChangedMeanwhileError(entry.uid)


def _store(
    act: Act, kind: str, uid: uuid.UUID, said: dict[str, Any], change: Callable[[], Sequence[str]]
) -> Corrected:
    fields: Sequence[str] = ()

    def write(receipt: Receipt) -> None:
        nonlocal fields
        fields = change()
        if not fields:
            receipt.conclude(Outcome.UNCHANGED)
        if fields:
            act.audit_entry(f"{kind}.corrected", kind, uid, tuple(fields)).save(force_insert=True)

    once = replace(act, uid=uuid.uuid5(act.uid, digest(said)))
    stored = once.store("correction", {"record": uid}, write=write)
    return Corrected(stored, tuple(fields) if stored.created else ())


def _write_help(
    act: Act, row: HelpRecord, before: HelpGiven, given: HelpGiven, series: CoachingSeries | None
) -> None:
    visits, left = visits_for(act, row, given)
    for name, value in given.columns().items():
        setattr(row, name, value)
    row.visit, row.series = next(iter(visits), None), series
    row.save()
    if row.people > 1:
        row.others.set(visits[1:])
    if given.e_service != before.e_service:
        made = Visit.objects.filter(pk__in=[visit.pk for visit in visits], tap=row.uid)
        made.filter(e_service=before.e_service).update(e_service=given.e_service)
    release(act, row, left)
    settle_visits([visit.pk for visit in (*visits, *left)], act.by)
    keep_apart(visits)


def _follow_series(row: HelpRecord, before: CoachingSeries | None) -> None:
    if row.series is not None:
        touch_series(row.series, row.local_date)
    if before is not None:
        leave_series(before, row.local_date)
