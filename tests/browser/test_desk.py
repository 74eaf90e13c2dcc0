"""A morning at the desk in a real browser: taps, keys, a line that fails, and no JavaScript at all."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from opstap.accounts.models import User
from opstap.core.moments import clock
from opstap.desk import services
from opstap.desk.models import HelpRecord, SentAway, Visit
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.browser.line import line_does, line_is_whole, lose_the_answer, no_line, try_again
from tests.browser.looks import looks
from tests.browser.pages import another_page
from tests.desk.acts import counts, help_with, send_away, tap
from tests.factories import (
    make_animator,
    make_coordinator,
    make_network,
    make_network_coordinator,
    make_organisation,
    make_space,
)

OpenPage = Callable[..., Page]
SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]
DESK = "/en/desk/de-trede/"


@pytest.fixture
def network(transactional_db: None) -> Network:
    return make_network("brussels")


@pytest.fixture
def space(network: Network) -> Space:
    organisation = make_organisation(network=network)
    return make_space("de-trede", organisation=organisation, names={"fr": "La Marche", "nl": "De Trede"})


@pytest.fixture
def noor(space: Space) -> User:
    return make_animator(space, name="Noor")


@pytest.fixture
def desk(page: Page, sign_in: SignIn, noor: User) -> Page:
    sign_in(page, noor)
    page.goto(DESK)
    expect(page.locator("#desk[data-ready]")).to_be_attached()
    return page


def shown(page: Page, visits: int) -> None:
    """The page says so many visits, and the server holds them all."""
    expect(page.locator("#count-today .num")).to_have_text(str(visits))
    sent(page)


def sent(page: Page) -> None:
    expect(page.locator("#unsent")).to_have_attribute("data-state", "sent")


def waits(page: Page, notes: int) -> None:
    """So many notes are kept and not sent."""
    expect(page.locator("#unsent")).to_have_attribute("data-state", "waiting")
    expect(page.locator("#unsent li")).to_have_count(notes)


def said(page: Page, words: str, panel: str = "count") -> None:
    expect(page.locator(f"#{panel} .said")).to_have_text(words)


def test_quick_taps_are_each_a_visit(desk: Page, space: Space) -> None:
    one = desk.get_by_role("button", name="+1", exact=True)
    one.dblclick()
    one.click()
    shown(desk, 3)
    assert counts(space)["visits"] == 3


def test_eight_at_once_and_a_number_of_one_s_own(desk: Page, space: Space) -> None:
    desk.get_by_role("button", name="+8").click()
    shown(desk, 8)
    desk.get_by_label("Other number of people").fill("12")
    desk.keyboard.press("Enter")
    shown(desk, 20)
    said(desk, "Saved: 12 people.")
    expect(desk.get_by_label("Other number of people")).to_have_value("")


def test_a_number_that_cannot_be_stays_to_be_mended(desk: Page, space: Space) -> None:
    desk.get_by_label("Other number of people").fill("201")
    desk.get_by_role("button", name="Count").click()
    expect(desk.locator("#count .refused")).to_have_text("Write a number from 1 to 200.")
    expect(desk.get_by_label("Other number of people")).to_have_value("201")
    assert counts(space)["visits"] == 0


def test_the_purpose_by_a_second_tap_and_another(desk: Page, space: Space) -> None:
    desk.get_by_role("button", name="+2").click()
    desk.get_by_role("button", name="Look for work").click()
    expect(desk.get_by_role("button", name="Look for work")).to_have_attribute("aria-pressed", "true")
    desk.get_by_role("button", name="Leisure, information").click()
    expect(desk.get_by_role("button", name="Leisure, information")).to_have_attribute("aria-pressed", "true")
    sent(desk)
    assert list(Visit.objects.values_list("purpose", flat=True)) == ["leisure", "leisure"]


def test_a_second_tap_before_the_receipt_is_about_the_tap_just_made(desk: Page, space: Space) -> None:
    desk.keyboard.press("1")
    shown(desk, 1)
    line_does(desk, slowly)
    desk.keyboard.press("8")
    desk.keyboard.press("w")
    shown(desk, 9)
    said(desk, "Saved: Look for work.")
    assert Visit.objects.filter(purpose="job_search").count() == 8
    assert Visit.objects.filter(purpose="").count() == 1


def slowly(route: Route) -> None:
    answer = route.fetch()
    route.request.frame.page.wait_for_timeout(300)
    route.fulfill(response=answer)


def test_the_day_by_keys_alone(desk: Page, space: Space) -> None:
    for key in ("1", "2", "5", "8", "f", "t"):
        desk.keyboard.press(key)
    shown(desk, 16)
    expect(desk.locator("#away-today")).to_have_text("today 1 time")
    sent(desk)
    assert (SentAway.objects.get().reason, Visit.objects.filter(purpose="procedures").count()) == ("busy", 8)
    desk.keyboard.press("u")
    shown(desk, 8)
    desk.keyboard.press("+")
    expect(desk.locator("#own")).to_be_focused()


def test_a_help_record_in_six_keys(desk: Page, space: Space) -> None:
    for key in ("h", "Space", "Tab", "Tab", "Space", "b"):
        desk.keyboard.press(key)
    said(desk, "Saved: Help.", "f-help")
    record = HelpRecord.objects.get()
    assert (record.theme, record.minutes, record.mode) == ("digital:procedure", 15, "direct_help")
    assert counts(space) == {"visits": 1, "help": 1, "sent_away": 0}


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_scripts_write_hours_as_the_server_does(
    page: Page, sign_in: SignIn, noor: User, space: Space, language: str
) -> None:
    sign_in(page, noor)
    page.goto(f"/{language}/desk/de-trede/")
    midnight = datetime(2026, 10, 25, tzinfo=space.zone)
    moments = [midnight + timedelta(minutes=n) for n in (0, 5, 9 * 60, 14 * 60 + 7, 22 * 60 + 30)]
    said = page.evaluate(
        "async times => { const { hour } = await import('/static/desk/words.js'); return times.map(hour) }",
        [moment.timestamp() * 1000 for moment in moments],
    )
    assert said == [clock(moment, language) for moment in moments]


def test_keys_do_nothing_while_one_types_or_when_switched_off(desk: Page, space: Space) -> None:
    desk.locator("#own").focus()
    desk.keyboard.type("18")
    expect(desk.locator("#own")).to_have_value("18")
    desk.get_by_role("button", name="Keys are on").click()
    desk.keyboard.press("1")
    desk.reload()
    expect(desk.get_by_role("button", name="Keys are off")).to_be_visible()
    desk.keyboard.press("8")
    desk.get_by_role("button", name="Keys are off").click()
    desk.keyboard.press("5")
    shown(desk, 5)
    assert counts(space)["visits"] == 5


def test_help_for_the_last_one_then_the_form_is_empty_again(desk: Page, space: Space) -> None:
    desk.keyboard.press("1")
    shown(desk, 1)
    desk.get_by_role("radio", name="E-mail").check()
    desk.locator("#help").get_by_label("30 min").check()
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#help-today .num")).to_have_text("1")
    expect(desk.get_by_role("radio", name="E-mail")).not_to_be_checked()
    expect(desk.locator("#help").get_by_label("Not counted yet")).to_be_checked()
    sent(desk)
    assert counts(space) == {"visits": 1, "help": 1, "sent_away": 0}


def test_a_refused_note_of_help_keeps_what_was_chosen(desk: Page, space: Space) -> None:
    desk.get_by_role("radio", name="E-mail").check()
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#help .refused")).to_have_text("Choose how long it took.")
    expect(desk.get_by_role("radio", name="E-mail")).to_be_checked()
    desk.locator("#help").get_by_label("15 min").check()
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#help .refused")).to_be_empty()
    expect(desk.locator("#help-today .num")).to_have_text("1")


def test_remote_help_asks_for_no_visit(desk: Page, space: Space) -> None:
    desk.locator("#help").get_by_label("Remote help").check()
    expect(desk.locator("#help").get_by_label("Not counted yet")).to_be_hidden()
    desk.get_by_role("radio", name="E-mail").check()
    desk.locator("#help [name=minutes_own]").fill("25")
    desk.keyboard.press("Enter")
    expect(desk.locator("#help-today .num")).to_have_text("1")
    sent(desk)
    assert (HelpRecord.objects.get().minutes, counts(space)["visits"]) == (25, 0)


def test_undo_in_the_list_stays_struck_through(desk: Page, space: Space) -> None:
    desk.keyboard.press("8")
    desk.locator("#noted").get_by_role("button", name="1 person less").click()
    shown(desk, 7)
    desk.locator("#noted").get_by_role("button", name="Undo").click()
    shown(desk, 0)
    expect(desk.locator("#noted del")).to_contain_text("8 people")
    expect(desk.locator("#noted")).to_contain_text("undone by Noor at")


def test_what_could_not_be_sent_is_counted_shown_and_sent_again_once(desk: Page, space: Space) -> None:
    no_line(desk)
    desk.keyboard.press("2")
    desk.keyboard.press("w")
    waits(desk, 2)
    expect(desk.locator("#unsent-state")).to_contain_text("2 notes are not sent yet, since ")
    expect(desk.locator("#unsent-why")).to_contain_text("It is kept on this computer.")
    expect(desk.locator("#count-today")).to_have_text("2 visits today")
    said(desk, "Kept on this computer: Look for work.")
    line_is_whole(desk)
    try_again(desk)
    shown(desk, 2)
    assert Visit.objects.filter(purpose="job_search").count() == 2


def test_a_lost_receipt_is_asked_for_again_and_counts_once(desk: Page, space: Space) -> None:
    line_does(desk, lose_the_answer)
    desk.keyboard.press("8")
    waits(desk, 1)
    assert counts(space)["visits"] == 8
    line_is_whole(desk)
    desk.keyboard.press("1")
    shown(desk, 9)
    assert counts(space)["visits"] == 9


PORTAL = "<html><body>Welcome to our Wi-Fi</body></html>"
RECEIPTS = (
    '{"results": [{"id": "00000000-0000-7000-8000-000000000000", "outcome": "stored", "receipt": "x"}]}'
)


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (200, PORTAL, {}),
        (200, RECEIPTS, {"Opstap-Desk": "1"}),
        (200, RECEIPTS, {}),
        (302, "", {"Location": "/en/account/sign-in/"}),
        (403, PORTAL, {}),
        (413, PORTAL, {}),
        (503, PORTAL, {}),
    ],
)
def test_only_its_own_receipt_is_success(
    desk: Page, space: Space, status: int, body: str, headers: dict[str, str]
) -> None:
    line_does(desk, lambda route: route.fulfill(status=status, body=body, headers=headers))
    desk.keyboard.press("1")
    waits(desk, 1)
    said(desk, "Kept on this computer: 1 person.")


def test_too_much_at_once_is_sent_in_parts(desk: Page, space: Space) -> None:
    no_line(desk)
    for _ in range(5):
        desk.keyboard.press("1")
    waits(desk, 5)
    line_does(desk, at_most_two)
    try_again(desk)
    shown(desk, 5)
    assert counts(space)["visits"] == 5


def at_most_two(route: Route) -> None:
    if len(route.request.post_data_json["items"]) > 2:
        route.fulfill(status=413, body="too large")
    else:
        route.fallback()


def test_who_was_signed_out_signs_in_elsewhere_and_loses_nothing(
    desk: Page, space: Space, noor: User, sign_in: SignIn
) -> None:
    desk.context.clear_cookies()
    desk.keyboard.press("5")
    expect(desk.locator("#unsent-why")).to_contain_text("You are signed out.")
    expect(desk.get_by_role("link", name="Sign in")).to_be_visible()
    waits(desk, 1)
    sign_in(desk, noor)
    other = desk.context.new_page()
    other.goto(DESK)
    shown(other, 5)
    shown(desk, 5)
    assert counts(space)["visits"] == 5


def test_an_old_token_is_renewed_by_itself(desk: Page, space: Space) -> None:
    desk.context.add_cookies([{"name": "csrftoken", "value": "x" * 32, "url": desk.url.partition("/en/")[0]}])
    desk.keyboard.press("2")
    shown(desk, 2)
    assert counts(space)["visits"] == 2


def test_focus_stays_where_it_was(desk: Page, space: Space) -> None:
    desk.keyboard.press("1")
    shown(desk, 1)
    tile = desk.get_by_role("button", name="Look for work")
    tile.focus()
    desk.keyboard.press("Enter")
    expect(tile).to_have_attribute("aria-pressed", "true")
    expect(tile).to_be_focused()


def test_a_press_held_while_the_page_changes_still_counts(desk: Page, space: Space) -> None:
    desk.keyboard.press("1")
    shown(desk, 1)
    line_does(desk, slowly)
    desk.keyboard.press("1")
    desk.get_by_role("button", name="Look for work").hover()
    desk.mouse.down()
    desk.wait_for_timeout(500)
    desk.mouse.up()
    shown(desk, 2)
    said(desk, "Saved: Look for work.")
    assert Visit.objects.filter(purpose="job_search").count() == 1


def test_for_whom_stays_as_it_was_chosen_before_the_receipt(desk: Page, space: Space) -> None:
    line_does(desk, slowly)
    desk.keyboard.press("1")
    whom = desk.locator("#help_visit")
    expect(whom.get_by_label("The last one")).to_be_checked()
    whom.get_by_label("Not counted yet").check()
    shown(desk, 1)
    expect(whom.locator("[data-waiting]")).to_have_count(0)
    expect(whom.get_by_label("The last one")).to_have_count(1)
    expect(whom.get_by_label("Not counted yet")).to_be_checked()
    desk.get_by_role("radio", name="E-mail").check()
    desk.locator("#help").get_by_label("15 min").check()
    desk.get_by_role("button", name="Save").click()
    shown(desk, 2)
    assert counts(space) == {"visits": 2, "help": 1, "sent_away": 0}


def test_another_desk_counts_too(desk: Page, space: Space) -> None:
    tap(space, make_animator(space), 4)
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    shown(desk, 4)


@pytest.fixture
def plain(open_page: OpenPage, sign_in: SignIn, noor: User) -> Page:
    page = open_page(javascript=False)
    sign_in(page, noor)
    page.goto(DESK)
    return page


def test_a_page_that_is_older_than_the_server_says_so(desk: Page, space: Space) -> None:
    says = desk.locator("#is-old")
    shown(desk, 0)
    expect(says).to_be_hidden()
    desk.evaluate("document.getElementById('desk').dataset.version = 'older'")
    desk.keyboard.press("1")
    shown(desk, 1)
    expect(says).to_have_text("There is a newer version of this page. Load it again")
    says.get_by_role("link").click()
    expect(says).to_be_hidden()
    shown(desk, 1)


def test_without_javascript_all_works(plain: Page, space: Space) -> None:
    with another_page(plain):
        plain.get_by_role("button", name="+8").click()
    expect(plain.locator(".told")).to_contain_text("Saved: 8 people counted.")
    with another_page(plain):
        plain.get_by_role("button", name="Papers, forms").click()
    with another_page(plain):
        plain.get_by_role("button", name="too busy").click()
    plain.get_by_role("radio", name="E-mail").check()
    plain.locator("#help").get_by_label("15 min").check()
    with another_page(plain):
        plain.get_by_role("button", name="Save").click()
    with another_page(plain):
        plain.locator("#noted").get_by_role("button", name="1 person less").click()
    assert counts(space) == {"visits": 7, "help": 1, "sent_away": 1}
    assert Visit.objects.filter(purpose="procedures").count() == 8


def test_without_javascript_a_note_of_yesterday_is_corrected_by_keys(
    plain: Page, space: Space, noor: User
) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    help_with(space, noor, happened_at=yesterday)
    plain.goto(f"{DESK}days/{timezone.localdate(yesterday)}/")
    with another_page(plain):
        plain.get_by_role("link", name="correct").press("Enter")
    plain.get_by_role("radio", name="15 min").press("ArrowRight")
    plain.get_by_label("What comes next?").select_option("alone")
    with another_page(plain):
        plain.get_by_role("button", name="Save the correction").press("Enter")
    expect(plain.locator(".told")).to_contain_text("Corrected.")
    expect(plain.locator(".lines")).to_contain_text("Corrected by Noor")
    assert HelpRecord.objects.values_list("minutes", "next_step").get() == (30, "alone")


def test_without_javascript_a_wrong_answer_keeps_the_rest(plain: Page, space: Space) -> None:
    plain.get_by_role("radio", name="E-mail").check()
    with another_page(plain):
        plain.get_by_role("button", name="Save").click()
    expect(plain.locator("#help .refused")).to_contain_text("Choose how long it took.")
    expect(plain.get_by_role("radio", name="E-mail")).to_be_checked()
    with another_page(plain):
        plain.get_by_role("link", name="Nederlands").click()
    expect(plain.locator("html")).to_have_attribute("lang", "nl")
    expect(plain.locator("#count")).to_be_visible()


@looks
def test_everybody_can_use_the_desk(
    open_page: OpenPage,
    sign_in: SignIn,
    axe: Axe,
    space: Space,
    noor: User,
    network: Network,
    width: int,
    language: str,
) -> None:
    services.starting_e_services(network, noor)
    yesterday = timezone.now() - timedelta(days=1)
    for moment in (None, yesterday):
        uid = tap(space, noor, 8, happened_at=moment)
        record = help_with(space, noor, visit=uid, happened_at=moment)
    send_away(space, noor)
    page = open_page(width=width)
    correct = [f"desk/de-trede/correct/help/{record.uid}/", f"desk/de-trede/correct/visits/{uid}/"]
    for path, person in [*((path, noor) for path in correct), *pages(noor, space, network, yesterday)]:
        sign_in(page, person)
        page.goto(f"/{language}/{path}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width


def pages(noor: User, space: Space, network: Network, yesterday: object) -> list[tuple[str, User]]:
    make_space(organisation=space.organisation)
    assert space.organisation is not None
    cora, nele = make_coordinator(space.organisation), make_network_coordinator(network)
    service = network.e_services.all()[0]
    return [
        ("desk/de-trede/", noor),
        ("desk/de-trede/days/", noor),
        (f"desk/de-trede/days/{yesterday:%Y-%m-%d}/", noor),
        ("desk/", cora),
        ("e-services/brussels/", nele),
        (f"e-services/brussels/{service.uid}/", nele),
    ]
