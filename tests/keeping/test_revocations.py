"""What was revoked after a backup is revoked again after its restore: the journal, and each kind of it."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from opstap.accounts.models import User
from opstap.accounts.services import remove_second_factor
from opstap.core import journals, revocations
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry
from opstap.desk import services
from opstap.desk.models import DeskDevice
from opstap.desk.services.computers import leave_all_computers
from opstap.spaces.models import Membership
from opstap.spaces.services import people
from tests.accounts.phone import give_phone
from tests.factories import make_administrator, make_animator, make_computer, make_coordinator, make_space

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def trail(action: str) -> list[User | None]:
    """By whom, the oldest first."""
    return [entry.actor for entry in AuditEntry.objects.filter(action=action).order_by("pk")]


def again_and_again() -> tuple[int, int]:
    """How many were done again, and the second time."""
    return revocations.apply_again(), revocations.apply_again()


def test_a_role_ends_again_on_the_day_said_last() -> None:
    today, space = timezone.localdate(), make_space()
    nadia, noor = make_coordinator(space), make_animator(space)
    role = Membership.objects.get(user=noor)
    for last_day in (today + 9 * DAY, today - DAY):
        people.end_role(membership=role, last_day=last_day, by=nadia)
    assert again_and_again() == (0, 0)
    Membership.objects.filter(pk=role.pk).update(valid_until=None)

    assert again_and_again() == (1, 0)
    role.refresh_from_db()
    assert role.valid_until == today - DAY
    assert trail("role.ended") == [nadia, nadia, None]


def test_a_role_given_again_stays() -> None:
    space = make_space()
    nadia, noor = make_coordinator(space), make_animator(space)
    today = timezone.localdate()
    people.end_role(membership=Membership.objects.get(user=noor), last_day=today - DAY, by=nadia)
    given = Membership.objects.create(user=noor, role="animator", space=space, valid_from=today)
    assert again_and_again() == (0, 0)
    given.refresh_from_db()
    assert given.valid_until is None


def test_a_computer_is_revoked_again() -> None:
    space = make_space()
    nadia, noor = make_coordinator(space), make_animator(space)
    device, _token = make_computer(space)
    kept, _token = make_computer(space)
    revoked = services.revoke_computer(device=device, by=nadia)
    now = timezone.now()
    DeskDevice.objects.update(revoked_at=None, revoked_by=None, person=noor, acted_at=now)

    assert again_and_again() == (1, 0)
    device.refresh_from_db()
    kept.refresh_from_db()
    assert (device.revoked_at, device.revoked_by, device.person) == (revoked.revoked_at, nadia, None)
    assert (kept.revoked_at, kept.person) == (None, noor)
    assert trail("computer.revoked") == [nadia, None]


def test_nobody_is_at_a_desk_computer_after_a_restore() -> None:
    space = make_space()
    devices = [make_computer(space)[0] for _ in range(2)]
    DeskDevice.objects.filter(pk=devices[0].pk).update(person=make_animator(space), acted_at=timezone.now())
    assert (leave_all_computers(), leave_all_computers()) == (1, 0)
    assert DeskDevice.objects.filter(person__isnull=True, acted_at__isnull=True).count() == 2


def test_a_lost_phone_opens_nothing_again_and_the_new_one_stays() -> None:
    noor, ada = make_animator(make_space(), second_factor=False), make_administrator()
    give_phone(noor)
    lost = list(Authenticator.objects.filter(user=noor))
    others = Authenticator.objects.exclude(user=noor).count()
    remove_second_factor(user=noor, by=ada)
    give_phone(noor)
    new = set(Authenticator.objects.filter(user=noor).values_list("pk", flat=True))
    assert again_and_again() == (0, 0)
    Authenticator.objects.filter(pk__in=new).delete()
    Authenticator.objects.bulk_create(lost)

    assert again_and_again() == (1, 0)
    assert Authenticator.objects.filter(user=noor).count() == 0
    assert Authenticator.objects.exclude(user=noor).count() == others
    assert trail("person.second-factor-removed") == [ada, None]


def test_nothing_personal_stands_in_the_journal(data_dir: Path) -> None:
    space = make_space()
    nadia = make_coordinator(space, name="Nadia", email="nadia@example.org")
    noor = make_animator(space, name="Noor", email="noor@example.org")
    role = Membership.objects.get(user=noor)
    people.end_role(membership=role, last_day=timezone.localdate(), by=nadia)
    text = (data_dir / "revocations.jsonl").read_text()
    line = json.loads(text)
    assert sorted(line) == ["at", "by", "kind", "uid", "until"]
    assert (line["kind"], line["uid"], line["by"]) == ("role", str(role.uid), str(nadia.uid))
    assert [word for word in ("Noor", "Nadia", "example.org") if word in text] == []


def test_what_cannot_be_noted_is_not_revoked(data_dir: Path) -> None:
    space = make_space()
    nadia, noor = make_coordinator(space), make_animator(space)
    (data_dir / "revocations.jsonl").mkdir()
    with pytest.raises(OSError, match=r"revocations\.jsonl"):
        people.end_role(membership=Membership.objects.get(user=noor), last_day=timezone.localdate(), by=nadia)
    assert Membership.objects.get(user=noor).valid_until is None
    assert trail("role.ended") == []


def test_lines_in_any_order_half_written_or_of_a_newer_program(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[UUID, str]] = []

    def again(said: revocations.Revocation) -> bool:
        done.append((said.uid, said.until))
        return said.until != "nothing left"

    monkeypatch.setattr(revocations, "_REGISTER", {"badge": again})
    first, second, third = uuid7(), uuid7(), uuid7()
    at, by = timezone.now(), make_administrator()
    revocations.note("badge", uid=second, at=at + 2 * DAY, by=by, until="b")
    revocations.note("badge", uid=first, at=at + DAY, by=None, until="newest")
    revocations.note("badge", uid=first, at=at, by=by, until="older")
    revocations.note("key of a newer program", uid=first, at=at, by=by)
    revocations.note("badge", uid=third, at=at + 3 * DAY, by=by, until="nothing left")
    with revocations.path().open("a") as file:
        file.write('{"kind": "badge", "ui')

    assert revocations.apply_again() == 2
    assert done == [(first, "newest"), (second, "b"), (third, "nothing left")]
    # What comes after a half line begins on a line of its own.
    revocations.note("badge", uid=uuid7(), at=at, by=by)
    assert len(list(journals.lines(revocations.path()))) == 6


def test_without_a_journal_there_is_nothing_to_do_again() -> None:
    assert revocations.apply_again() == 0
