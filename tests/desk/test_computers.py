"""The shared computer of a desk: enrolled once, a PIN says who is at it, one click revokes it."""

from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry, Receipt
from opstap.desk import services
from opstap.desk.models import DeskDevice, DeskPin, PinTries, Visit
from opstap.desk.views.sender import COOKIE
from opstap.spaces.models import Space
from tests.factories import make_animator, make_computer, make_coordinator, make_membership, make_space

DESK = "/en/desk/de-trede/"
PIN = "2580"


@pytest.fixture
def computer(space: Space) -> tuple[DeskDevice, Client]:
    device, token = make_computer(space)
    browser = Client()
    browser.cookies = SimpleCookie({COOKIE: token})
    return device, browser


@pytest.fixture
def pinned(space: Space, noor: User) -> User:
    services.set_pin(space=space, by=noor, pin=PIN)
    return noor


def choose(browser: Client, who: User, pin: str = PIN) -> int:
    return browser.post(f"{DESK}who/", {"person": who.uid, "pin": pin}).status_code


def tap(**fields: Any) -> dict[str, Any]:
    return {"kind": "visits", "id": str(uuid7()), "people": 1} | fields


def send(browser: Client, *items: dict[str, Any]) -> Any:
    return browser.post(f"{DESK}batch/", {"items": items}, "application/json")


# Enrolling and revoking


def test_a_coordinator_enrols_the_browser_she_sits_at(client: Client, space: Space) -> None:
    nadia = make_coordinator(space)
    client.force_login(nadia)
    assert client.post(f"{DESK}computers/", {"name": "Entrance"}).status_code == 302
    cookie, device = client.cookies[COOKIE], DeskDevice.objects.get()
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 400 * 86400)
    assert (device.letter, device.name, device.enrolled_by) == ("A", "Entrance", nadia)
    assert cookie.value not in device.token_hash
    assert "You are at computer A, Entrance." in client.get(f"{DESK}computers/").text


def test_letters_are_those_of_live_computers(space: Space) -> None:
    nadia = make_coordinator(space)
    first, second = (services.enrol_computer(space=space, by=nadia, name="x")[0] for _ in range(2))
    services.revoke_computer(device=first, by=nadia)
    third, _token = services.enrol_computer(space=space, by=nadia, name="x")
    assert (first.letter, second.letter, third.letter) == ("A", "B", "A")


def test_one_click_revokes_it_for_everything(
    client: Client, space: Space, pinned: User, computer: tuple[DeskDevice, Client]
) -> None:
    device, browser = computer
    choose(browser, pinned)
    client.force_login(make_coordinator(space))
    assert client.post(f"{DESK}computers/{device.uid}/revoke/").status_code == 302
    answers = [browser.get(f"{DESK}hello/"), send(browser, tap(author=str(pinned.uid)))]
    assert [(one.status_code, one.json()["error"]) for one in answers] == [(401, "revoked")] * 2
    assert browser.get(DESK)["Location"].startswith("/en/account/")
    assert AuditEntry.objects.filter(action="computer.revoked", object_uid=device.uid).count() == 1


# Sending by itself


def test_the_computer_sends_by_itself_for_the_one_who_noted(
    space: Space, noor: User, computer: tuple[DeskDevice, Client]
) -> None:
    device, browser = computer
    results = send(browser, tap(author=str(noor.uid)), tap()).json()["results"]
    assert [result["outcome"] for result in results] == ["stored", "refused"]
    assert list(results[1]["errors"]) == ["author"]
    receipt = Receipt.objects.get()
    assert (receipt.actor, receipt.device_uid, Visit.objects.get().by) == (None, device.uid, noor)
    entry = AuditEntry.objects.get(action="visits.recorded")
    assert (entry.actor, entry.device_uid) == (None, device.uid)


def test_hello_tells_the_computer_the_team_and_who_has_a_pin(
    space: Space, pinned: User, computer: tuple[DeskDevice, Client]
) -> None:
    device, browser = computer
    make_animator(space, name="Theo")
    said = browser.get(f"{DESK}hello/").json()
    assert said["device"] == {"uid": str(device.uid), "name": "Entrance", "letter": "A"}
    assert (said["person"], said["next_number"]) == (None, None)
    has_pin = {one["name"]: one["has_pin"] for one in said["people"]}
    assert (has_pin["Noor"], has_pin["Theo"]) == (True, False)


# Who is at it


def test_a_pin_opens_the_desk_of_that_space_and_nothing_else(
    space: Space, pinned: User, computer: tuple[DeskDevice, Client]
) -> None:
    device, browser = computer
    assert browser.get(DESK)["Location"] == f"{DESK}who/"
    assert (choose(browser, pinned), browser.get(DESK).status_code) == (302, 200)
    assert browser.post(DESK, tap()).status_code == 302
    assert (Receipt.objects.get().actor, Receipt.objects.get().device_uid) == (pinned, device.uid)
    closed = ["/en/home/", "/en/spaces/", f"{DESK}pin/", f"{DESK}computers/", "/en/figures/"]
    assert [browser.get(page).status_code for page in closed] == [302] * len(closed)
    assert all(browser.get(page)["Location"].startswith("/en/account/") for page in closed)


def test_a_pin_needs_no_second_factor(space: Space, computer: tuple[DeskDevice, Client]) -> None:
    theo = make_animator(space, second_factor=False)
    services.set_pin(space=space, by=theo, pin=PIN)
    assert (choose(computer[1], theo), computer[1].get(DESK).status_code) == (302, 200)


def test_another_space_s_desk_stays_closed(pinned: User, computer: tuple[DeskDevice, Client]) -> None:
    other = make_space("elsewhere")
    make_membership(pinned, space=other)
    choose(computer[1], pinned)
    assert computer[1].get("/en/desk/elsewhere/")["Location"].startswith("/en/account/")


@pytest.mark.parametrize("end", ["leaves", "an hour", "out of the team"])
def test_the_desk_closes(pinned: User, computer: tuple[DeskDevice, Client], end: str) -> None:
    browser = computer[1]
    choose(browser, pinned)
    if end == "leaves":
        browser.post(f"{DESK}leave/")
    elif end == "an hour":
        DeskDevice.objects.update(acted_at=timezone.now() - timedelta(minutes=61))
    else:
        pinned.memberships.update(valid_until=timezone.localdate() - timedelta(days=1))
    assert browser.get(DESK)["Location"] == f"{DESK}who/"


def test_five_wrong_pins_lock_that_person_at_that_computer(
    space: Space, pinned: User, computer: tuple[DeskDevice, Client]
) -> None:
    device, browser = computer
    assert [choose(browser, pinned, "9999") for _ in range(5)] == [400] * 5
    assert (choose(browser, pinned), browser.get(DESK).status_code) == (400, 302)
    theo = make_animator(space)
    services.set_pin(space=space, by=theo, pin="1470")
    assert choose(browser, theo, "1470") == 302
    PinTries.objects.update(locked_until=timezone.now())
    assert choose(browser, pinned) == 302
    assert AuditEntry.objects.filter(action="pin.locked", device_uid=device.uid).count() == 1


def test_a_right_pin_forgets_the_wrong_ones(pinned: User, computer: tuple[DeskDevice, Client]) -> None:
    for _ in range(2):
        assert [choose(computer[1], pinned, "9999") for _ in range(4)] == [400] * 4
        assert choose(computer[1], pinned) == 302


def test_without_a_pin_and_out_of_the_team_nobody_gets_in(
    space: Space, noor: User, computer: tuple[DeskDevice, Client]
) -> None:
    assert (choose(computer[1], noor), choose(computer[1], make_animator(make_space()))) == (400, 400)


def test_choosing_changes_the_token_of_forms(pinned: User, computer: tuple[DeskDevice, Client]) -> None:
    browser = computer[1]
    browser.get(f"{DESK}who/")
    before = browser.cookies["csrftoken"].value
    choose(browser, pinned)
    assert browser.cookies["csrftoken"].value != before


def test_a_forged_form_is_refused(pinned: User, computer: tuple[DeskDevice, Client]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = computer[1].cookies
    assert (choose(strict, pinned), send(strict, tap()).json()["error"]) == (403, "csrf")


# The PIN


@pytest.mark.parametrize(
    ("pin", "again", "said"),
    [
        ("123", "123", "A PIN has 4 to 6 digits."),
        ("١٢٣٩", "١٢٣٩", "A PIN has 4 to 6 digits."),
        ("1111", "1111", "too easy to guess"),
        ("3456", "3456", "too easy to guess"),
        ("2580", "2581", "The two PINs are not the same."),
    ],
)
def test_a_pin_that_is_refused(client: Client, noor: User, pin: str, again: str, said: str) -> None:
    client.force_login(noor)
    response = client.post(f"{DESK}pin/", {"pin": pin, "again": again})
    assert (response.status_code, said in response.text, DeskPin.objects.count()) == (400, True, 0)


def test_a_pin_is_hashed_and_a_new_one_takes_its_place(client: Client, noor: User) -> None:
    client.force_login(noor)
    for pin in (PIN, "1470"):
        assert client.post(f"{DESK}pin/", {"pin": pin, "again": pin}).status_code == 302
    assert "1470" not in DeskPin.objects.get().secret
    assert AuditEntry.objects.filter(action="pin.set", object_uid=noor.uid).count() == 2
