"""The public face in a real browser: every page and language, by keyboard alone, without JavaScript."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from opstap.finder.display import points
from opstap.spaces.building import QUESTIONS
from opstap.spaces.models import Space
from opstap.spaces.services.duty import check_in
from opstap.spaces.services.record import change_space
from opstap.territory.models import Network
from opstap.territory.services import load_brussels
from tests.browser.keys import tab_to
from tests.browser.looks import and_leftward
from tests.browser.pages import another_page, becomes_true
from tests.factories import (
    make_animator,
    make_interruption,
    make_label,
    make_network,
    make_organisation,
    make_photo,
    make_price,
    make_program,
    make_room,
    make_space,
    make_stop,
    make_use,
    make_version,
)

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[..., Page]
Axe = Callable[[Page], list[str]]

PROGRAM = "01890000-0000-7000-8000-000000000001"
PATHS = (
    "",
    "find/?where=",
    "find/?where=1080",
    "find/?where=1080&price=free&language=fr&page=x",
    "find/?where=1080&evening=1&now=1",
    "find/?where=saint",
    "find/?where=molenbek",
    "find/?where=la+marche",
    "place/la-marche/?where=1080",
    "place/la-marche/wrong/",
    "place/espace-1/",
    "place/vide/",
    "place/la-marche/slip/",
    "free-software/",
    "free-software/?q=wrod",
    f"free-software/{PROGRAM}/",
    "place/la-marche/papers/",
    "accessibility/",
    "privacy/",
    "about/",
    "remark/",
    "remark/?sent=1",
    "place/nowhere/",
)
FIRST_LOAD_BYTES = 100_000


@pytest.fixture(autouse=True)
def space() -> Space:
    """A place with everything, where somebody has checked in; one of which nothing is known; many more."""
    points.forget()  # what a map shows is kept for a while, also that of another test
    region = load_brussels()
    network = make_network("brussels", area=region, phone="02 000 00 00")
    organisation = make_organisation(network=network, names={"fr": "Commune", "nl": "Gemeente"})
    for number in range(22):
        make_space(f"espace-{number}", lat=50.86 + number / 500, lon=4.34, is_itinerant=number == 1)
    make_space("vide", names={"fr": "Rien n’est connu"}, is_invented=True)
    space = make_space(
        "la-marche",
        organisation=organisation,
        names={"fr": "La Marche", "nl": "De Trede"},
        streets={"fr": "Rue Bleue 1", "nl": "Blauwstraat 1"},
        postcode="1080",
        cities={"fr": "Molenbeek-Saint-Jean", "nl": "Sint-Jans-Molenbeek"},
        lat=50.8546,
        lon=4.3386,
        phone="02 000 00 01",
        price="free",
        wheelchair="yes",
        computers=8,
    )
    noor = make_animator(space, name="Noor Secret", public_name="Noor")
    change_space(
        space,
        by=noor,
        open_hours="Mo-Sa 08:00-18:00; PH off",
        staffed_hours="Mo-Fr 09:00-12:30; PH off",
        training_hours="We 18:00-20:00",
        offers={"service": ["procedures", "job"], "language": ["fr", "nl", "ar"], "special_care": ["deaf"]},
        how_to_come={"fr": "Arrêt Écluse", "nl": "Halte Sluis"},
    )
    check_in(space, noor)  # now: a duty ends at midnight, and one of before would be over after it
    answered = {"answer": "no", "on": "2026-11-26"}
    building = {"ramp": answered, "toilet": answered | {"answer": "yes"}}
    Space.objects.filter(pk=space.pk).update(building=building)
    make_interruption(space, reasons={"fr": "Travaux", "nl": "Werken"})
    make_photo(space)
    office = {"replaces": ["Microsoft Word"], "systems": ["windows", "linux"], "languages": ["fr", "nl"]}
    make_use(make_program(network, "LibreOffice", uid=PROGRAM, **office), space, 8)
    make_room(space, places=12, uses=["course"])
    make_price(space)
    make_stop(Space.objects.get(slug="espace-1"), lat=50.86, lon=4.34)
    return space


@and_leftward
def test_every_page_is_accessible_and_fits(
    open_page: OpenPage, axe: Axe, language: str, width: int, scheme: str
) -> None:
    page = open_page(width=width, color_scheme=scheme)
    faults = [fault for path in PATHS for fault in _faults(page, f"/{language}/{path}", axe)]

    assert faults == []


def _faults(page: Page, path: str, axe: Axe) -> Iterator[str]:
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    yield from (f"{path}: {fault}" for fault in axe(page))
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if too_wide > 0:
        yield f"{path}: {too_wide} pixels too wide"
    small = page.evaluate(SMALL_TARGETS)
    yield from (f"{path}: small target {what}" for what in small)


# Buttons, fields and links that stand alone: 44 pixels. Links within a sentence or a heading are exempt.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    '.btn, button, .in, select, .chip, .tabs a, .pages a, .back, .langs a, .foot a, .signs a, summary'
  )].filter(one => one.offsetParent).map(one => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.height && box.height < 43.5).map(([one, box]) => one.outerHTML.slice(0, 80))"""


def test_the_map_by_keyboard_alone(open_page: OpenPage, axe: Axe) -> None:
    page = open_page(width=320, color_scheme="dark", reduced_motion="reduce")
    page.goto("/fr/find/?where=1080")
    assert page.evaluate("typeof window.L") == "undefined"
    tab_to(page, "a[href*='map=1']")
    page.keyboard.press("Enter")
    marks = page.locator(".map-mark button")
    expect(marks.first).to_be_visible()
    numbers = marks.evaluate_all("all => all.map(one => Number(one.dataset.no))")
    assert (numbers[0], numbers) == (1, sorted(numbers))
    tab_to(page, ".map-mark button")
    for _closer in range(12):
        if not page.evaluate("document.activeElement.querySelector('.is-many')"):
            break
        page.evaluate("document.activeElement.dataset.before = ''")
        page.keyboard.press("Enter")
        becomes_true(page, "!('before' in document.activeElement.dataset)")  # drawn again, nearer
    page.keyboard.press("Enter")
    card = page.locator("[data-chosen] .place")
    expect(card.locator("h2")).to_have_text(page.locator("#list h2").first.inner_text())
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.keyboard.press("Escape")
    expect(page.locator("[data-chosen]")).to_be_hidden()
    assert page.evaluate("document.activeElement.dataset.no") == "1"
    page.go_back()
    expect(page.locator(".map-pane")).to_have_count(0)


def test_names_of_areas_stand_beside_the_marks(open_page: OpenPage) -> None:
    page = open_page(width=320, reduced_motion="reduce")
    page.goto("/nl/find/?where=1080&map=1")
    expect(page.locator(".map-name span").first).to_be_visible()

    assert page.evaluate(COVERED_NAMES) == []


# A name that touches a mark or leaves the map.
COVERED_NAMES = """() => {
  const marks = [...document.querySelectorAll('.map-dot')].map(one => one.getBoundingClientRect());
  const pane = document.querySelector('[data-pane]').getBoundingClientRect();
  return [...document.querySelectorAll('.map-name span')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.left < pane.left || box.right > pane.right || box.top < pane.top || box.bottom > pane.bottom
      || marks.some(mark => box.left < mark.right && mark.left < box.right
        && box.top < mark.bottom && mark.top < box.bottom);
  }).map(one => one.textContent);
}"""


MARKS = "[...document.querySelectorAll('.map-mark button')]"


def test_a_browser_without_workers_draws_the_same_map(open_page: OpenPage) -> None:
    marks = []
    for script in ("", "delete window.Worker"):
        page = open_page(width=1280, reduced_motion="reduce")
        page.add_init_script(script)
        page.goto("/fr/find/?where=1080&map=1&page=2")
        page.locator(".map-mark button").first.wait_for()
        becomes_true(page, f"!({MARKS}).some(one => /^\\d+: /.test(one.ariaLabel))")  # names have come
        marks.append(page.locator(".map-mark button").evaluate_all("all => all.map(one => one.ariaLabel)"))

    assert marks[0] == marks[1]
    assert len(marks[0]) > 1


def test_a_frame_and_the_page_that_makes_it(open_page: OpenPage, axe: Axe) -> None:
    page = open_page(width=320)
    page.goto("/nl/open/embed/make/?where=1080&map=1&tongue=fr&look=dark&height=900")
    frame = page.frame_locator("iframe.framed")
    expect(frame.locator(".map-mark button").first).to_be_visible()
    assert axe(page) == []
    page.goto("/fr/open/embed/?where=1080&map=1&look=dark")
    expect(page.locator(".map-mark button").first).to_be_visible()
    assert axe(page) == []
    assert page.context.cookies() == []


def test_without_javascript_all_works(open_page: OpenPage) -> None:
    page = open_page(width=320, javascript=False)
    page.goto("/en/")
    page.get_by_role("searchbox").fill("Molenbeek")
    with another_page(page):
        page.get_by_role("button", name="Search").click()
    page.get_by_text("Choose more precisely").click()
    page.get_by_label("In which language?").select_option("ar")
    with another_page(page):
        page.get_by_role("button", name="Show these places").click()
    expect(page.locator(".place h2")).to_have_text(["La Marche"])
    expect(page.locator(".place .status")).to_contain_text("Somebody is there now.")
    with another_page(page):
        page.get_by_role("link", name="Leave out: Arabic").click()
    expect(page.locator(".place h2")).to_have_count(20)
    with another_page(page):
        page.get_by_role("link", name="Next").click()
    expect(page.locator(".place .no").first).to_have_text("21")
    with another_page(page):
        page.get_by_role("link", name="Nederlands").click()
    expect(page).to_have_url("/nl/find/?where=Molenbeek&page=2")

    assert page.context.cookies() == []


def test_nothing_is_offered_that_needs_javascript_when_there_is_none(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto("/en/")
    expect(page.get_by_role("button", name="Near me")).to_be_hidden()
    page.goto("/en/place/la-marche/slip/")

    expect(page.get_by_role("button", name="Print")).to_be_hidden()


def test_near_me_puts_a_rounded_point_into_the_address_and_nowhere_else(open_page: OpenPage) -> None:
    place = {"latitude": 50.8512345, "longitude": 4.3398765}
    page = open_page(geolocation=place, permissions=["geolocation"])
    page.goto("/en/")
    page.get_by_role("button", name="Near me").click()
    page.wait_for_url("**/en/find/?near=50.851%2C4.340")
    expect(page.get_by_role("heading", level=1)).to_have_text("Near you")

    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_a_device_that_does_not_tell_where_it_is(open_page: OpenPage) -> None:
    page = open_page(permissions=[])
    page.goto("/en/")
    page.get_by_role("button", name="Near me").click()

    expect(page.get_by_text("Your device does not tell where you are.")).to_be_visible()


def test_the_first_page_is_light(open_page: OpenPage) -> None:
    page = open_page(width=320)
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto("/fr/", wait_until="networkidle")

    # Not even compressed; compressed it is a quarter.
    assert 0 < sum(sizes) < FIRST_LOAD_BYTES


@pytest.mark.parametrize(
    "path",
    [
        *(
            "nl/",
            "nl/place/la-marche/",
            "nl/place/la-marche/slip/",
            "nl/find/?where=1080",
            "nl/accessibility/",
        ),
        *("ar/place/la-marche/slip/", "ar/place/la-marche/", "ar/find/?where=1080"),
    ],
)
def test_it_prints_on_one_sheet(page: Page, path: str) -> None:
    page.goto(f"/{path}")

    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1


def test_a_place_that_told_everything_prints_on_one_sheet_in_the_longest_languages(
    page: Page, space: Space
) -> None:
    """The page and the slip; on paper nothing is set smaller than 9.5 points."""
    _tells_everything(space)
    printed = {}
    for language in ("de", "uk"):
        for path in ("", "slip/"):
            page.goto(f"/{language}/place/la-marche/{path}")
            pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
            page.emulate_media(media="print")
            printed[language, path] = (pages, page.evaluate(SMALL_LETTERS))

    assert printed == {(language, path): (1, []) for language in ("de", "uk") for path in ("", "slip/")}


SMALL_LETTERS = """() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), small = [];
    while (texts.nextNode()) {
        const text = texts.currentNode, around = document.createRange();
        around.selectNodeContents(text);
        const told = text.data.trim(), element = text.parentElement;
        const points = parseFloat(getComputedStyle(element).fontSize) * 0.75;
        const is_seen = !element.closest(".vh") && around.getBoundingClientRect().width > 0;
        if (told && is_seen && points < 9.49) small.push(told);
    }
    return small;
}"""


def _tells_everything(space: Space) -> None:
    """Hours in four parts, what every section of the page says, closed for some days."""
    answer = {"answer": "yes", "on": "2026-11-26"}
    texts = {
        "easy_texts": "Vous entrez.\nVous posez votre question. On vous aide.\nC’est gratuit.",
        "how_to_come": "Tram ou bus : arrêt à 250 mètres. Porte verte, sonnette du bas.",
        "what_to_bring": "Votre lettre, votre téléphone et votre carte d’identité. Gardez vos codes.",
    }
    change_space(
        space,
        by=None,
        # Without public holidays: how many lie ahead depends on the day of the run.
        open_hours="Mo-Fr 09:00-18:00; Sa 10:00-17:00",
        staffed_hours="Tu-Fr 09:00-12:30,13:30-16:00",
        training_hours="We 16:00-18:00",
        offers={"public": ["job_seekers", "seniors"], "language": ["fr", "nl", "ar", "en"]},
        **{name: {"fr": text} for name, text in texts.items()},
    )
    building = {question.code: answer for question in QUESTIONS}
    Space.objects.filter(pk=space.pk).update(building=building)
    make_room(space, places=4, machines=2, uses=["talk", "meeting"], wheelchair="yes", can_be_booked=True)
    network = Network.objects.get()
    for name in ("Firefox", "Krita", "Shotcut", "SumatraPDF", "VLC media player"):
        make_use(make_program(network, name), space)
    make_label(space, version=make_version(summaries={"fr": "Tout le monde peut venir ici et être aidé."}))


def test_what_is_wrong_on_a_page_can_be_told(phone: Page) -> None:
    phone.goto("/en/place/la-marche/")
    with another_page(phone):
        phone.get_by_role("link", name="Something wrong on this page?").click()
    phone.get_by_label("Something else").check()
    phone.get_by_label("Tell us more").fill("The bell is broken.")
    with another_page(phone):
        phone.get_by_role("button", name="Send").click()

    expect(phone.get_by_text("Thank you. The place has your message.")).to_be_visible()


def test_a_remark_can_be_sent(phone: Page) -> None:
    phone.goto("/en/remark/?page=/en/about/")
    phone.get_by_label("What do you want to tell us?").fill("The letters are small.")
    with another_page(phone):
        phone.get_by_role("button", name="Send").click()

    expect(phone.get_by_text("Thank you. We have your remark.")).to_be_visible()


# A device with a Dutch voice of its own; its French one would send what it reads to somebody else.
VOICES = """
window.spoken = [];
const voices = [{ lang: "nl-BE", localService: true }, { lang: "fr-BE", localService: false }];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices, speak: (one) => spoken.push([one.lang, one.text, one]), cancel: () => {},
  addEventListener: () => {}, removeEventListener: () => {},
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };
"""


def test_a_row_and_a_page_are_read_aloud_by_keyboard(open_page: OpenPage, axe: Axe) -> None:
    page = open_page(width=320)
    page.goto("/nl/")
    expect(page.locator("[data-listen]")).to_be_hidden()  # the browser of the tests has no voice
    page.add_init_script(VOICES)
    page.goto("/fr/place/la-marche/")
    expect(page.locator("[data-listen]")).to_be_hidden()
    page.goto("/nl/find/?where=la+marche")
    tab_to(page, ".listen button")
    page.keyboard.press("Enter")
    spoken = page.evaluate("spoken.map(one => one.slice(0, 2))")
    assert spoken[0] == ["nl-BE", "De Trede"]
    assert [text for _lang, text in spoken if "8 computers" in text or text == "Rue Bleue 1"] != []
    expect(page.get_by_role("button", name="Stop met lezen De Trede")).to_be_focused()
    assert axe(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Luister De Trede")).to_be_focused()
    page.goto("/nl/place/la-marche/")
    page.get_by_role("button", name="Luister naar deze pagina").click()
    heard = page.evaluate("spoken.map(one => one[1])")
    assert (heard[0], heard.index("Wanneer je kunt komen") < heard.index("Goed om te weten")) == (
        "De Trede",
        True,
    )
    page.evaluate("spoken.at(-1)[2].onend()")
    expect(page.get_by_role("button", name="Luister naar deze pagina")).to_be_visible()
