"""What happens at the door and at the desk: people enter, get help, or are sent away."""

import uuid
from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from opstap.core.ids import child_id
from opstap.core.models import AuditEntry, Receipt
from opstap.core.receipts import Stored
from opstap.desk.models import EService, HelpRecord, SentAway, Visit
from opstap.desk.services.acts import Act
from opstap.desk.services.given import HelpGiven
from opstap.desk.services.queue import Numbers, give_numbers
from opstap.desk.services.rows import helped, lock_visits
from opstap.desk.services.turns import settle_visit


def record_visits(
    *,
    act: Act,
    people: int,
    purpose: str = "",
    e_service: EService | None = None,
    numbers: Numbers | None = None,
) -> Stored:
    """Count `people` entries with one tap: a row for each person. The id of the act is that of the tap.

    `numbers`: each of them gets a turn number.
    """
    content = {"people": people, "purpose": purpose, "e_service": _uid(e_service)}

    def visits() -> list[Visit]:
        return _visits(act, people, purpose=purpose, e_service=e_service)

    def audit_entry() -> AuditEntry:
        return act.audit_entry("visits.recorded", "visit", act.uid)

    if numbers is None:
        return act.store("visits", content, rows=lambda _receipt: [*visits(), audit_entry()])

    def write(receipt: Receipt) -> None:
        give_numbers(act.space, Visit.objects.bulk_create(visits()), numbers)
        audit_entry().save(force_insert=True)

    return act.store("visits", content | numbers.content(), write=write)


def record_help(*, act: Act, given: HelpGiven, visit: uuid.UUID | None = None) -> Stored:
    """Record help: for a visit already counted that day, else with a visit of its own, never both.

    `visit` is the id of that visit or of its tap; of several people counted with one tap, the help goes to
    one who had none yet. Remote help, help at home and elsewhere have no visit: nobody entered the space,
    and `visit` is then left aside.
    Raises ValidationError on "visit" when it is not, or no longer, counted that day.
    """
    reference = visit if given.is_in_the_space else None
    content = given.content() | {"visit": reference}

    def help_at(attached: Visit | None) -> list[Model]:
        record = HelpRecord(uid=act.uid, visit=attached, **act.columns(), **given.columns())
        return [record, act.audit_entry("help.recorded", "help", act.uid)]

    def rows(receipt: Receipt) -> list[Model]:
        if not given.is_in_the_space:
            return help_at(None)
        [own] = _visits(act, 1, e_service=given.e_service)
        return [own, *help_at(own)]

    if reference is None:
        return act.store("help", content, rows=rows)

    def write(receipt: Receipt) -> None:
        attached = _visit_for_help(act, reference)
        for row in help_at(attached):
            row.save(force_insert=True)
        settle_visit(attached.pk, act.by)

    return act.store("help", content, write=write)


def record_sent_away(*, act: Act, reason: str) -> Stored:
    """Somebody could not be helped. Not a visit."""

    def rows(receipt: Receipt) -> list[Model]:
        sent_away = SentAway(uid=act.uid, reason=reason, **act.columns())
        return [sent_away, act.audit_entry("sent_away.recorded", "sent_away", act.uid)]

    return act.store("sent_away", {"reason": reason}, rows=rows)


def _uid(e_service: EService | None) -> str | None:
    return str(e_service.uid) if e_service else None


def _visits(act: Act, people: int, **fields: Any) -> list[Visit]:
    common = {"tap": act.uid} | act.columns() | fields
    return [Visit(uid=child_id(act.uid, number), position=number, **common) for number in range(people)]


def _visit_for_help(act: Act, reference: uuid.UUID) -> Visit:
    visits = lock_visits(act.space, reference, act.day)
    if not visits:
        raise ValidationError(
            {"visit": _("That visit is not counted today, or it was undone. Choose another one.")}
        )
    times = Counter(helped(visits))
    return min(visits, key=lambda visit: (times[visit.pk], visit.position))
