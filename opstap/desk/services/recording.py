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
from opstap.desk.models import CoachingSeries, EService, HelpRecord, SentAway, Visit
from opstap.desk.services.acts import Act
from opstap.desk.services.apart import keep_apart, reveals
from opstap.desk.services.coaching import touch_series
from opstap.desk.services.given import HelpGiven
from opstap.desk.services.queue import Numbers, give_numbers
from opstap.desk.services.rows import helped, lock_visits
from opstap.desk.services.turns import settle_visits


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


def record_help(
    *, act: Act, given: HelpGiven, visit: uuid.UUID | None = None, series: CoachingSeries | None = None
) -> Stored:
    """Record help: for visits already counted that day, else with visits of its own, never both.

    `visit` is the id of a visit or of a tap; of several people counted with one tap, the help goes to those
    who had least. One visit for each person. Remote help, help at home and elsewhere have no visit: nobody
    entered the space, and `visit` is then left aside.
    `series` is left out where something reveals (see `services.apart`). It is no part of the content: a hash
    of it could be guessed.
    Raises ValidationError on "visit" when fewer people than that are, or still are, counted there that day.
    """
    reference = visit if given.is_in_the_space else None
    content = given.content() | {"visit": reference}
    named = None if series is None or reveals(given) else series

    def record_at(attached: Visit | None) -> HelpRecord:
        return HelpRecord(uid=act.uid, visit=attached, series=named, **act.columns(), **given.columns())

    def own_visits() -> list[Visit]:
        return _visits(act, given.people, e_service=given.e_service) if given.is_in_the_space else []

    def rows(receipt: Receipt) -> list[Model]:
        own = own_visits()
        return [*own, record_at(next(iter(own), None)), _audit_help(act)]

    def write(receipt: Receipt) -> None:
        if reference is None:
            visits = Visit.objects.bulk_create(own_visits())
        else:
            visits = _visits_for_help(act, reference, given.people)
        record = record_at(next(iter(visits), None))
        record.save(force_insert=True)
        if given.people > 1:
            record.others.set(visits[1:])
        _audit_help(act).save(force_insert=True)
        settle_visits([attached.pk for attached in visits], act.by)
        if not keep_apart(visits) and named is not None:
            touch_series(named, act.day)

    if reference is None and given.people == 1 and named is None:
        return act.store("help", content, rows=rows)
    return act.store("help", content, write=write)


def _audit_help(act: Act) -> AuditEntry:
    return act.audit_entry("help.recorded", "help", act.uid)


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


def _visits_for_help(act: Act, reference: uuid.UUID, people: int) -> list[Visit]:
    visits = lock_visits(act.space, reference, act.day)
    if not visits:
        raise ValidationError(
            {"visit": _("That visit is not counted today, or it was undone. Choose another one.")}
        )
    if len(visits) < people:
        raise ValidationError(
            {"visit": _("Fewer people were counted then. Count those who are missing first.")}
        )
    times = Counter(helped(visits))
    return sorted(visits, key=lambda visit: (times[visit.pk], visit.position))[:people]
