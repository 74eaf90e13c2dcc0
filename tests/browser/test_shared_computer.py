"""The shared computer of a desk while the line is down: who is at it, an hour of quiet, revoked meanwhile."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from opstap.accounts.models import User
from opstap.core.models import Receipt
from opstap.desk import services
from opstap.desk.models import DeskDevice, Visit
from opstap.desk.views.sender import COOKIE
from opstap.spaces.models import Space
from tests.browser.line import try_again
from tests.browser.outage import OwnBrowser, Server, sign_in_at, until
from tests.browser.test_outage import DESK, RAW, SHELLS_ARE_KEPT, all_sent, waits
from tests.factories import (
    make_animator,
    make_computer,
    make_coordinator,
    make_network,
    make_organisation,
    make_space,
)

OpenPage = Callable[..., Page]
Axe = Callable[[Page], list[str]]
Team = dict[str, User]
Computer = tuple[DeskDevice, str]
PINS = {"Noor": "2580", "Ilse": "4711"}


@pytest.fixture
def space(transactional_db: None) -> Space:
    organisation = make_organisation(network=make_network("brussels"))
    return make_space("de-trede", organisation=organisation, names={"fr": "La Marche", "nl": "De Trede"})


@pytest.fixture
def team(space: Space, settings: Any) -> dict[str, User]:
    # As the server in a process of its own hashes them.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    people = {name: make_animator(space, name=name) for name in PINS}
    for name, person in people.items():
        services.set_pin(space=space, by=person, pin=PINS[name])
    return people


@pytest.fixture
def computer(space: Space) -> tuple[DeskDevice, str]:
    return make_computer(space)


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory, team: Team) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.kill()


def enrolled(context: BrowserContext, url: str, token: str) -> Page:
    age = datetime.now(UTC).timestamp() + 86400
    context.add_cookies([{"name": COOKIE, "value": token, "url": url, "httpOnly": True, "expires": age}])
    return context.pages[0] if context.pages else context.new_page()


def say_pin(page: Page, name: str, pin: str = "") -> None:
    page.wait_for_load_state("load")  # its script keeps a mark of the PIN; without it the form is a plain one
    page.get_by_role("radio", name=name).check()
    page.locator("input[name=pin]").fill(pin or PINS[name])
    page.get_by_role("button", name="To the desk").click()


def at_desk(page: Page, name: str) -> None:
    # A PIN takes long to check, here and at the server.
    expect(page.locator("#desk[data-ready]")).to_be_attached(timeout=30_000)
    expect(page.locator("#leave-desk strong")).to_have_text(name)
    expect(page.locator("#count")).to_be_visible()


def leave_desk(page: Page, question: str = "#f-ask") -> None:
    page.get_by_role("button", name="I leave the desk").click()
    expect(page.locator(question)).to_be_visible()


def test_two_people_switch_by_pin_without_a_line(
    own_browser: OwnBrowser, server: Server, team: Team, computer: Computer
) -> None:
    page = enrolled(own_browser.open(), server.url, computer[1])
    page.goto(DESK)
    say_pin(page, "Noor", "9999")
    expect(page.locator("#f-who")).to_contain_text("This PIN is not right.")
    for name in PINS:
        say_pin(page, name)
        at_desk(page, name)
        until(lambda: page.evaluate(SHELLS_ARE_KEPT), "the service workers keep no shells")
        leave_desk(page, "#f-who")
    say_pin(page, "Ilse")
    at_desk(page, "Ilse")
    server.kill()
    # The local storage would reach the disk only later: nothing may lean on it.
    page.evaluate("localStorage.clear()")
    own_browser.kill()

    page = own_browser.open().pages[0]
    page.goto(DESK)
    at_desk(page, "Ilse")
    page.keyboard.press("1")
    waits(page, 1)
    leave_desk(page)
    expect(page.locator("#count")).to_be_hidden()
    page.keyboard.press("8")
    say_pin(page, "Noor", PINS["Ilse"])
    expect(page.locator("#f-ask")).to_contain_text("This PIN is not right. Try again.")
    say_pin(page, "Noor")
    at_desk(page, "Noor")
    page.keyboard.press("2")
    waits(page, 2)
    raw = page.evaluate(RAW)
    assert [word for word in (*PINS, *PINS.values(), str(team["Noor"].uid)) if word in raw["rows"]] == []
    own_browser.kill()

    # A cookie reaches the disk only after half a minute: killed sooner, as here, the signed-in ones are lost.
    context = own_browser.open()
    context.clear_cookies()
    page = enrolled(context, server.url, computer[1])
    page.goto(DESK)
    at_desk(page, "Noor")
    page.keyboard.press("5")
    waits(page, 3)
    server.start()
    try_again(page)
    all_sent(page)
    expect(page.locator("#back-online")).to_be_visible(timeout=30_000)
    noted = Visit.objects.values_list("by__name", flat=True).order_by("pk")
    assert list(noted) == ["Ilse", *["Noor"] * 7]
    assert set(Receipt.objects.values_list("actor", "device_uid")) == {(None, computer[0].uid)}
    page.get_by_role("link", name="Say my PIN").click()
    say_pin(page, "Noor")
    expect(page.locator("#count-today")).to_have_text("8 visits today")


def test_a_computer_revoked_meanwhile_keeps_its_notes_and_says_what_to_do(
    own_browser: OwnBrowser,
    server: Server,
    space: Space,
    team: Team,
    computer: Computer,
) -> None:
    context = own_browser.open()
    page = enrolled(context, server.url, computer[1])
    page.goto(DESK)
    say_pin(page, "Noor")
    at_desk(page, "Noor")
    until(lambda: page.evaluate(SHELLS_ARE_KEPT), "the service workers keep no shells")
    server.kill()
    page.keyboard.press("8")
    waits(page, 1)
    services.revoke_computer(device=computer[0], by=make_coordinator(space))
    server.start()
    try_again(page)
    expect(page.locator("#ask")).to_contain_text("This computer does not belong to the desk any more.")
    expect(page.locator("#count")).to_be_hidden()
    expect(page.get_by_text("Unsent notes as a file")).to_be_visible()
    waits(page, 1)
    sign_in_at(context, server, team["Ilse"])
    page.goto(DESK)
    all_sent(page)
    assert list(Visit.objects.values_list("by__name", flat=True)) == ["Noor"] * 8
    page.keyboard.press("1")
    until(lambda: Visit.objects.filter(by=team["Ilse"]).count() == 1, "Ilse cannot count here")


@pytest.fixture
def shared(open_page: OpenPage, live_server: object, team: Team, computer: Computer) -> Page:
    """Noor is at the desk, and the line is gone."""
    page = open_page()
    enrolled(page.context, live_server.url, computer[1])  # type: ignore[attr-defined]
    page.goto(DESK)
    say_pin(page, "Noor")
    at_desk(page, "Noor")
    page.context.route("**/desk/de-trede/**", abort)
    return page


def abort(route: Route) -> None:
    route.abort()


def later(page: Page, **time: int) -> None:
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(**time))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_an_hour_without_an_act_closes_the_desk(shared: Page) -> None:
    later(shared, minutes=40)
    shared.keyboard.press("1")
    waits(shared, 1)
    later(shared, minutes=90)
    at_desk(shared, "Noor")
    later(shared, minutes=102)
    expect(shared.get_by_role("heading", name="Who are you?")).to_be_visible()
    expect(shared.locator("#today")).to_be_hidden()
    waits(shared, 1)
    say_pin(shared, "Noor")
    at_desk(shared, "Noor")


def test_wrong_pins_wait_then_need_the_line(shared: Page) -> None:
    leave_desk(shared)
    for _try in range(4):
        say_pin(shared, "Noor", "0000")
        expect(shared.locator("#f-ask .error")).to_have_text("This PIN is not right. Try again.")
    say_pin(shared, "Noor", "0000")
    expect(shared.locator("#f-ask .error")).to_contain_text("Too many tries. Wait until ")
    say_pin(shared, "Noor")
    expect(shared.locator("#f-ask .error")).to_contain_text("Too many tries. Wait until ")
    later(shared, minutes=16)
    for _try in range(4):
        say_pin(shared, "Noor", "0000")
        expect(shared.locator("#f-ask .error")).to_have_text("This PIN is not right. Try again.")
    say_pin(shared, "Noor", "0000")
    expect(shared.locator("#ask")).to_contain_text("Without a line nobody can be checked here")
    shared.keyboard.press("8")
    expect(shared.locator("#unsent")).to_have_attribute("data-state", "sent")


def test_after_sixteen_hours_the_line_is_needed(shared: Page) -> None:
    later(shared, hours=17)
    expect(shared.locator("#ask")).to_contain_text("nobody said a PIN at this computer in the last 16 hours")


@pytest.mark.parametrize("width", [320, 1280])
def test_everybody_can_say_who_she_is(shared: Page, axe: Axe, width: int) -> None:
    shared.set_viewport_size({"width": width, "height": 800})
    leave_desk(shared)
    say_pin(shared, "Noor", "0000")
    expect(shared.locator("#f-ask .error")).to_be_visible()
    assert axe(shared) == []
    assert shared.evaluate("document.documentElement.scrollWidth") == width
