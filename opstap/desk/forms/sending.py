"""What one request to the desk brings beside its acts: who sends, the team, and what its clock is worth."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils import timezone

from opstap.accounts.models import User
from opstap.desk.models import EService
from opstap.desk.services import Sender
from opstap.spaces.models import Space
from opstap.spaces.permissions import worked_at


def e_services_of(space: Space) -> dict[uuid.UUID, EService]:
    """By id: of the lists of the networks the space belongs to."""
    return {service.uid: service for service in EService.objects.known_at(space)}


@dataclass
class Sending:
    """`ahead`: what must be added to the client's clock; None when it did not tell its time.

    Asks for the same author once, however many acts she has in a batch.
    """

    space: Space
    sender: Sender
    ahead: timedelta | None = None
    received_at: datetime = field(default_factory=lambda: timezone.now())  # noqa: PLW0108 (tests give the time)
    _authors: dict[tuple[uuid.UUID, date], User | None] = field(default_factory=dict)

    @cached_property
    def e_services(self) -> dict[uuid.UUID, EService]:
        return e_services_of(self.space)

    def author(self, uid: uuid.UUID, day: date) -> User | None:
        """The person, if she works in the space today or did on that day."""
        if (uid, day) not in self._authors:
            today = timezone.localdate()
            team = worked_at(self.space, today) | worked_at(self.space, day)
            self._authors[uid, day] = team.filter(uid=uid).first()
        return self._authors[uid, day]
