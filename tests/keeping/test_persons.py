"""A person asks to be erased; and what was erased is erased again after a restore."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone, translation

from opstap.accounts.models import User
from opstap.core.models import AuditEntry, Remark
from opstap.keeping.models import Erasure
from opstap.keeping.services import erasing, persons
from opstap.keeping.services.restoring import Again, apply_erasures_again
from opstap.spaces.models import Membership, Role
from tests.census.events import visit
from tests.factories import (
    make_administrator,
    make_animator,
    make_assignment,
    make_post,
    make_remark,
    make_space,
)
from tests.keeping.rows import person_who_left

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def leaver(**fields: str) -> User:
    """Somebody whose last day was yesterday."""
    person: User = person_who_left(timezone.now(), **fields)
    return person


def test_nothing_is_left_but_a_row_without_a_name(data_dir: Path) -> None:
    admin = make_administrator()
    person = leaver(name="Noor Janssens", public_name="Noor", email="noor@example.org", password="long one")
    visit(make_space(), by=person)
    client = Client()
    client.force_login(person)

    proof = persons.erase_person(person=person, by=admin)

    person.refresh_from_db()
    assert (person.name, person.email, person.public_name, person.is_active, person.last_login) == (
        "N. N.",
        f"{person.uid}@erased.invalid",
        "",
        False,
        None,
    )
    assert person.erased_at is not None
    assert person.has_usable_password() is False
    assert Authenticator.objects.filter(user=person).count() == 0
    assert client.get("/fr/home/").status_code == 302
    assert (proof.rule, proof.number, proof.subject, proof.by) == ("person", 1, person.uid, admin)
    entry = AuditEntry.objects.get(action="person.erased")
    assert (entry.object_uid, entry.actor, entry.fields) == (person.uid, admin, ["email", "name"])
    journal = (data_dir / "erasures.jsonl").read_text()
    assert json.loads(journal)["subject"] == str(person.uid)
    assert "Noor" not in journal
    assert "example.org" not in journal


def test_nothing_in_the_database_names_her_any_more() -> None:
    person = leaver(name="Noor Janssens", public_name="Noor", email="noor@example.org")
    persons.erase_person(person=person, by=make_administrator())

    assert User.objects.filter(name__icontains="noor").exists() is False
    assert User.objects.filter(email__icontains="noor").exists() is False


@pytest.mark.parametrize("days", [None, 0, 30])
def test_somebody_with_a_role_is_refused(days: int | None) -> None:
    until = None if days is None else timezone.localdate() + days * DAY
    person = leaver(name="Noor")
    Membership.objects.create(user=person, role=Role.ANIMATOR, space=make_space(), valid_until=until)

    with pytest.raises(persons.StillHasARoleError):
        persons.erase_person(person=person, by=make_administrator())
    person.refresh_from_db()
    assert (person.name, Erasure.objects.count()) == ("Noor", 0)


def test_nobody_is_erased_twice() -> None:
    person, admin = leaver(), make_administrator()
    persons.erase_person(person=person, by=admin)

    with pytest.raises(persons.AlreadyErasedError):
        persons.erase_person(person=person, by=admin)
    assert Erasure.objects.count() == 1


def test_the_accounts_keep_her_name_and_nothing_else_until_the_hold_ends() -> None:
    person = leaver(name="Noor", email="noor@example.org")
    post = make_assignment(make_post(make_space()), person, valid_until=timezone.localdate())
    proof = persons.erase_person(person=person, by=make_administrator())

    person.refresh_from_db()
    assert (person.name, person.erased_at, proof.held) == ("Noor", None, {"accounts": 1})
    assert person.email == f"{person.uid}@erased.invalid"
    post.valid_until = timezone.localdate().replace(year=timezone.localdate().year - 8)
    post.save()
    Membership.objects.filter(user=person).update(valid_until=timezone.localdate() - 1000 * DAY)
    assert erasing.erase_by(persons.ACCOUNTS) == 1
    person.refresh_from_db()
    assert person.name == "N. N."


def test_what_stays_is_said_with_its_number() -> None:
    person = leaver()
    visit(make_space(), times=3, by=person)

    with translation.override("en"):
        stays = {one.name: one.number for one in persons.what_stays(person)}
    assert stays == {"Who counted a visit or noted help": 3, "Roles that have ended": 1}


def test_after_a_restore_everything_is_erased_again(data_dir: Path) -> None:
    """The backup is of before: she still has her role, and the remark is there again."""
    admin, person = make_administrator(), make_animator(make_space(), name="Noor", email="noor@example.org")
    Membership.objects.filter(user=person).update(valid_until=timezone.localdate() - DAY)
    remark = {"text": "old", "handled_at": timezone.now() - 400 * DAY}
    make_remark(**remark)
    persons.erase_person(person=person, by=admin)
    rule = erasing.retention.rule("core.remark")
    erasing.erase_by(rule)
    # The database of before the erasures, with a period that was longer then.
    _as_it_was(person)
    make_remark(**remark)
    erasing.choose_period(rule=rule, period=36, by=admin)

    again = apply_erasures_again()

    person.refresh_from_db()
    assert (person.name, person.email) == ("N. N.", f"{person.uid}@erased.invalid")
    assert Membership.objects.get(user=person).valid_until == timezone.localdate() - DAY
    assert Remark.objects.count() == 0
    assert again == Again(proofs=0, people=1, rows=1)
    assert apply_erasures_again() == Again(proofs=0, people=0, rows=0)


def _as_it_was(person: User) -> None:
    User.objects.filter(pk=person.pk).update(
        name="Noor", email="noor@example.org", erased_at=None, is_active=True
    )
    Membership.objects.filter(user=person).update(valid_until=None)


def test_proofs_the_backup_does_not_know_are_put_back(data_dir: Path) -> None:
    make_remark(handled_at=timezone.now() - 400 * DAY)
    erasing.erase_by(erasing.retention.rule("core.remark"))
    known = Erasure.objects.get()
    line = json.loads((data_dir / "erasures.jsonl").read_text())
    line["uid"] = "0190b5c0-0000-7000-8000-000000000001"
    with (data_dir / "erasures.jsonl").open("a") as file:
        file.write(json.dumps(line) + "\n" + '{"uid": "half a li')

    assert apply_erasures_again().proofs == 1
    put_back = Erasure.objects.exclude(pk=known.pk).get()
    assert (put_back.digest, put_back.number, put_back.cut_off) == (known.digest, 1, known.cut_off)
    # What is written after a half line begins on a line of its own.
    make_remark(handled_at=timezone.now() - 400 * DAY)
    erasing.erase_by(erasing.retention.rule("core.remark"))
    assert json.loads((data_dir / "erasures.jsonl").read_text().splitlines()[-1])["number"] == 1


def test_without_a_journal_there_is_nothing_to_do_again() -> None:
    assert apply_erasures_again() == Again(0, 0, 0)
