"""One act at a desk: in which space, who did it and when, who sends it, and into which unit of work."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit
from opstap.core.models import AuditEntry, Outcome
from opstap.core.receipts import Rows, Stored, Unit, Write, store_once
from opstap.desk.services.clocks import Moment
from opstap.spaces.models import Space


@dataclass(frozen=True)
class Sender:
    """Who sends: a person, an enrolled computer by itself, or a person at one."""

    person: User | None
    device: uuid.UUID | None = None


def day_of(space: Space, moment: datetime) -> date:
    """The day in the space's own time zone."""
    return moment.astimezone(space.zone).date()


@dataclass(frozen=True)
class Act:
    """`uid` is the client's id. `by` did it; without `sender` she sends it herself."""

    uid: uuid.UUID
    space: Space
    by: User
    moment: Moment = field(default_factory=Moment)
    sender: Sender | None = None
    unit: Unit | None = None
    received_at: datetime = field(default_factory=lambda: timezone.now())  # noqa: PLW0108 (tests give the time)

    @property
    def at(self) -> datetime:
        return self.moment.at or self.received_at

    @property
    def day(self) -> date:
        """The day it counts for, in the space's own time zone."""
        return day_of(self.space, self.at)

    def columns(self) -> dict[str, Any]:
        """What every `Entry` of this act has, without its id."""
        return {
            "space": self.space,
            "by": self.by,
            "happened_at": self.at,
            "received_at": self.received_at,
            "local_date": self.day,
            "clock": self.moment.clock,
            "client_at": self.moment.client_at,
        }

    def audit_entry(self, action: str, kind: str, uid: uuid.UUID, fields: tuple[str, ...] = ()) -> AuditEntry:
        """A row of the audit trail in the name of who sends, not yet written."""
        sender = self._sender
        return audit.entry(
            action,
            by=sender.person,
            kind=kind,
            uid=uid,
            space_uid=self.space.uid,
            device_uid=sender.device,
            fields=fields,
        )

    def store(
        self,
        kind: str,
        content: dict[str, Any],
        *,
        rows: Rows | None = None,
        write: Write | None = None,
        outcome: Outcome = Outcome.RECORDED,
    ) -> Stored:
        """`core.receipts.store_once` for this act: give `rows` where nothing is looked at, else `write`."""
        sender = self._sender
        return store_once(
            uid=self.uid,
            kind=kind,
            content=content | {"happened_at": self.moment.said},
            by=sender.person,
            space_uid=self.space.uid,
            device_uid=sender.device,
            rows=rows,
            write=write,
            unit=self.unit,
            outcome=outcome,
        )

    @property
    def _sender(self) -> Sender:
        return self.sender or Sender(self.by)
