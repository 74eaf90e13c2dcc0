"""What residents come for, by keyboard alone; and the pages as they are heard, in reading order."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from opstap.spaces.models import ErrorReport, Space
from opstap.spaces.services.duty import check_in
from opstap.spaces.services.record import change_space
from opstap.territory.services import load_brussels
from tests.browser.keys import tab_to
from tests.browser.pages import another_page, drawn
from tests.factories import make_animator, make_network, make_space

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def space() -> Space:
    network = make_network("brussels", area=load_brussels(), phone="02 000 00 00")
    make_space("loin", names={"fr": "Le Clavier"}, lat=50.88, lon=4.34, network=network)
    space = make_space(
        "la-marche", network=network, names={"fr": "La Marche", "nl": "De Trede"}, lat=50.8546, lon=4.3386,
        streets={"fr": "Rue Bleue 1", "nl": "Blauwstraat 1"}, postcode="1080", phone="02 000 00 01",
        price="free",
        cities={"fr": "Molenbeek-Saint-Jean", "nl": "Sint-Jans-Molenbeek"},
    )  # fmt: skip
    noor = make_animator(space, public_name="Noor")
    hours = {"staffed_hours": "Mo-Fr 09:00-12:30", "open_hours": "Mo-Sa 08:00-18:00"}
    change_space(space, by=noor, offers={"service": ["procedures", "job"]}, **hours)
    check_in(space, noor)  # now: a duty ends at midnight, and one of before would be over after it
    return space


# --- by keyboard alone ------------------------------------------------------------------------------


def test_near_an_address_to_a_printed_slip(page: Page) -> None:
    page.add_init_script("window.print = () => { window.printed = true }")
    page.goto("/fr/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to(page, "#where")
    page.keyboard.type("Rue Bleue 12, 1080 Bruxelles")
    with another_page(page):
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/find/\?where=Rue\+Bleue"))
    tab_to(page, ".filters summary")
    page.keyboard.press("Enter")
    tab_to(page, "[name=price]")
    page.keyboard.press("Space")
    with another_page(page):
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("price=free"))
    tab_to(page, ".place h2 a")
    with another_page(page):
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/fr/place/la-marche/.*price=free"))
    tab_to(page, "a[href*=slip]")
    with another_page(page):
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/slip/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("La Marche")
    tab_to(page, "[data-print]")
    page.keyboard.press("Enter")
    assert page.evaluate("window.printed") is True


def test_something_is_wrong_is_said(page: Page) -> None:
    page.goto("/nl/place/la-marche/")
    tab_to(page, "a[href*=wrong]")
    with another_page(page):
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/wrong/$"))
    tab_to(page, "main button")
    with another_page(page):
        page.keyboard.press("Enter")  # nothing chosen: the page says what lacks, and leads there
    expect(page.locator("#errors")).to_be_visible()
    tab_to(page, "#errors a")
    page.keyboard.press("Enter")
    drawn(page)
    tab_to(page, "[name=topic]")
    page.keyboard.press("Space")
    tab_to(page, "[name=text]")
    page.keyboard.type("Maandag om tien uur.")
    tab_to(page, "main button")
    with another_page(page):
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/wrong/[0-9a-f-]{36}/"))
    expect(page.get_by_text("Bedankt.")).to_be_visible()
    assert list(ErrorReport.objects.values_list("topic", "text")) == [("shut", "Maandag om tien uur.")]


def test_found_in_arabic(phone: Page) -> None:
    phone.goto("/ar/")
    tab_to(phone, "#where")
    phone.keyboard.type("البحث عن عمل 1080")
    with another_page(phone):
        phone.keyboard.press("Enter")
    expect(phone).to_have_url(re.compile("/ar/find/"))
    assert phone.evaluate("document.documentElement.dir") == "rtl"
    expect(phone.locator(".place h2")).to_have_count(1)
    tab_to(phone, ".place h2 a")
    with another_page(phone):
        phone.keyboard.press("Enter")
    expect(phone).to_have_url(re.compile("/ar/place/la-marche/"))
    expect(phone.get_by_role("heading", level=1)).to_have_text("La Marche")
    tab_to(phone, "a[href^='tel:']")


# --- read aloud -------------------------------------------------------------------------------------

# A line of Playwright's picture of what a screen reader is told: `- link "Call 02 000 00 01":`
LINE = re.compile(r'- (?P<role>[a-z]+)(?: "(?P<name>(?:[^"\\\\]|\\\\.)*)")?')
NAMED = {"link", "button", "heading", "img", "textbox", "searchbox", "checkbox", "radio", "combobox"}
# What is written in another language than the page, outside an element that says so.
UNMARKED = """words => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) for (const [language, word] of words)
    if (walk.currentNode.data.includes(word) && !walk.currentNode.parentElement.closest('script')
        && walk.currentNode.parentElement.closest('[lang]').lang !== language) found.push(word);
  return found;
}"""
# Adding the links in their order: two after one another that are called the same lead to different pages.
CALLED_ALIKE = """() => {
  const links = [...document.querySelectorAll('main a')].filter(one => one.offsetParent);
  return links.filter((one, at) => at && one.innerText.trim() === links[at - 1].innerText.trim()
    && one.href !== links[at - 1].href).map(one => one.outerHTML);
}"""


NOW = ["De Trede", "Er is nu iemand.", "Bel 02 000 00 01", "Blauwstraat 1"]


def heard(page: Page) -> list[tuple[str, str]]:
    """(role, name) of what stands on the page, in the order in which it is read; text has the role "text"."""
    snapshot = page.locator("body").aria_snapshot()
    return list(_lines(snapshot))


def _lines(snapshot: str) -> Iterator[tuple[str, str]]:
    for line in snapshot.splitlines():
        found = LINE.match(line.strip())
        if found:
            rest = line.strip()[found.end() :].removeprefix(":").strip()
            yield found["role"], found["name"] or rest


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("nl/", ["Waar ben je?", "Zoek"]),
        (
            "nl/find/?where=1080",
            [*NOW[:2], NOW[3], NOW[2]],
        ),
        (
            "nl/place/la-marche/",
            [*NOW, "Wanneer je kunt komen", "9.00 tot 12.30"],
        ),
        ("nl/place/la-marche/slip/", [NOW[0], *NOW[2:], "9.00 tot 12.30", "Bonjour"]),
        ("ar/place/la-marche/", ["La Marche", "02 000 00 01", "Rue Bleue 1", "9:00"]),
    ],
)  # fmt: skip
def test_what_is_heard_is_enough_to_act(page: Page, path: str, wanted: list[str]) -> None:
    page.goto(f"/{path}")
    told = heard(page)
    assert [role for role, name in told if role in NAMED and not name] == []
    assert page.evaluate(CALLED_ALIKE) == []
    own = path[:2]
    words = [("fr", "Rue Bleue 1"), ("nl", "Blauwstraat 1"), ("fr", "La Marche"), ("nl", "De Trede")]
    assert page.evaluate(UNMARKED, [word for word in words if word[0] != own or own == "nl"]) == []
    text = "\n".join(name for _role, name in told)
    places = [text.find(words) for words in wanted]
    assert (-1 in places, places) == (False, sorted(places))
