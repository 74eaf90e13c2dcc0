"""The server is killed, the tab closed, the browser killed; nothing is lost and nothing counts twice."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from opstap.accounts.models import User
from opstap.core.models import Receipt
from opstap.desk.models import HelpRecord, SentAway, Visit
from opstap.spaces.models import Space
from tests.browser.line import try_again
from tests.browser.outage import OwnBrowser, Server, sign_in_at, until
from tests.desk.acts import counts
from tests.factories import make_animator, make_network, make_organisation, make_space

DESK = "/en/desk/de-trede/"
SHELLS_ARE_KEPT = """async () => {
  const shell = language => caches.match(`/${language}/desk/de-trede/shell/`, { ignoreVary: true });
  return (await Promise.all(['fr', 'nl', 'en'].map(shell))).every(Boolean);
}"""
RAW = """async () => {
  const db = await new Promise((found, failed) => {
    const asked = indexedDB.open('opstap-desk');
    asked.onsuccess = () => found(asked.result); asked.onerror = failed;
  });
  const out = {};
  for (const name of db.objectStoreNames) out[name] = await new Promise(found => {
    const asked = db.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => found(asked.result);
  });
  db.close();
  const text = value => value instanceof ArrayBuffer ? new TextDecoder('latin1').decode(value) : value;
  const key = out.keys[0]?.key;
  return { rows: JSON.stringify(out, (_name, value) => text(value)), items: out.items.length,
    keys: out.keys.length, extractable: key?.extractable };
}"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the server, so that its static files are gathered once."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture
def space(transactional_db: None) -> Space:
    organisation = make_organisation(network=make_network("brussels"))
    return make_space("de-trede", organisation=organisation, names={"fr": "La Marche", "nl": "De Trede"})


@pytest.fixture
def noor(space: Space) -> User:
    return make_animator(space, name="Noor")


@pytest.fixture
def server(files: Path, noor: User) -> Iterator[Server]:
    server = Server(files)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def at_the_desk(own_browser: OwnBrowser, server: Server, noor: User) -> BrowserContext:
    """Signed in, the desk opened once, and kept for a start without a line."""
    context = own_browser.open()
    sign_in_at(context, server, noor)
    page = context.pages[0]
    page.goto(DESK)
    until(lambda: page.evaluate(SHELLS_ARE_KEPT), "the service workers keep no shells")
    return context


def count_one_each(page: Page, times: int) -> None:
    expect(page.locator("#desk[data-ready]")).to_be_attached()
    for _ in range(times):
        page.keyboard.press("1")


def waits(page: Page, notes: int) -> None:
    expect(page.locator("#unsent li")).to_have_count(notes, timeout=20_000)


def all_sent(page: Page) -> None:
    # What failed a few times is tried again after 72 seconds at most.
    expect(page.locator("#unsent")).to_have_attribute("data-state", "sent", timeout=90_000)


def test_a_hundred_notes_survive_the_server_the_tab_and_the_browser(
    at_the_desk: BrowserContext, own_browser: OwnBrowser, server: Server, noor: User, space: Space
) -> None:
    server.kill()
    page = at_the_desk.pages[0]
    count_one_each(page, 30)
    waits(page, 30)
    at_the_desk.new_page()
    page.close()
    page = at_the_desk.pages[0]
    page.goto(DESK)
    count_one_each(page, 30)
    waits(page, 60)
    own_browser.kill()

    context = own_browser.open()
    page = context.pages[0]
    page.goto("/en/desk/")  # where the app on the start screen begins
    count_one_each(page, 40)
    waits(page, 100)
    expect(page.locator("#unsent-state")).to_contain_text("100 notes are not sent yet, since ")
    raw = page.evaluate(RAW)
    assert (raw["items"], raw["extractable"]) == (100, False)
    assert [word for word in ("visits", "people", "kind", str(noor.uid)) if word in raw["rows"]] == []

    server.start()
    try_again(page)
    expect(page.locator("#unsent-why")).to_contain_text("You are signed out.")
    waits(page, 100)
    sign_in_at(context, server, noor)
    try_again(page)
    # When all is sent the page gives way to the whole desk: asked meanwhile, it would answer nothing.
    expect(page.get_by_role("button", name="Sign out")).to_be_visible(timeout=60_000)
    all_sent(page)
    assert (Receipt.objects.count(), counts(space)["visits"]) == (100, 100)
    assert set(Visit.objects.values_list("by", flat=True)) == {noor.pk}
    assert page.evaluate(RAW)["items"] == 0


def test_a_day_that_begins_without_a_line(at_the_desk: BrowserContext, server: Server, space: Space) -> None:
    server.kill()
    page = at_the_desk.pages[0]
    page.goto("/nl/desk/de-trede/")  # never opened in Dutch before
    expect(page.locator("#help .said")).to_be_attached()
    page.goto(DESK)
    expect(page.locator("main")).to_contain_text("No line at the moment.")
    assert ("Noor" in page.content(), "csrfmiddlewaretoken" in page.content()) == (False, False)
    count_one_each(page, 1)
    page.keyboard.press("8")
    page.keyboard.press("w")
    page.keyboard.press("u")
    expect(page.locator("#count-today")).to_have_text("1 visit noted here")
    page.keyboard.press("t")
    page.get_by_role("radio", name="E-mail").check()
    page.locator("#help").get_by_label("15 min").check()
    expect(page.get_by_label("The last one")).to_be_checked()
    page.get_by_role("button", name="Save").click()
    waits(page, 6)
    page.locator("#unsent summary").click()
    page.locator("#unsent li", has_text="Sent away").get_by_role("button", name="Undo").click()
    waits(page, 7)

    server.start()
    try_again(page)
    until(lambda: Receipt.objects.count() == 7, "not all was sent")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible(timeout=30_000)
    all_sent(page)
    assert counts(space) == {"visits": 1, "help": 1, "sent_away": 0}
    assert (Visit.objects.count(), SentAway.objects.count()) == (9, 1)
    assert HelpRecord.objects.get().visit == Visit.objects.get(voiding=None)


def test_an_old_shell_gives_way_when_the_line_is_there(at_the_desk: BrowserContext, server: Server) -> None:
    page = at_the_desk.pages[0]
    old = """async () => {
      const cache = await caches.open('opstap-desk-old');
      const shell = new Response('old', { headers: { 'Opstap-Version': 'old' } });
      await cache.put('/en/desk/de-trede/shell/', shell);
    }"""
    page.evaluate(old)
    page.reload()
    until(lambda: len(page.evaluate("() => caches.keys()")) == 1, "the old shell is still there")
    server.kill()
    page.goto(DESK)
    expect(page.locator("main")).to_contain_text("No line at the moment.")


def test_a_portal_that_answers_everything_is_not_taken_for_the_desk(
    at_the_desk: BrowserContext, server: Server, space: Space, portal: Callable[[int], None]
) -> None:
    server.kill()
    portal(server.port)
    page = at_the_desk.pages[0]
    page.goto(DESK)
    expect(page.locator("main")).to_contain_text("No line at the moment.")
    count_one_each(page, 3)
    expect(page.locator("#unsent")).to_have_attribute("data-state", "waiting")
    waits(page, 3)
    assert Receipt.objects.count() == 0


@pytest.fixture
def portal() -> Iterator[Callable[[int], None]]:
    """A Wi-Fi gateway in the place of the server: 200 and a page, whatever is asked."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    class Gateway(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<html><body>Welcome to our Wi-Fi. Accept the rules.</body></html>")

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, *_args: object) -> None: ...

    started: list[ThreadingHTTPServer] = []

    def start(port: int) -> None:
        gateway = ThreadingHTTPServer(("127.0.0.1", port), Gateway)
        started.append(gateway)
        Thread(target=gateway.serve_forever, daemon=True).start()

    yield start
    for gateway in started:
        gateway.shutdown()
        gateway.server_close()
