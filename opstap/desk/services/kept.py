"""What was kept apart: same id, other content. A person of the team decides; and losses are told."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry, Decision, Outcome, Quarantine, Receipt
from opstap.core.receipts import Stored, Unit, in_one_transaction
from opstap.desk.services.acts import Act
from opstap.spaces.models import Space

LOSSES_SINCE = timedelta(days=28)


def kept_at(space: Space) -> QuerySet[Quarantine]:
    return Quarantine.objects.filter(space_uid=space.uid).select_related("actor", "decided_by")


def waiting_at(space: Space) -> QuerySet[Quarantine]:
    """Nobody has decided yet; the oldest first."""
    return kept_at(space).filter(decision="").order_by("received_at", "pk")


def drop_kept(*, kept: Quarantine, by: User, reason: str) -> Quarantine:
    """It is not counted; its content goes. Raises ValidationError when somebody decided before."""

    def work(unit: Unit) -> Quarantine:
        unit.begin()
        row = _undecided(kept)
        row.content = {}
        return _decide(row, Decision.DROPPED, by, reason=reason)

    return in_one_transaction([], work)


def count_kept(*, kept: Quarantine, by: User, store: Callable[[uuid.UUID, Unit], Stored]) -> Quarantine:
    """Store it as a new record: `store` does so under the id and in the unit of work it is given.

    Raises ValidationError when somebody decided before, or when it cannot be stored as it is.
    """
    uid = uuid7()

    def work(unit: Unit) -> Quarantine:
        unit.begin()
        row = _undecided(kept)
        store(uid, unit).receipt.conclude(Outcome.COUNTED)
        return _decide(row, Decision.COUNTED, by, counted_as=uid)

    return in_one_transaction([uid], work)


def _undecided(kept: Quarantine) -> Quarantine:
    row = Quarantine.objects.select_for_update().get(pk=kept.pk)
    if row.decision:
        raise ValidationError(_("Somebody has decided this already. Nothing was changed."))
    return row


def _decide(row: Quarantine, decision: Decision, by: User, **fields: object) -> Quarantine:
    row.decision, row.decided_by, row.decided_at = decision, by, timezone.now()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    audit.record(f"kept.{decision.value}", by=by, kind=row.kind, uid=row.uid, space_uid=row.space_uid)
    return row


def record_loss(*, act: Act, item: uuid.UUID, item_kind: str, reason: str) -> Stored:
    """A computer dropped a note that was refused: what kind, and why. Its content is gone."""
    content = {"item": item, "item_kind": item_kind, "reason": reason}

    def rows(receipt: Receipt) -> list[AuditEntry]:
        return [act.audit_entry(f"item.dropped-{reason}", item_kind, item)]

    return act.store("drop", content, rows=rows, outcome=Outcome.DROPPED)


def losses_at(space: Space, now: datetime | None = None) -> int:
    """Notes dropped at the computers of the space in the last four weeks."""
    since = (now or timezone.now()) - LOSSES_SINCE
    dropped = Receipt.objects.filter(space_uid=space.uid, outcome=Outcome.DROPPED)
    return dropped.filter(received_at__gte=since).count()
