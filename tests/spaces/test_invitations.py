"""Invited by mail: the link opens once, for fourteen days, while who sent it may give the role."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from opstap.accounts.models import User
from opstap.core import revocations
from opstap.core.models import AuditEntry
from opstap.spaces.models import Invitation, Membership, Scope
from opstap.spaces.services import invitations
from tests import factories
from tests.accounts.small_directory import small_directory

pytestmark = pytest.mark.django_db

PEOPLE = "/en/spaces/people/"
PASSWORD = "drie kleine groene fietsen"
ANSWERS = {"name": "Lina Peeters", "language": "fr", "password1": PASSWORD, "password2": PASSWORD}
DAY = timedelta(days=1)


def path_of(link: str) -> str:
    return link.removeprefix("http://localhost:8000")


def asked(space: Any, coordinator: User) -> Any:
    client = Client()
    client.force_login(coordinator)
    sent = {"name": "Lina", "email": "Lina@Example.org", "language": "nl", "role": "animator"}
    return client.post(f"{PEOPLE}add/{Scope(space).key}/", sent)


def test_from_the_mail_to_the_first_page(client: Client) -> None:
    space = factories.make_space()
    coordinator = factories.make_coordinator(space, name="Noor")
    link = asked(space, coordinator).context["link"]
    letter = mail.outbox[0]
    assert (letter.to, link in letter.body, "Noor" in letter.body) == (["lina@example.org"], True, True)
    row = Invitation.objects.get()
    assert (User.objects.filter(email=row.email).count(), row.sent_at is not None) == (0, True)
    assert link.rstrip("/").rpartition("/")[2] not in str(Invitation.objects.values())

    assert client.get(path_of(link)).status_code == 200
    assert client.post(path_of(link), ANSWERS)["Location"] == "/nl/account/second-factor/set-up/"
    lina = User.objects.get(email="lina@example.org")
    assert (lina.name, lina.language, lina.check_password(PASSWORD)) == ("Lina Peeters", "fr", True)
    assert client.session["_auth_user_id"] == str(lina.pk)
    assert [(m.role, m.space, m.valid_from) for m in lina.memberships.all()] == [
        ("animator", space, timezone.localdate())
    ]
    assert Invitation.objects.count() == 0
    assert [Client().get(path_of(link)).status_code, Client().post(path_of(link), ANSWERS).status_code] == [
        404,
        404,
    ]


def test_without_a_password_she_goes_on_to_a_passkey(client: Client) -> None:
    _row, link = factories.make_invitation(factories.make_space(), "lina@example.org")
    answers = ANSWERS | {"password1": "", "password2": ""}
    assert client.post(path_of(link), answers)["Location"] == "/nl/account/passkeys/add/"
    assert User.objects.get(email="lina@example.org").has_usable_password() is False


def test_by_the_directory_she_needs_no_password_and_whatever_her_address_there_is(
    client: Client, settings: Settings
) -> None:
    _row, link = factories.make_invitation(factories.make_space(), "lina@example.org")
    answers = ANSWERS | {"password1": "", "password2": "", "by_directory": "1"}
    with small_directory() as known:
        settings.SIGN_IN_DIRECTORY = known.settings()
        assert "Adresboek" in client.get(path_of(link)).content.decode()
        there = client.post(path_of(link), answers)["Location"]
        back = client.get(known.let_in(there, sub="lina", email=None))
    lina = User.objects.get(email="lina@example.org")
    assert (back["Location"], lina.has_usable_password()) == ("/nl/account/second-factor/set-up/", False)
    assert [entry.subject for entry in lina.directory_identities.all()] == ["lina"]


def test_the_trail_names_nobody() -> None:
    space = factories.make_space()
    row, link = factories.make_invitation(space)
    coordinator = row.invited_by
    other, _link = factories.make_invitation(space, by=coordinator)
    invitations.withdraw(invitation=other, by=coordinator)
    Client().post(path_of(link), ANSWERS)
    lina = User.objects.get(email=row.email)
    rows = AuditEntry.objects.order_by("pk").values_list("action", "actor", "space_uid", "fields")
    assert list(rows) == [
        ("invitation.sent", coordinator.pk, space.uid, ["role", "space"]),
        ("invitation.sent", coordinator.pk, space.uid, ["role", "space"]),
        ("invitation.withdrawn", coordinator.pk, space.uid, []),
        ("person.added", coordinator.pk, None, ["email", "language", "name"]),
        ("role.given", coordinator.pk, space.uid, ["role", "space", "valid_from"]),
        ("invitation.taken-up", lina.pk, space.uid, []),
    ]


def test_sent_again_is_one_invitation_with_a_new_link() -> None:
    space = factories.make_space()
    coordinator = factories.make_coordinator(space)
    first = asked(space, coordinator).context["link"]
    second = asked(space, coordinator).context["link"]
    client = Client()
    client.force_login(coordinator)
    third = client.post(f"{PEOPLE}invitation/{Invitation.objects.get().uid}/again/").context["link"]
    opened = [Client().get(path_of(link)).status_code for link in (first, second, third)]
    assert (opened, Invitation.objects.count(), len(mail.outbox)) == ([404, 404, 200], 1, 3)


def test_a_mail_that_did_not_leave_is_said(client: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    space = factories.make_space()
    coordinator = factories.make_coordinator(space)
    page = asked(space, coordinator)
    assert (page.context["sent"], b"The mail did not leave." in page.content) == (False, True)
    client.force_login(coordinator)
    assert b"the mail did not leave" in client.get(PEOPLE).content


def test_it_is_over_after_fourteen_days_and_can_be_sent_again(client: Client) -> None:
    now = timezone.now()
    space = factories.make_space()
    young, link = factories.make_invitation(space, now=now - 13 * DAY)
    _old, late = factories.make_invitation(space, now=now - 15 * DAY, by=young.invited_by)
    assert [client.get(path_of(one)).status_code for one in (link, late)] == [200, 404]
    client.force_login(young.invited_by)
    assert b"over since" in client.get(PEOPLE).content


def test_withdrawn_it_opens_nothing_also_after_a_restore(client: Client) -> None:
    row, link = factories.make_invitation(factories.make_space())
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    client.force_login(row.invited_by)
    client.post(f"{PEOPLE}invitation/{row.uid}/withdraw/")
    assert (Invitation.objects.count(), Client().get(path_of(link)).status_code) == (0, 404)
    Invitation.objects.create(**kept)  # the backup was made before
    revocations.apply_again()
    assert Client().get(path_of(link)).status_code == 404


def test_who_left_meanwhile_lets_nobody_in(client: Client) -> None:
    row, link = factories.make_invitation(factories.make_space())
    Membership.objects.filter(user=row.invited_by).update(valid_until=timezone.localdate() - DAY)
    assert client.post(path_of(link), ANSWERS).status_code == 404
    assert User.objects.filter(email=row.email).count() == 0


def test_an_account_that_there_is_by_now_keeps_its_password(client: Client) -> None:
    space = factories.make_space()
    row, link = factories.make_invitation(space)
    known = factories.make_user(row.email, name="Lina", password=PASSWORD)
    other = "vier blauwe paraplu's"
    answer = client.post(path_of(link), ANSWERS | {"password1": other, "password2": other})
    known.refresh_from_db()
    assert (answer["Location"], known.name, known.check_password(PASSWORD)) == (
        "/nl/account/sign-in/",
        "Lina",
        True,
    )
    assert (known.memberships.get().space, "_auth_user_id" in client.session) == (space, False)


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"name": " "}, ["name"]),
        ({"language": "xx"}, ["language"]),
        ({"password1": "short", "password2": "short"}, ["password1", "password2"]),
        ({"password2": "another"}, ["password2"]),
        ({"password1": ""}, ["password2"]),
        ({"name": "a\x00b"}, ["name"]),
    ],
)
def test_a_wrong_answer_is_explained_and_writes_nothing(
    client: Client, answers: dict[str, str], wrong: list[str]
) -> None:
    row, link = factories.make_invitation(factories.make_space())
    page = client.post(path_of(link), ANSWERS | answers)
    assert (page.status_code, list(page.context["form"].errors)) == (200, wrong)
    assert (User.objects.filter(email=row.email).count(), Invitation.objects.count()) == (0, 1)


def test_each_sees_only_what_she_may_give(client: Client) -> None:
    network = factories.make_network()
    space, elsewhere = factories.make_space(network=network), factories.make_space()
    boss = factories.make_administrator()
    for where, role in ((space, "animator"), (space, "coordinator"), (elsewhere, "animator")):
        factories.make_invitation(where, role=role, by=boss)
    seen = {}
    for user in (factories.make_coordinator(space), factories.make_network_coordinator(network), boss):
        client.force_login(user)
        rows = client.get(PEOPLE).context["invitations"]
        seen[user.memberships.get().role] = [(row.role, row.space == space) for row in rows]
    assert seen == {
        "coordinator": [("animator", True), ("coordinator", True)],
        "network_coordinator": [("coordinator", True)],
        "administrator": [("animator", True), ("coordinator", True), ("animator", False)],
    }
