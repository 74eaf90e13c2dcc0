"""Taps and keys of somebody who is quicker than the page: held, and done in order once the desk is ready."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from opstap.accounts.models import User
from opstap.desk.models import Visit
from opstap.spaces.models import Space
from tests.desk.acts import counts
from tests.factories import make_animator, make_network, make_organisation, make_space

DESK = "/en/desk/de-trede/"
# The key that seals the notes is made when the outbox is opened: here it waits until it is let go.
OUTBOX_WAITS = """
const made = crypto.subtle.generateKey.bind(crypto.subtle);
const gate = new Promise(letGo => { window.letGo = letGo; });
crypto.subtle.generateKey = async (...how) => { await gate; return made(...how); };
"""


@pytest.fixture
def space(transactional_db: None) -> Space:
    organisation = make_organisation(network=make_network("brussels"))
    return make_space("de-trede", organisation=organisation, names={"fr": "La Marche", "nl": "De Trede"})


@pytest.fixture
def noor(page: Page, space: Space, sign_in: Callable[[Page, User], None]) -> User:
    noor = make_animator(space, name="Noor")
    sign_in(page, noor)
    return noor


def without_script(page: Page) -> list[Route]:
    """Open the desk; its script is on the way, and comes when the route goes on."""
    held: list[Route] = []
    page.route("**/desk/page*.js", lambda route: held.append(route))
    page.goto(DESK, wait_until="commit")
    expect(page.locator("#f-undo")).to_be_attached()
    while not held:  # the page is there, and asks for its script a moment later
        page.wait_for_timeout(20)
    return held


def without_outbox(page: Page) -> None:
    page.add_init_script(OUTBOX_WAITS)
    page.goto(DESK)


def by_keys(page: Page) -> None:
    for key in ("1", "2", "w", "8"):
        page.keyboard.press(key)


def by_taps(page: Page) -> None:
    for name in ("+1", "+2"):
        page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("button", name="Look for work").click()
    page.get_by_role("button", name="+8").click()


def all_is_there(page: Page, space: Space) -> None:
    expect(page.locator("#desk[data-ready]")).to_be_attached()
    expect(page.locator("#count-today .num")).to_have_text("11")
    expect(page.locator("#unsent")).to_have_attribute("data-state", "sent")
    purposes = Visit.objects.order_by("pk").values_list("purpose", flat=True)
    assert list(purposes) == ["", "job_search", "job_search", *[""] * 8]
    assert counts(space)["visits"] == 11


@pytest.mark.parametrize("acts", [by_keys, by_taps])
def test_before_the_script_is_there(
    page: Page, space: Space, noor: User, acts: Callable[[Page], None]
) -> None:
    held = without_script(page)
    acts(page)
    assert (len(held), Visit.objects.count()) == (1, 0)
    held[0].continue_()
    all_is_there(page, space)


@pytest.mark.parametrize("acts", [by_keys, by_taps])
def test_before_the_outbox_is_open(
    page: Page, space: Space, noor: User, acts: Callable[[Page], None]
) -> None:
    without_outbox(page)
    acts(page)
    assert (page.locator("#desk[data-ready]").count(), Visit.objects.count()) == (0, 0)
    page.evaluate("window.letGo()")
    all_is_there(page, space)


def test_what_is_about_nothing_does_nothing(page: Page, space: Space, noor: User) -> None:
    held = without_script(page)
    for key in ("w", "u"):
        page.keyboard.press(key)
    held[0].continue_()
    expect(page.locator("#desk[data-ready]")).to_be_attached()
    expect(page.get_by_role("button", name="Look for work")).to_be_disabled()
    expect(page.locator("#unsent")).to_have_attribute("data-state", "sent")
    assert counts(space)["visits"] == 0


def test_where_the_script_never_comes_a_tap_is_a_plain_form(page: Page, space: Space, noor: User) -> None:
    held = without_script(page)
    page.get_by_role("button", name="+2", exact=True).click()
    held[0].abort()
    expect(page.locator("#count-today .num")).to_have_text("2")
    assert counts(space)["visits"] == 2
