"""Seats: the secretariat gives and ends them. No seat is ever deleted."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from opstap.accounts import services as accounts
from opstap.accounts.models import User
from opstap.core import audit
from opstap.label.models import Part, Scheme, Seat
from opstap.spaces.models import Organisation


@dataclass(frozen=True)
class Given:
    """What became of giving a seat."""

    seat: Seat
    is_new_seat: bool


@transaction.atomic
def give_seat(
    *,
    scheme: Scheme,
    email: str,
    name: str,
    language: str,
    part: Part,
    by: User | None,
    organisation: Organisation | None = None,
    body: str = "",
) -> Given:
    """The person of this e-mail sits there from today; her account is made when there is none.

    Who holds the seat already keeps it as it is.
    """
    person, _new = accounts.get_or_add_person(email=email, name=name, language=language, by=by)
    User.objects.select_for_update().get(pk=person.pk)
    known = Seat.objects.filter(scheme=scheme, user=person, part=part, valid_until__isnull=True).first()
    if known is not None:
        return Given(known, False)
    seat = Seat.objects.create(
        scheme=scheme,
        user=person,
        part=part,
        organisation=organisation,
        body="" if organisation else body,
        valid_from=timezone.localdate(),
    )
    audit.record("label_seat.given", by=by, kind="label_seat", uid=seat.uid, fields=["part", "valid_from"])
    return Given(seat, True)


@transaction.atomic
def end_seat(*, seat: Seat, last_day: date, by: User) -> Seat:
    """The seat holds until the end of `last_day`; a day before its first day becomes that first day."""
    seat.valid_until = max(last_day, seat.valid_from)
    seat.save(update_fields=["valid_until"])
    audit.record("label_seat.ended", by=by, kind="label_seat", uid=seat.uid, fields=["valid_until"])
    return seat
