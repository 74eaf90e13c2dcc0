"""One account is erased because the person asks: nothing of her is left but a row without a name.

Refused while she has a role. What the law keeps a while longer is said; the nightly rule erases it then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.accounts.retention import erase_accounts
from opstap.core import audit, retention
from opstap.keeping.models import Erasure
from opstap.keeping.services import journal
from opstap.keeping.services.erasing import PERSON, digest_of
from opstap.keeping.services.showing import shown_rule
from opstap.spaces.models import Membership
from opstap.spaces.retention import ACCOUNTS


class StillHasARoleError(Exception):
    """Roles end first: somebody who works here cannot be erased."""


class AlreadyErasedError(Exception):
    """Nothing of this person is left."""


@dataclass(frozen=True)
class Stays:
    """Rows that stay and point to the nameless account: how many, of what, why, or what ends them."""

    name: str
    number: int
    why: str


def has_role(person: User, today: date | None = None) -> bool:
    """Today or later."""
    today = today or timezone.localdate()
    ended = Membership.objects.filter(user=person, valid_until__lt=today)
    return Membership.objects.filter(user=person).exclude(pk__in=ended.values("pk")).exists()


def holds_on(person: User) -> list[retention.Hold]:
    """The grounds on which the law keeps her name a while longer."""
    rows = User.objects.filter(pk=person.pk)
    return [hold for hold in ACCOUNTS.holds if hold.rows(rows).exists()]


def what_stays(person: User) -> list[Stays]:
    """What was recorded by or about her under her account, by kind; kinds without a row are left out."""
    return [stays for stays in _what_points_to(person) if stays.number]


def _what_points_to(person: User) -> Iterator[Stays]:
    for kept in retention.all_kept():
        yield Stays(str(kept.name), _pointing(kept.fields, person), str(kept.reason))
    for rule in retention.all_rules():
        words = f"{shown_rule(rule).how_long.capitalize()}. {rule.effect}"
        yield Stays(str(rule.name), _pointing(rule.fields, person), words)


def _pointing(fields: tuple[str, ...], person: User) -> int:
    """Rows whose field points to her. What is part of the account itself goes with it."""
    number = 0
    for label in fields:
        model, name = _model_and_field(label)
        field: Any = model._meta.get_field(name)
        if isinstance(field, models.ForeignKey) and field.related_model is User and not _is_own(label):
            number += model._default_manager.filter(**{name: person}).count()
    return number


def _is_own(label: str) -> bool:
    return label.startswith(("mfa.", "account."))


def _model_and_field(label: str) -> tuple[type[models.Model], str]:
    app, model, name = label.split(".")
    return apps.get_model(app, model), name


@transaction.atomic
def erase_person(*, person: User, by: User) -> Erasure:
    """Erase her account now. Raises StillHasARoleError or AlreadyErasedError; nothing is then changed."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.erased_at is not None:
        raise AlreadyErasedError
    if has_role(person):
        raise StillHasARoleError
    held = holds_on(person)
    _erase(person, keep_name=bool(held))
    audit.record("person.erased", by=by, kind="user", uid=person.uid, fields=["email", "name"])
    now = timezone.now()
    proof = Erasure.objects.create(
        rule=PERSON,
        at=now,
        cut_off=now,
        number=1,
        digest=digest_of([str(person.uid)]),
        held={hold.code: 1 for hold in held},
        subject=person.uid,
        by=by,
    )
    journal.write(proof)
    return proof


def _erase(person: User, *, keep_name: bool) -> None:
    erase_accounts(User.objects.filter(pk=person.pk), names=not keep_name)


@transaction.atomic
def erase_person_again(proof: Erasure) -> bool:
    """After a restore: as the proof says. A role that the backup still knows ends the day before the erasure.

    False when there is nothing to erase: the account is not in the backup, or is erased in it.
    """
    assert proof.subject is not None
    person = User.objects.select_for_update().filter(uid=proof.subject, erased_at__isnull=True).first()
    if person is None:
        return False
    _end_roles(person, proof.at)
    _erase(person, keep_name=bool(holds_on(person)))
    return True


def _end_roles(person: User, erased: datetime) -> None:
    last = timezone.localdate(erased) - timedelta(days=1)
    open_roles = Membership.objects.filter(user=person).exclude(valid_until__lte=last)
    for role in open_roles:
        role.valid_until = max(last, role.valid_from or last)
        role.save(update_fields=["valid_until"])
