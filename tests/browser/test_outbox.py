"""What waits at a desk: two tabs, refused notes, files, signing out, odd clocks, no memory at all."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from opstap.accounts.models import User
from opstap.core.models import AuditEntry, Quarantine, Receipt
from opstap.desk.models import HelpRecord, Visit
from opstap.desk.services import Target
from opstap.spaces.models import Space
from tests.browser.line import line_does, line_is_back, line_is_whole, lose_the_answer, no_line, try_again
from tests.browser.looks import looks
from tests.browser.outage import until
from tests.browser.pages import another_page
from tests.browser.test_desk import DESK, said, shown, waits
from tests.desk.acts import counts, undo
from tests.factories import make_animator, make_network, make_organisation, make_space

OpenPage = Callable[..., Page]
SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]
EMPTY = """async () => {
  const known = (await indexedDB.databases()).find(one => one.name === 'opstap-desk');
  if (!known) return [];
  const db = await new Promise(found => {
    const ask = indexedDB.open('opstap-desk'); ask.onsuccess = () => found(ask.result);
  });
  const counts = [];
  for (const name of db.objectStoreNames) counts.push(await new Promise(found => {
    const ask = db.transaction(name).objectStore(name).count(); ask.onsuccess = () => found(ask.result);
  }));
  db.close();
  return counts;
}"""


@pytest.fixture
def space(transactional_db: None) -> Space:
    organisation = make_organisation(network=make_network("brussels"))
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


def test_two_tabs_are_one_outbox(desk: Page, space: Space) -> None:
    no_line(desk)
    other = desk.context.new_page()
    other.goto(DESK)
    for page in (desk, other, desk, other):
        page.keyboard.press("2")
    for page in (desk, other):
        waits(page, 4)
        expect(page.locator("#count-today")).to_have_text("8 visits today")
    line_is_back(other)
    for page in (desk, other):
        shown(page, 8)
    assert (Receipt.objects.count(), counts(space)["visits"]) == (4, 8)


def refused_purpose(desk: Page, space: Space, noor: User) -> None:
    """A purpose said without a line, of a visit that was undone elsewhere meanwhile."""
    desk.keyboard.press("1")
    shown(desk, 1)
    no_line(desk)
    desk.keyboard.press("w")
    waits(desk, 1)
    undo(space, noor, Target.TAP, Visit.objects.get().tap)
    line_is_back(desk)
    expect(desk.locator("#apart .apart > li")).to_have_count(1)


def test_a_refused_note_is_thrown_away_with_a_reason(desk: Page, space: Space, noor: User) -> None:
    refused_purpose(desk, space, noor)
    expect(desk.locator("#unsent")).to_contain_text("1 note could not be saved.")
    desk.reload()
    row = desk.locator("#apart .apart > li")
    expect(row).to_contain_text("Look for work")
    row.get_by_text("Throw away", exact=True).click()
    no_line(desk)
    row.get_by_role("button", name="it was a mistake").click()
    expect(row).to_contain_text("Is thrown away as soon as the line is back.")
    line_is_back(desk)
    expect(desk.locator("#apart")).to_be_hidden()
    entry = AuditEntry.objects.get(action="item.dropped-mistake")
    assert (entry.object_kind, entry.fields, entry.actor) == ("purpose", [], noor)


def test_refused_help_is_mended_and_keeps_its_id(desk: Page, space: Space, noor: User) -> None:
    desk.keyboard.press("1")
    shown(desk, 1)
    no_line(desk)
    desk.get_by_role("radio", name="E-mail").check()
    desk.locator("#help").get_by_label("30 min").check()
    desk.locator("#save-help").click()
    waits(desk, 1)
    undo(space, noor, Target.TAP, Visit.objects.get().tap)
    desk.reload()
    line_is_back(desk)
    row = desk.locator("#apart .apart > li")
    expect(row).to_contain_text("Choose another one.")
    before = row.get_attribute("data-id")
    row.get_by_role("button", name="Mend").click()
    expect(desk.locator("#mending")).to_contain_text("You are mending: Help")
    expect(desk.get_by_role("radio", name="E-mail")).to_be_checked()
    expect(desk.locator("#help").get_by_label("30 min")).to_be_checked()
    desk.locator("#help").get_by_label("Not counted yet").check()
    desk.locator("#save-help").click()
    expect(desk.locator("#apart")).to_be_hidden()
    shown(desk, 1)
    record = HelpRecord.objects.get()
    assert (str(record.uid), record.minutes) == (before, 30)


def test_a_note_in_conflict_gets_a_new_id_when_mended(desk: Page, space: Space) -> None:
    line_does(desk, change_and_lose)
    desk.locator("#own").fill("12")
    desk.get_by_role("button", name="Count").click()
    waits(desk, 1)
    line_is_whole(desk)
    try_again(desk)
    row = desk.locator("#apart .apart > li")
    before = row.get_attribute("data-id")
    row.get_by_role("button", name="Mend").click()
    expect(desk.locator("#own")).to_have_value("12")
    desk.locator("#own").fill("13")
    desk.get_by_role("button", name="Count").click()
    shown(desk, 16)
    assert (counts(space)["visits"], Quarantine.objects.count()) == (16, 1)
    assert {str(uid) for uid in Visit.objects.values_list("tap", flat=True)} > {before}


def change_and_lose(route: Route) -> None:
    """As if a broken proxy had changed what went through, and lost the answer."""
    body = route.request.post_data_json
    body["items"][0]["people"] = "3"
    route.fetch(post_data=json.dumps(body))
    route.abort()


def test_a_file_brought_in_elsewhere_counts_once(
    desk: Page, space: Space, noor: User, open_page: OpenPage, sign_in: SignIn, tmp_path: Path
) -> None:
    no_line(desk)
    for key in ("1", "2", "5"):
        desk.keyboard.press(key)
    waits(desk, 3)
    desk.get_by_text("Unsent notes as a file").click()
    with desk.expect_download() as saved:
        desk.locator("#computer").get_by_role("button", name="Save as a file").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)

    other = open_page()
    sign_in(other, make_animator(space, name="Sam"))
    other.goto(DESK)
    other.get_by_text("Unsent notes as a file").click()
    other.get_by_label("Bring in a file").set_input_files(path)
    expect(other.locator("#computer .said")).to_have_text("3 notes were brought in.")
    shown(other, 8)
    line_is_back(desk)
    shown(desk, 8)
    assert (Receipt.objects.count(), counts(space)["visits"]) == (3, 8)
    assert set(Visit.objects.values_list("by", flat=True)) == {noor.pk}


def test_a_damaged_or_foreign_file_changes_nothing(desk: Page, tmp_path: Path) -> None:
    desk.get_by_text("Unsent notes as a file").click()
    for name, text in [("foreign", "[1, 2"), ("other", '{"what": "opstap-desk-notes"}')]:
        (tmp_path / name).write_text(text)
        desk.get_by_label("Bring in a file").set_input_files(tmp_path / name)
        expect(desk.locator("#computer .refused")).to_contain_text("This is not a file of unsent notes.")
    notes = [{"space": "de-trede", "item": {"id": "x", "kind": "visits"}}]
    damaged = {"what": "opstap-desk-notes", "notes": notes, "sha256": "0" * 64}
    (tmp_path / "damaged").write_text(json.dumps(damaged))
    desk.get_by_label("Bring in a file").set_input_files(tmp_path / "damaged")
    expect(desk.locator("#computer .refused")).to_contain_text("This file was changed or is damaged.")
    assert Receipt.objects.count() == 0


def test_signing_out_waits_until_all_is_sent(desk: Page, space: Space) -> None:
    no_line(desk)
    desk.keyboard.press("8")
    waits(desk, 1)
    desk.get_by_role("button", name="Sign out").click()
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_contain_text("1 note is not sent yet")
    dialog.get_by_role("button", name="Stay here").click()
    waits(desk, 1)
    desk.get_by_role("button", name="Sign out").click()
    expect(dialog).to_be_visible()
    line_is_whole(desk)
    dialog.get_by_role("button", name="Send and leave").click()
    expect(desk.get_by_role("link", name="sign in")).to_be_visible()
    assert counts(space)["visits"] == 8
    assert sum(desk.evaluate(EMPTY)) == 0


def test_leaving_with_a_refused_note_means_throwing_it_away(desk: Page, space: Space, noor: User) -> None:
    refused_purpose(desk, space, noor)
    with another_page(desk):
        desk.get_by_role("link", name="Earlier days").click()
    expect(desk.locator("#sign-out-guard[data-ready]")).to_be_attached()
    desk.get_by_role("button", name="Sign out").click()
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_contain_text("1 note could not be saved.")
    dialog.get_by_text("Throw away", exact=True).click()
    dialog.get_by_role("button", name="it was noted another way").click()
    expect(desk.get_by_role("link", name="sign in")).to_be_visible()
    assert AuditEntry.objects.filter(action="item.dropped-elsewhere").count() == 1
    assert sum(desk.evaluate(EMPTY)) == 0


@pytest.mark.parametrize("path", ["/en/desk/de-trede/strip/", "/en/account/"])
def test_signing_out_waits_on_every_page(desk: Page, axe: Axe, space: Space, path: str) -> None:
    no_line(desk)
    desk.keyboard.press("5")
    waits(desk, 1)
    desk.goto(path)
    desk.locator(".menu").get_by_role("button", name="Sign out").click()
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_contain_text("1 note is not sent yet")
    assert axe(desk) == []
    line_is_whole(desk)
    dialog.get_by_role("button", name="Send and leave").click()
    expect(desk.get_by_role("link", name="sign in")).to_be_visible()
    assert (counts(space)["visits"], sum(desk.evaluate(EMPTY))) == (5, 0)


def test_signing_out_elsewhere_leaves_nothing_behind(desk: Page) -> None:
    desk.keyboard.press("5")
    shown(desk, 5)
    desk.goto("/en/account/")
    desk.locator(".menu").get_by_role("button", name="Sign out").click()
    expect(desk.get_by_role("link", name="sign in")).to_be_visible()
    assert sum(desk.evaluate(EMPTY)) == 0


def test_what_is_answered_while_one_signs_out_is_not_written_again(desk: Page) -> None:
    asked: list[Route] = []
    beside = desk.context.new_page()  # of the page that waits for its next one nothing can be asked
    beside.goto("/en/about/")
    for address in ("**/hello/", "**/account/sign-out/"):
        desk.route(address, lambda route: asked.append(route))
    desk.evaluate("window.dispatchEvent(new Event('online'))")
    until(lambda: len(asked) == 1, "the desk does not ask who is there", page=desk)
    desk.get_by_role("button", name="Sign out").click(no_wait_after=True)
    until(lambda: len(asked) == 2, "the form is not sent", page=desk)
    with desk.expect_response("**/hello/"):
        asked[0].continue_()
    for _look in range(10):
        beside.wait_for_timeout(20)
        assert sum(beside.evaluate(EMPTY)) == 0
    with another_page(desk):
        asked[1].continue_()
    assert sum(desk.evaluate(EMPTY)) == 0


def test_leaving_with_the_file_in_hand(desk: Page, space: Space) -> None:
    no_line(desk)
    desk.keyboard.press("5")
    waits(desk, 1)
    desk.get_by_role("button", name="Sign out").click()
    dialog = desk.get_by_role("dialog")
    with desk.expect_download() as saved:
        dialog.get_by_role("button", name="Save as a file").click()
    notes = json.loads(Path(saved.value.path()).read_text())["notes"]
    assert [note["item"]["people"] for note in notes] == ["5"]
    dialog.get_by_role("button", name="I have the file").click()
    expect(desk.get_by_role("link", name="sign in")).to_be_visible()
    assert (counts(space)["visits"], sum(desk.evaluate(EMPTY))) == (0, 0)


def test_a_clock_two_months_ahead_loses_and_shifts_nothing(desk: Page, space: Space) -> None:
    no_line(desk)
    desk.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=60))
    desk.keyboard.press("8")
    expect(desk.locator("#count-today")).to_have_text("8 visits today")
    desk.reload()
    expect(desk.locator("#unsent-state")).to_contain_text("1 note is not sent yet")
    line_is_back(desk)
    shown(desk, 8)
    assert set(Visit.objects.values_list("clock", "local_date")) == {("corrected", timezone.localdate())}


@pytest.mark.parametrize("days", [-3, 60])
@pytest.mark.parametrize("again", ["reload", ""])
def test_a_clock_that_is_set_between_noting_and_sending_shifts_nothing(
    desk: Page, space: Space, days: int, again: str
) -> None:
    odd = datetime.now(UTC) + timedelta(days=days)
    desk.keyboard.press("1")
    shown(desk, 1)
    no_line(desk)
    desk.clock.set_fixed_time(odd)
    desk.keyboard.press("8")
    waits(desk, 1)
    desk.clock.set_fixed_time(datetime.now(UTC))
    if again:
        desk.reload()
        waits(desk, 1)
    line_does(desk, lose_the_answer)
    # Not by the button: the desk also sends by itself, and then has none.
    desk.evaluate("window.dispatchEvent(new Event('online'))")
    until(lambda: counts(space)["visits"] == 9, "what was noted did not arrive", page=desk)
    line_is_back(desk)
    shown(desk, 9)
    late = Visit.objects.filter(clock="corrected")
    assert set(late.values_list("local_date", "client_at__date")) == {
        (timezone.localdate(), timezone.localdate(odd))
    }
    assert (late.count(), Visit.objects.count(), Quarantine.objects.count()) == (8, 9, 0)


def test_a_browser_that_keeps_nothing_says_so(
    open_page: OpenPage, sign_in: SignIn, noor: User, space: Space
) -> None:
    page = open_page()
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    sign_in(page, noor)
    page.goto(DESK)
    expect(page.locator("#computer")).to_contain_text("This browser cannot work offline.")
    page.keyboard.press("2")
    shown(page, 2)
    said(page, "Saved: 2 people.")
    no_line(page)
    page.keyboard.press("5")
    expect(page.locator("#unsent-why")).to_contain_text("It is kept only as long as this page is open.")
    expect(page.locator("#count .said")).to_be_empty()
    line_is_back(page)
    shown(page, 7)
    assert counts(space)["visits"] == 7


FULL = """() => {
  IDBObjectStore.prototype.add = () => { throw new DOMException("the disk is full", "QuotaExceededError") };
}"""


def test_a_disk_that_fills_up_is_said_and_the_act_still_counts(desk: Page, space: Space) -> None:
    expect(desk.locator("#computer")).to_contain_text("Is this a private window? Then it cannot work offline")
    desk.evaluate(FULL)
    no_line(desk)
    desk.keyboard.press("5")
    expect(desk.locator("#unsent-why")).to_contain_text("It is kept only as long as this page is open.")
    expect(desk.locator("#computer")).to_contain_text("This browser cannot work offline.")
    line_is_back(desk)
    shown(desk, 5)
    assert counts(space)["visits"] == 5


@looks
def test_everybody_can_read_what_waits(
    open_page: OpenPage, sign_in: SignIn, axe: Axe, space: Space, noor: User, width: int, language: str
) -> None:
    page = open_page(width=width)
    sign_in(page, noor)
    page.goto(f"/{language}/desk/de-trede/")
    page.keyboard.press("1")
    shown(page, 1)
    no_line(page)
    page.keyboard.press("w")
    expect(page.locator("#unsent")).to_have_attribute("data-state", "waiting")
    undo(space, noor, Target.TAP, Visit.objects.get().tap)
    line_is_whole(page)
    try_again(page)
    expect(page.locator("#apart .apart > li")).to_have_count(1)
    no_line(page)
    page.keyboard.press("8")
    expect(page.locator("#unsent")).to_have_attribute("data-state", "waiting")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.evaluate("document.querySelector('.menu form').requestSubmit()")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert axe(page) == []
    page.goto(f"/{language}/desk/de-trede/shell/")
    expect(page.locator("#desk[data-ready]")).to_be_attached()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
