"""What a person is told about herself: on her page, and in the file that she takes along."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.test import Client

from opstap.accounts.models import DirectoryIdentity, User
from opstap.core import audit
from opstap.core.models import AuditEntry
from opstap.desk.models import DeskPin
from opstap.desk.services import computers
from opstap.keeping.services import own_data
from tests.census.events import visit
from tests.factories import (
    make_animator,
    make_assignment,
    make_coordinator,
    make_duty,
    make_invitation,
    make_post,
    make_remark,
    make_space,
    make_user,
)

pytestmark = pytest.mark.django_db

PAGE = "/en/keeping/mine/"
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def taken(person: User) -> dict[str, Any]:
    answer = browser(person).post(PAGE)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert "attachment" in answer["Content-Disposition"]
    found: dict[str, Any] = json.loads(answer.content)
    return found


def rows(found: dict[str, Any], key: str) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = found["told"][key]["rows"]
    return kept


@pytest.fixture
def noor() -> User:
    """A coordinator who uses all that an account has, beside a colleague who does as much."""
    space = make_space("ours", names={"fr": "La Marche"})
    for name in ("noor", "lina"):
        person = make_coordinator(
            space, name=name.title(), email=f"{name}@example.org", password=f"{name} pw"
        )
        data = {
            "name": f"Key of {name}",
            "credential": {"id": f"secret-{name}", "clientExtensionResults": {}},
        }
        Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)
        DirectoryIdentity.objects.create(
            user=person, issuer="https://login.example", subject=f"subject-{name}", connected_at=NOON
        )
        make_duty(space, person, starts_at=NOON, checked_in_at=NOON)
        make_assignment(make_post(space), person, qualification="none")
        make_invitation(space, f"invited-by-{name}@example.org", by=person, name=f"Invited by {name}")
        visit(space, by=person, times=3)
        computers.set_pin(space=space, by=person, pin="2580")
        AccessAttempt.objects.create(
            username=f"{name}@example.org",
            ip_address="192.0.2.7",
            user_agent="Somebody's browser",
            failures_since_start=2,
        )
        make_remark(f"I am {name}", email=f"{name}@example.org")
        audit.record("person.changed", by=person, kind="user", uid=person.uid, fields=["name"])
    return User.objects.get(email="noor@example.org")


def test_the_file_tells_each_kind_in_full(noor: User) -> None:
    found = taken(noor)
    assert found["about"]["format"] == own_data.FORMAT
    assert set(found["told"]) == {
        "account",
        "email_addresses",
        "second_factors",
        "directory_entries",
        "sessions",
        "failed_sign_ins",
        "roles",
        "assignments",
        "duties",
        "invitations_sent",
        "invitations_received",
        "desk_pins",
        "wrong_desk_pins",
        "label_seats",
        "label_mails_not_sent",
        "acts",
        "acts_on_account",
    }
    (account,) = rows(found, "account")
    assert (account["email"], account["name"], account["uid"]) == ("noor@example.org", "Noor", str(noor.uid))
    assert datetime.fromisoformat(account["date_joined"]) == noor.date_joined
    (duty,) = rows(found, "duties")
    assert (datetime.fromisoformat(duty["starts_at"]), duty["space"]["name"]) == (NOON, "La Marche")
    assert [one["name"] for one in rows(found, "second_factors")] == ["Key of noor", None]
    assert [row["role"] for row in rows(found, "roles")] == ["coordinator"]
    (tries,) = rows(found, "failed_sign_ins")
    assert (sorted(tries), tries["failures_since_start"]) == (["attempt_time", "failures_since_start"], 2)
    assert [row["issuer"] for row in rows(found, "directory_entries")] == ["https://login.example"]
    assert len(rows(found, "sessions")) == len(rows(found, "invitations_sent")) == 1


def test_what_she_recorded_is_counted_and_not_listed(noor: User) -> None:
    counted = taken(noor)["counted"]
    assert counted["desk.counted-by"]["numbers"]["desk.Visit.by"] == 3
    assert counted["core.remark"]["numbers"] == {"core.Remark.email": 1, "core.Remark.handled_by": 0}
    assert all(one["why_not_listed"] for one in counted.values())


def test_nobody_else_and_no_secret_stands_in_the_file_or_on_the_page(noor: User) -> None:
    client = browser(noor)
    told = [client.get(PAGE).text, client.post(PAGE).text]
    (pin,) = DeskPin.objects.filter(person=noor)
    lina = User.objects.get(email="lina@example.org")
    hidden = [
        "Lina",
        "lina",
        str(lina.uid),
        "Invited by",
        "invited-by",
        "192.0.2.7",
        "Somebody's",
        "I am noor",
    ]
    hidden += [noor.password, pin.secret, "secret-noor", str(client.session.session_key)]
    assert [(word, text[:40]) for text in told for word in hidden if word in text] == []


def test_the_page_says_in_words_what_is_kept_and_until_when(noor: User) -> None:
    page = browser(noor).get(PAGE).text
    words = [
        "Passkey, Key of noor, since",
        "La Marche, 24 November 2026, from",
        "24 months after the day of the duty",
    ]
    assert [word for word in words if word not in page] == []
    empty = page.partition("Of these nothing is kept now:")[2]
    assert ["Your seats" in empty, "Your roles" in empty] == [True, False]


def test_the_log_says_that_she_took_it_and_reading_writes_nothing(noor: User) -> None:
    before = AuditEntry.objects.count()
    browser(noor).get(PAGE)
    assert AuditEntry.objects.count() == before
    found = taken(noor)
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.action, entry.actor, entry.object_uid, entry.fields) == (
        "person.data-taken",
        noor,
        noor.uid,
        [],
    )
    assert rows(found, "acts")[0]["action"] == "person.data-taken"


def test_of_very_many_rows_the_newest_are_given_and_all_are_counted(
    noor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_data, "MOST_IN_A_FILE", 2)
    audit.record_many("duty.planned", by=noor, kind="duty", uids=[(noor.uid, None)] * 7)
    acts = taken(noor)["told"]["acts"]
    assert (acts["number"] >= 9, [row["action"] for row in acts["rows"]]) == (
        True,
        ["person.data-taken", "duty.planned"],
    )
    assert "more, in the file" in browser(noor).get(PAGE).text


def test_what_others_did_with_her_account_is_told_without_them(noor: User) -> None:
    administrator = make_user(name="Ada")
    audit.record("person.second-factor-removed", by=administrator, kind="user", uid=noor.uid)
    found = taken(noor)
    assert "person.second-factor-removed" in [row["action"] for row in rows(found, "acts_on_account")]
    assert "Ada" not in json.dumps(found)


def test_somebody_with_nothing_but_an_account_has_a_page_too() -> None:
    person = make_animator(make_space())
    page = browser(person).get(PAGE)
    assert (page.status_code, "Nowhere." in page.text) == (200, True)
