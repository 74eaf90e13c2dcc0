"""What one request to the desk brings beside its acts: who sends, the team, and what its clock is worth."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

from django.db import connection
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core.prepared import Prepared, as_day, key_marks, prepare, with_keys
from opstap.desk.models import EService
from opstap.desk.services import Sender
from opstap.spaces.models import Space
from opstap.spaces.permissions import worked_at

_SPACE, _ORGANISATION = key_marks(2)
_DAY = date(1899, 1, 3)
_COLUMNS = [field.attname for field in EService._meta.concrete_fields]


def e_services_of(space: Space) -> dict[uuid.UUID, EService]:
    """By id: of the lists of the networks the space belongs to. As `EService.objects.known_at`."""
    values = {
        **with_keys([space.pk, space.organisation_id]),
        as_day(_DAY): as_day(timezone.localdate()),
    }
    known = (EService.from_db(connection.alias, _COLUMNS, row) for row in _e_services_sql().run(values))
    return {service.uid: service for service in known}


@lru_cache(maxsize=1)
def _e_services_sql() -> Prepared:
    """Of a space without an organisation no list matches the missing key."""
    known = EService.objects.of_networks_with(_SPACE, _ORGANISATION, _DAY)
    return prepare(known.order_by().values_list(*_COLUMNS))


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
