"""Noting help in a real browser: by keys, with a quick template, to a group."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from opstap.accounts.models import User
from opstap.desk.models import HelpRecord, Visit
from opstap.desk.services import withdraw_sheet
from opstap.spaces.models import Space
from tests.browser.line import line_is_whole, no_line, try_again
from tests.browser.pages import another_page
from tests.browser.test_desk import sent, waits
from tests.desk.acts import counts, tap
from tests.factories import (
    make_animator,
    make_consent,
    make_coordinator,
    make_network,
    make_organisation,
    make_series,
    make_space,
    make_template,
)

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]
MOST_KEYS = 8


@pytest.fixture
def space(transactional_db: None) -> Space:
    return make_space("de-trede", organisation=make_organisation(network=make_network("brussels")))


@pytest.fixture
def desk(page: Page, sign_in: SignIn, space: Space) -> Page:
    make_template(space, "Mail, half an hour")
    make_template(
        space, "Form at home", theme="digital:procedure", minutes=25, place="home", next_step="alone"
    )
    sign_in(page, make_animator(space, name="Noor"))
    page.goto("/en/desk/de-trede/")
    page.locator("#desk[data-ready]").wait_for(state="attached")
    page.evaluate("addEventListener('keydown', () => { window.pressed = (window.pressed || 0) + 1 }, true)")
    return page


def keys(page: Page, *pressed: str) -> int:
    """Press them; how many keys the page felt, once the note is saved."""
    for key in pressed:
        page.keyboard.press(key)
    expect(page.locator("#f-help .said")).to_have_text("Saved: Help.")
    return int(page.evaluate("window.pressed"))


@pytest.mark.parametrize(
    ("pressed", "expected"),
    [
        (("h", "Space", "m", "Space", "b"), ("digital:procedure", 15)),
        (("h", "ArrowRight", "ArrowRight", "m", "ArrowRight", "ArrowRight", "b"), ("digital:device", 45)),
        (("3", "b"), ("digital:email", 30)),
        (("4", "b"), ("digital:procedure", 25)),
    ],
    ids=["first theme", "third theme", "template", "other template"],
)
def test_a_usual_record_takes_at_most_eight_keys(
    desk: Page, pressed: tuple[str, ...], expected: tuple[str, int]
) -> None:
    felt = keys(desk, *pressed)
    record = HelpRecord.objects.get()
    assert ((record.theme, record.minutes), felt) == (expected, len(pressed))
    assert felt <= MOST_KEYS


def test_a_template_fills_the_form_and_keeps_for_whom(desk: Page, space: Space) -> None:
    desk.keyboard.press("1")
    expect(desk.locator("#count .said")).to_have_text("Saved: 1 person.")
    # The server's answer has taken the place of what the script showed meanwhile.
    expect(desk.locator("#help_visit [data-tap][checked]")).to_have_count(1)
    desk.get_by_label("Not counted yet: count 1").check()
    desk.get_by_role("button", name="Form at home").click()
    expect(desk.locator("#help-more")).to_have_attribute("open", "")
    expect(desk.locator("#help_place").get_by_label("At the person’s home")).to_be_checked()
    expect(desk.locator("#help_next_step")).to_have_value("alone")
    expect(desk.locator("#save-help")).to_be_focused()
    desk.get_by_role("button", name="Mail, half an hour").click()
    expect(desk.locator("#f-help").get_by_label("In the space")).to_be_checked()
    expect(desk.locator("#f-help").get_by_label("Not counted yet: count 1")).to_be_checked()
    desk.keyboard.press("b")
    expect(desk.locator("#count-today .num")).to_have_text("2")
    expect(desk.locator("#f-help .said")).to_have_text("Saved: Help.")
    assert list(HelpRecord.objects.values_list("theme", "minutes", "place")) == [
        ("digital:email", 30, "space")
    ]


def test_without_a_script_a_template_fills_the_form(
    open_page: Callable[..., Page], sign_in: SignIn, space: Space
) -> None:
    make_template(space, "Mail, half an hour")
    page = open_page(javascript=False)
    sign_in(page, make_animator(space))
    page.goto("/en/desk/de-trede/")
    with another_page(page):
        page.get_by_role("button", name="Mail, half an hour").click()
    with another_page(page):
        page.locator("#save-help").click()
    expect(page.get_by_text("Saved: help noted.")).to_be_visible()
    assert HelpRecord.objects.get().minutes == 30


def test_a_group_that_was_counted_with_one_tap(desk: Page, space: Space) -> None:
    desk.keyboard.press("5")
    expect(desk.locator("#count-today .num")).to_have_text("5")
    desk.keyboard.press("k")
    desk.keyboard.press("Enter")
    group = desk.locator("#f-group")
    group.get_by_label("How many people?").fill("9")
    group.get_by_label("What was it about?").select_option("digital:email")
    group.get_by_label("90 min").check()
    group.get_by_label("The 5 who came at").check()
    group.get_by_role("button", name="Save").click()
    expect(desk.locator("#group .refused")).to_contain_text("Fewer people were counted then.")
    group.get_by_label("How many people?").fill("5")
    group.get_by_role("button", name="Save").click()
    expect(desk.locator("#f-group .said")).to_have_text("Saved: Help to a group.")
    expect(group.get_by_label("How many people?")).to_have_value("")
    assert counts(space) == {"visits": 5, "help": 1, "sent_away": 0}
    assert HelpRecord.objects.get().others.count() == 4


def test_a_group_that_is_not_sent_yet_can_be_undone(desk: Page, space: Space) -> None:
    no_line(desk)
    desk.keyboard.press("k")
    desk.keyboard.press("Enter")
    group = desk.locator("#group")
    group.get_by_label("How many people?").fill("5")
    group.get_by_label("What was it about?").select_option("digital:email")
    group.get_by_label("90 min").check()
    group.get_by_role("button", name="Save").click()
    waits(desk, 1)
    expect(desk.locator("#count-today")).to_have_text("5 visits today")
    desk.locator("#unsent summary").click()
    desk.locator("#unsent").get_by_role("button", name="Help to a group").click()
    waits(desk, 2)
    expect(desk.locator("#count-today")).to_have_text("0 visits today")
    line_is_whole(desk)
    try_again(desk)
    sent(desk)
    assert (HelpRecord.objects.count(), counts(space)) == (1, {"visits": 0, "help": 0, "sent_away": 0})


@pytest.mark.parametrize(("language", "width"), [("fr", 320), ("nl", 1280), ("en", 320)])
def test_the_pages_are_accessible(
    open_page: Callable[..., Page], sign_in: SignIn, axe: Axe, space: Space, language: str, width: int
) -> None:
    template = make_template(space, "Mail")
    cora = make_coordinator(space)
    tap(space, cora, 3)
    page = open_page(width=width)
    sign_in(page, cora)
    for path in ("", "templates/", f"templates/{template.uid}/"):
        page.goto(f"/{language}/desk/de-trede/{path}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert Visit.objects.count() == 3


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("nl", 320), ("en", 1280)])
def test_the_pages_of_coaching_and_consent_are_accessible(
    open_page: Callable[..., Page], sign_in: SignIn, axe: Axe, space: Space, language: str, width: int
) -> None:
    noor = make_animator(space)
    series = make_series(space, by=noor)
    sheet = make_consent(space, by=noor)
    make_consent(space, by=noor)
    withdraw_sheet(sheet=sheet, by=noor)
    page = open_page(width=width)
    sign_in(page, noor)
    paths = ("coaching/", "coaching/new/", f"coaching/{series}/", f"coaching/{series}/card/", "consent/")
    for path in (*paths, "consent/sheet/"):
        page.goto(f"/{language}/desk/de-trede/{path}")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_sheet_and_card_are_one_page_each(
    open_page: Callable[..., Page], sign_in: SignIn, space: Space, language: str
) -> None:
    noor = make_animator(space)
    page = open_page()
    sign_in(page, noor)
    for path in ("consent/sheet/", f"coaching/{make_series(space, by=noor)}/card/"):
        page.goto(f"/{language}/desk/de-trede/{path}")
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1


def test_the_sheet_is_read_aloud_only_where_there_is_a_voice(
    open_page: Callable[..., Page], sign_in: SignIn, space: Space
) -> None:
    page = open_page()
    sign_in(page, make_animator(space))
    page.goto("/nl/desk/de-trede/consent/sheet/")
    expect(page.locator("[data-listen]")).to_be_hidden()
    page.add_init_script(
        "const spoken = []; window.spoken = spoken;"
        "Object.defineProperty(window, 'speechSynthesis', {value: {speaking: false, cancel() {},"
        " getVoices: () => [{lang: 'nl-BE', localService: true}], addEventListener() {},"
        " removeEventListener() {}, speak: one => spoken.push(one.text)}});"
        "window.SpeechSynthesisUtterance = function (text) { this.text = text };"
    )
    page.reload()
    page.get_by_role("button", name="Luister").click()
    spoken = page.evaluate("window.spoken")
    assert any("Je bent er de hele tijd bij." in text for text in spoken)
    assert [text for text in spoken if "Mijn naam" in text] == []
