"""What happens at the door and at the desk: people enter, get help, or are sent away."""

import uuid
from collections import Counter
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit
from opstap.core.ids import child_id
from opstap.core.models import Receipt
from opstap.core.receipts import Stored, store_once
from opstap.desk.models import EService, HelpRecord, SentAway, Visit
from opstap.desk.services.given import HelpGiven
from opstap.desk.services.queue import Numbers, give_numbers
from opstap.desk.services.rows import helped, lock_visits, sent_moment, when
from opstap.desk.services.turns import settle_visit
from opstap.spaces.models import Space


def record_visits(
    *,
    space: Space,
    by: User,
    tap: uuid.UUID,
    people: int,
    happened_at: datetime | None,
    purpose: str = "",
    e_service: EService | None = None,
    numbers: Numbers | None = None,
) -> Stored:
    """Count `people` entries with one tap: a row for each person. None as `happened_at` means now.

    `numbers`: each of them gets a turn number.
    """

    def write(receipt: Receipt) -> None:
        moment = when(space, happened_at)
        visits = _add_visits(space, by, tap, people, moment, purpose=purpose, e_service=e_service)
        if numbers is not None:
            give_numbers(space, visits, numbers)
        audit.record("visits.recorded", by=by, kind="visit", uid=tap, space_uid=space.uid)

    content = {
        "people": people,
        "happened_at": sent_moment(happened_at),
        "purpose": purpose,
        "e_service": _uid(e_service),
    } | (numbers.content() if numbers else {})
    return store_once(uid=tap, kind="visits", content=content, by=by, space_uid=space.uid, write=write)


def record_help(
    *,
    space: Space,
    by: User,
    uid: uuid.UUID,
    happened_at: datetime | None,
    given: HelpGiven,
    visit: uuid.UUID | None = None,
) -> Stored:
    """Record help: for a visit already counted that day, else with a visit of its own, never both.

    `visit` is the id of that visit or of its tap; of several people counted with one tap, the help goes to
    one who had none yet. Remote help, help at home and elsewhere have no visit: nobody entered the space,
    and `visit` is then left aside.
    Raises ValidationError on "visit" when it is not, or no longer, counted that day.
    """
    reference = visit if given.is_in_the_space else None

    def write(receipt: Receipt) -> None:
        moment = when(space, happened_at)
        if not given.is_in_the_space:
            attached = None
        elif reference is None:
            [attached] = _add_visits(space, by, uid, 1, moment, e_service=given.e_service)
        else:
            attached = _visit_for_help(space, reference, moment)
        HelpRecord.objects.create(uid=uid, space=space, by=by, visit=attached, **moment, **given.columns())
        if reference is not None and attached is not None:
            settle_visit(attached.pk, by)
        audit.record("help.recorded", by=by, kind="help", uid=uid, space_uid=space.uid)

    content = given.content() | {"happened_at": sent_moment(happened_at), "visit": reference}
    return store_once(uid=uid, kind="help", content=content, by=by, space_uid=space.uid, write=write)


def record_sent_away(
    *, space: Space, by: User, uid: uuid.UUID, happened_at: datetime | None, reason: str
) -> Stored:
    """Somebody could not be helped. Not a visit."""

    def write(receipt: Receipt) -> None:
        SentAway.objects.create(uid=uid, space=space, by=by, reason=reason, **when(space, happened_at))
        audit.record("sent_away.recorded", by=by, kind="sent_away", uid=uid, space_uid=space.uid)

    content = {"reason": reason, "happened_at": sent_moment(happened_at)}
    return store_once(uid=uid, kind="sent_away", content=content, by=by, space_uid=space.uid, write=write)


def _uid(e_service: EService | None) -> str | None:
    return str(e_service.uid) if e_service else None


def _add_visits(
    space: Space, by: User, tap: uuid.UUID, people: int, moment: dict[str, Any], **fields: Any
) -> list[Visit]:
    common = {"space": space, "by": by, "tap": tap} | moment | fields
    rows = [Visit(uid=child_id(tap, number), position=number, **common) for number in range(people)]
    return Visit.objects.bulk_create(rows)


def _visit_for_help(space: Space, reference: uuid.UUID, moment: dict[str, Any]) -> Visit:
    visits = lock_visits(space, reference, moment["local_date"])
    if not visits:
        raise ValidationError(
            {"visit": _("That visit is not counted today, or it was undone. Choose another one.")}
        )
    times = Counter(helped(visits))
    return min(visits, key=lambda visit: (times[visit.pk], visit.position))
