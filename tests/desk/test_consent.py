"""The consent sheet and its register: numbers and days, never a name; what ends is shown."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.serializers import serialize
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from opstap.accounts.models import User
from opstap.core.models import AuditEntry
from opstap.desk import services
from opstap.desk.models import ConsentSheet
from opstap.desk.services.consent import months_after, rules
from opstap.spaces.models import Space
from tests.factories import make_consent, make_space

REGISTER = "/en/desk/de-trede/consent/"
DESK = "/en/desk/de-trede/"


def lasting(space: Space, by: User, days: int) -> ConsentSheet:
    """A sheet that is good so many days more; none left = it has ended."""
    sheet = make_consent(space, by=by)
    end = timezone.localdate() + timedelta(days=days)
    ConsentSheet.objects.filter(pk=sheet.pk).update(given_on=end - timedelta(days=365), expires_on=end)
    return sheet


def test_a_signed_sheet_gets_the_next_number_of_the_space(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    make_consent(make_space())
    today = timezone.localdate()
    for language in ("fr", "nl"):
        client.post(REGISTER, {"language": language, "given_on": today.isoformat()})
    rows = ConsentSheet.objects.at(space).order_by("number")
    assert [(row.number, row.language, row.given_on) for row in rows] == [(1, "fr", today), (2, "nl", today)]
    assert rows[0].expires_on == months_after(today, 12)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"language": "xx"}, "xx"),
        ({"language": ""}, "This field is required."),
        ({"given_on": "yesterday"}, "Write a day, such as 2026-04-14."),
        ({"given_on": "9999-12-31"}, "This day is still to come."),
        ({"given_on": "2019-01-01"}, "This is too long ago."),
        ({"given_on": "0001-01-01"}, "This is too long ago."),
    ],
)
def test_what_cannot_be_is_refused(
    client: Client, space: Space, noor: User, wrong: dict[str, str], message: str
) -> None:
    client.force_login(noor)
    response = client.post(REGISTER, {"language": "nl", "given_on": timezone.localdate().isoformat()} | wrong)
    assert (response.status_code, message in response.text) == (400, True)
    assert ConsentSheet.objects.count() == 0


def test_taken_back_once(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    sheet = make_consent(space, by=noor)
    for _time in range(2):
        assert client.post(f"{REGISTER}{sheet.uid}/withdraw/").status_code == 302
    sheet.refresh_from_db()
    assert sheet.withdrawn_on == timezone.localdate()
    rows = (
        AuditEntry.objects.filter(object_kind="consent_sheet").order_by("pk").values_list("action", flat=True)
    )
    assert list(rows) == ["consent.given", "consent.withdrawn"]
    foreign = make_consent(make_space())
    assert client.post(f"{REGISTER}{foreign.uid}/withdraw/").status_code == 404


def test_what_ends_soon_is_shown_to_the_team(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    assert client.get(DESK).context["consent_ending"] == 0
    ended, today, soon = (lasting(space, noor, days) for days in (-5, 0, 30))
    good = lasting(space, noor, 31)
    back = lasting(space, noor, 3)
    services.withdraw_sheet(sheet=back, by=noor)
    page = client.get(REGISTER)
    assert list(page.context["expiring"]) == [ended, today, soon]
    assert (list(page.context["good"]), list(page.context["withdrawn"])) == ([good], [back])
    assert page.text.count("ended on ") == 2
    assert "3 consent sheets end soon or have ended." in client.get(DESK).text


def test_no_name_can_be_kept(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    body = {
        "language": "nl",
        "given_on": timezone.localdate().isoformat(),
        "name": "Fatima",
        "note": "Fatima",
    }
    client.post(REGISTER, body)
    assert "Fatima" not in serialize("json", ConsentSheet.objects.all())
    assert ConsentSheet.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["You are there all the time.", "You type your secret codes yourself.", "national number"]),
        ("fr", ["Vous êtes là tout le temps.", "Vous tapez vos codes secrets vous-même.", "numéro national"]),
        ("nl", ["Je bent er de hele tijd bij.", "Je typt je geheime codes zelf.", "rijksregisternummer"]),
    ],
)
def test_the_sheet_states_the_rules(client: Client, noor: User, language: str, words: list[str]) -> None:
    client.force_login(noor)
    page = client.get(f"/{language}/desk/de-trede/consent/sheet/").text
    assert [word for word in words if word not in page] == []
    assert [mark in page for mark in ("data-listen hidden", "data-print hidden")] == [True, True]


@given(
    day=st.dates(date(2000, 1, 1), date(2090, 12, 31)),
    months=st.integers(1, 60),
)
def test_so_many_months_later_is_a_day_of_that_month(day: date, months: int) -> None:
    later = months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_the_period_is_data_with_a_version() -> None:
    assert (rules().months, date.fromisoformat(rules().version) >= date(2026, 11, 25)) == (12, True)
    assert json.dumps(rules().source) != '""'


def test_the_database_keeps_the_rules(space: Space, noor: User) -> None:
    sheet, other = make_consent(space, by=noor), make_consent(space, by=noor)
    for columns in ({"number": other.number}, {"expires_on": sheet.given_on}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ConsentSheet.objects.filter(pk=sheet.pk).update(**columns)


def test_the_service_refuses_days_that_cannot_be(space: Space, noor: User) -> None:
    today = timezone.localdate()
    days: list[Any] = [today + timedelta(days=1), today - timedelta(days=rules().late_days + 1)]
    for day in days:
        with pytest.raises(ValidationError):
            make_consent(space, day, by=noor)
