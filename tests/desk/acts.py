"""Acts at the desk for the tests, each with an id of its own unless one is given."""

import uuid
from datetime import datetime
from typing import Any

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.desk import services
from opstap.desk.models import HelpRecord, SentAway, Turn, Visit
from opstap.desk.services import HelpGiven, Numbers, Target
from opstap.spaces.models import Space


def tap(space: Space, by: User, people: int = 1, **fields: Any) -> uuid.UUID:
    """Count people; the id of the tap."""
    uid = fields.pop("uid", None) or uuid7()
    fields = {"happened_at": None} | fields
    services.record_visits(space=space, by=by, tap=uid, people=people, **fields)
    return uid


def help_with(
    space: Space,
    by: User,
    *,
    visit: uuid.UUID | None = None,
    uid: uuid.UUID | None = None,
    happened_at: datetime | None = None,
    **given: Any,
) -> HelpRecord:
    uid = uid or uuid7()
    record = HelpGiven(**{"theme": "digital:email", "minutes": 15} | given)
    services.record_help(space=space, by=by, uid=uid, happened_at=happened_at, given=record, visit=visit)
    return HelpRecord.objects.get(uid=uid)


def send_away(space: Space, by: User, reason: str = "busy") -> uuid.UUID:
    uid = uuid7()
    services.record_sent_away(space=space, by=by, uid=uid, happened_at=None, reason=reason)
    return uid


def undo(space: Space, by: User, what: Target, target: uuid.UUID, **fields: Any) -> None:
    services.void(space=space, by=by, uid=uuid7(), what=what, target=target, **fields)


def counts(space: Space) -> dict[str, int]:
    """What counts at the space now."""
    return {
        "visits": Visit.objects.counted().at(space).count(),
        "help": HelpRecord.objects.counted().at(space).count(),
        "sent_away": SentAway.objects.counted().at(space).count(),
    }


def numbered(space: Space, by: User, people: int = 1, **fields: Any) -> list[Turn]:
    """Count people who each get a number; their turns, in order."""
    uid = tap(space, by, people, **{"numbers": Numbers()} | fields)
    return list(Turn.objects.filter(visit__tap=uid).order_by("visit__position"))
