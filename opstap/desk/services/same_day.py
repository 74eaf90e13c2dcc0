"""Second thoughts of the same day: the purpose said a moment later, and undo.

A count is never deleted. Undo adds a Voiding row beside it. The purpose and the e-service of a visit are said
by a second tap, after the visit was stored: that tap changes the row and leaves its own receipt and an audit
row (who, when, which field; never the value), as later corrections do. Both act on rows of the day of the act
only: what is older has gone into figures, and is corrected by its author or the coordinator (`corrections`).
"""

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from opstap.core.ids import child_id
from opstap.core.models import Outcome, Receipt
from opstap.core.receipts import Stored
from opstap.desk.models import EService, HelpRecord, SentAway, Visit, Voiding
from opstap.desk.services.acts import Act
from opstap.desk.services.apart import keep_apart
from opstap.desk.services.closing import erased_words
from opstap.desk.services.rows import helped, lock_visits, named
from opstap.desk.services.turns import follow_undo, undo_act
from opstap.spaces.models import Space


class Target(StrEnum):
    """What an undo names: all people of one tap, one person, a help record, somebody sent away, or one act
    on a turn number (it was called, or closed)."""

    TAP = "tap"
    VISIT = "visit"
    HELP = "help"
    SENT_AWAY = "sent_away"
    TURN_ACT = "turn_act"


def set_purpose(*, act: Act, tap: uuid.UUID, purpose: str) -> Stored:
    """Say, or change, what the people of a tap of that day came for; '' = not said.

    Raises ValidationError on "tap" when nothing of it is counted that day.
    """
    return _change_visits(act, tap, "purpose", purpose, purpose)


def set_e_service(*, act: Act, tap: uuid.UUID, e_service: EService | None) -> Stored:
    """Say, or change, which e-service brought the people of a tap; as `set_purpose`."""
    return _change_visits(act, tap, "e_service", e_service, str(e_service.uid) if e_service else "")


def _change_visits(act: Act, tap: uuid.UUID, field: str, value: object, said: str) -> Stored:
    def write(receipt: Receipt) -> None:
        visits = lock_visits(act.space, tap, act.day)
        if not visits:
            raise ValidationError(
                {"tap": _("This is not, or no longer, counted today. Nothing was changed.")}
            )
        Visit.objects.filter(pk__in=[visit.pk for visit in visits]).update(**{field: value})
        if isinstance(value, EService) and value.reveals:
            keep_apart(visits)
        act.audit_entry("visits.changed", "visit", visits[0].tap, (field,)).save(force_insert=True)

    return act.store(field, {"tap": tap, field: said}, write=write)


def void(*, act: Act, what: Target, target: uuid.UUID) -> Stored:
    """Undo one record of that day. Undoing what is undone already changes nothing and is no error.

    A help record takes the visits it created with it, unless other help was given at such a visit.
    Raises ValidationError on "target": not of that day, a visit for which help is noted, or help of which
    answers were erased and stand in numbers that no undo reaches.
    """

    def write(receipt: Receipt) -> None:
        rows = _ROWS[what](act.space, target, act.day)
        if not rows:
            receipt.conclude(Outcome.UNCHANGED)
        Voiding.objects.bulk_create(
            Voiding(uid=child_id(act.uid, number), by=act.by, at=receipt.received_at, **row)
            for number, row in enumerate(rows)
        )
        follow_undo(rows, act.by, receipt.received_at)
        act.audit_entry(f"{what}.voided", what, target).save(force_insert=True)

    if what is Target.TURN_ACT:
        return undo_act(act=act, target=target)
    return act.store("undo", {"what": what, "target": target}, write=write)


def _visit_rows(space: Space, target: uuid.UUID, day: date) -> Sequence[dict[str, Any]]:
    visits = lock_visits(space, target, day)
    if not visits and not Visit.objects.at(space).on(day).filter(named(target)).exists():
        raise _not_of_today()
    if helped(visits):
        raise ValidationError({"target": _("Help is noted for this visit. Undo the help first.")})
    away = SentAway.objects.counted().filter(visit__in=visits)
    return [*({"visit": visit} for visit in visits), *({"sent_away": row} for row in away)]


def _help_rows(space: Space, target: uuid.UUID, day: date) -> Sequence[dict[str, Any]]:
    record = HelpRecord.objects.select_for_update().at(space).on(day).filter(uid=target).first()
    if record is None:
        raise _not_of_today()
    if record.answers_erased:
        raise ValidationError({"target": erased_words()})
    if HelpRecord.objects.counted().filter(pk=record.pk).exists():
        return [{"help_record": record}, *_visits_it_made(space, record, day)]
    return []


def _visits_it_made(space: Space, record: HelpRecord, day: date) -> list[dict[str, Any]]:
    made = lock_visits(space, record.uid, day)
    times = Counter(helped(made))
    return [{"visit": visit} for visit in made if times[visit.pk] == 1]


def _sent_away_rows(space: Space, target: uuid.UUID, day: date) -> Sequence[dict[str, Any]]:
    row = SentAway.objects.select_for_update().at(space).on(day).filter(uid=target).first()
    if row is None:
        raise _not_of_today()
    return [{"sent_away": row}] if SentAway.objects.counted().filter(pk=row.pk).exists() else []


def _not_of_today() -> ValidationError:
    return ValidationError(
        {"target": _("This is not on today's list. Only what was noted today can be undone.")}
    )


_ROWS = {
    Target.TAP: _visit_rows,
    Target.VISIT: _visit_rows,
    Target.HELP: _help_rows,
    Target.SENT_AWAY: _sent_away_rows,
}
