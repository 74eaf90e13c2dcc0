"""Acts at the desk for the tests, each with an id of its own unless one is given."""

import uuid
from datetime import datetime
from typing import Any

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.desk import services
from opstap.desk.models import HelpRecord, SentAway, Turn, Visit
from opstap.desk.services import Act, HelpGiven, Numbers, Target
from opstap.desk.services.clocks import as_said
from opstap.spaces.models import Space


def act(
    space: Space,
    by: User,
    *,
    uid: uuid.UUID | None = None,
    happened_at: datetime | None = None,
    **fields: Any,
) -> Act:
    return Act(uid=uid or uuid7(), space=space, by=by, moment=as_said(happened_at), **fields)


def tap(space: Space, by: User, people: int = 1, **fields: Any) -> uuid.UUID:
    """Count people; the id of the tap."""
    circumstances = {name: fields.pop(name) for name in ("uid", "happened_at") if name in fields}
    done = act(space, by, **circumstances)
    services.record_visits(act=done, people=people, **fields)
    return done.uid


def help_with(
    space: Space,
    by: User,
    *,
    visit: uuid.UUID | None = None,
    uid: uuid.UUID | None = None,
    happened_at: datetime | None = None,
    **given: Any,
) -> HelpRecord:
    done = act(space, by, uid=uid, happened_at=happened_at)
    record = HelpGiven(**{"theme": "digital:email", "minutes": 15} | given)
    services.record_help(act=done, given=record, visit=visit)
    return HelpRecord.objects.get(uid=done.uid)


def send_away(space: Space, by: User, reason: str = "busy") -> uuid.UUID:
    done = act(space, by)
    services.record_sent_away(act=done, reason=reason)
    return done.uid


def undo(space: Space, by: User, what: Target, target: uuid.UUID, **fields: Any) -> None:
    services.void(act=act(space, by, **fields), what=what, target=target)


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
