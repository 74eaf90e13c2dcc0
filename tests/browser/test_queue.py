"""Eight people at the door at 9:05: numbers, calls by keys, the screen of the waiting room."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from opstap.accounts.models import User
from opstap.desk import services
from opstap.desk.models import HelpRecord, SentAway, Turn
from opstap.spaces.models import Space
from tests.browser.pages import another_page
from tests.desk.acts import act, numbered
from tests.factories import make_animator, make_network, make_organisation, make_space

OpenPage = Callable[..., Page]
SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]
DESK = "/en/desk/de-trede/"


@pytest.fixture
def space(transactional_db: None) -> Space:
    organisation = make_organisation(network=make_network("brussels"))
    return make_space("de-trede", organisation=organisation, names={"fr": "La Marche", "nl": "De Trede"})


@pytest.fixture
def noor(space: Space) -> User:
    return make_animator(space, name="Noor")


def states() -> list[str]:
    return list(Turn.objects.order_by("number").values_list("state", flat=True))


def test_a_morning_with_numbers_by_keys(page: Page, sign_in: SignIn, space: Space, noor: User) -> None:
    services.switch_numbers(space=space, by=noor, on=True)
    sign_in(page, noor)
    page.goto(DESK)
    screen = page.context.new_page()
    screen.goto(f"{DESK}screen/")
    page.keyboard.press("8")
    expect(page.locator("#queue-now")).to_contain_text("8 wait")
    page.get_by_label("to desk").select_option("2")
    page.get_by_role("heading", name="Queue").click()
    page.keyboard.press("n")
    expect(page.locator("#queue .said")).to_have_text("Number 1: called.")
    expect(screen.locator(".now .no")).to_have_text("1", timeout=15000)
    expect(screen.locator(".now")).to_contain_text("Allez au bureau 2")
    page.get_by_role("group", name="What was it about?").get_by_text("E-mail").click()
    page.get_by_role("group", name="How long?").get_by_text("15 min").click()
    page.get_by_role("heading", name="Queue").click()
    page.keyboard.press("b")
    expect(page.locator("#queue-now")).to_contain_text("1 closed today")
    assert HelpRecord.objects.get().visit == Turn.objects.get(number=1).visit
    for key, number in (("n", 2), ("l", 2), ("n", 3), ("g", 3)):
        said = page.locator("#queue .said")
        page.keyboard.press(key)
        expect(said).to_contain_text(f"Number {number}")
        expect(said).to_contain_text({"n": "called", "l": "left", "g": "helped"}[key])
        at_hand = page.get_by_role("button", name=re.compile(f"Has left.*{number}"))
        expect(at_hand).to_have_count(1 if key == "n" else 0)
    page.keyboard.press("n")
    expect(page.locator("#queue .said")).to_have_text("Number 4: called.")
    expect(page.get_by_role("button", name=re.compile("Has left.*4"))).to_be_visible()
    page.keyboard.press("x")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("too busy.*4")).click()
    expect(page.locator("#queue .said")).to_have_text("Number 4: could not be helped.")
    assert states() == ["helped", "left", "helped", "sent_away", *["waiting"] * 4]
    assert SentAway.objects.get().visit == Turn.objects.get(number=4).visit


def test_the_same_without_a_script(open_page: OpenPage, sign_in: SignIn, space: Space, noor: User) -> None:
    page = open_page(javascript=False)
    sign_in(page, noor)
    page.goto(DESK)
    page.locator("#numbers summary").click()
    for name in ("Give numbers from now on", "+2", "Call 1", re.compile("Has left.*1"), "Call 2"):
        with another_page(page):
            page.get_by_role("button", name=name).click()
    assert states() == ["left", "called"]
    page.goto(f"{DESK}screen/")
    expect(page.locator(".now .no")).to_have_text("2")
    services.switch_numbers(space=space, by=noor, on=True)
    numbered(space, noor, 3)
    expect(page.locator("footer")).to_contain_text("3 wachten", timeout=20000)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_nothing_keeps_anybody_out(
    open_page: OpenPage, sign_in: SignIn, axe: Axe, space: Space, noor: User, language: str
) -> None:
    services.switch_numbers(space=space, by=noor, on=True)
    turns = numbered(space, noor, 3)
    for _call in range(2):
        services.call_next(act=act(space, noor), where="1")
    for width in (320, 1280):
        page = open_page(width=width)
        sign_in(page, noor)
        for part in ("", "screen/", "strip/", f"slip/{turns[0].visit.tap}/"):
            page.goto(f"/{language}/desk/de-trede/{part}")
            page.evaluate("document.querySelectorAll('#queue details').forEach(part => part.open = true)")
            assert axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
