"""A real Chromium on the live server. Fixtures:

page, phone       a page of 1,280 pixels, a page of 320
open_page         makes others: open_page(width=320, javascript=False, locale="nl-BE", color_scheme="dark")
sign_in           sign_in(page, user): signed in without the form
watch             what went wrong on the pages so far, for tests that provoke it
own_browser       a Chromium with a profile on the disk, to be killed; the test has a `server`
axe               axe(page): what axe-core finds wrong, one line each, empty when all is well

Every page is watched. A request to another host, a script error, a refusal by the content security
policy or a missing file of the page fails the test, without a word in the test itself.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Response,
    Route,
    expect,
    sync_playwright,
)

from tests.browser.chromium import FLAGS, executable
from tests.browser.outage import OwnBrowser

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "tests" / "artifacts"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})"
# Timers sleep where JavaScript is off, and axe would wait for them for ever.
TIMERS_AT_ONCE = (
    "window.setTimeout = (f, ms, ...more) => { Promise.resolve(more).then(m => f && f(...m)); return 0 }"
)

# What is expected is there in a tenth of a second, on a machine that others use in as many seconds. A test
# that passes never waits for the end of it.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _absent(what: str) -> None:
    """Skip on somebody's own machine; in the complete run a browser test never passes by not running."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = executable()
    if path is None:
        _absent("Chromium is not installed. On Debian: apt-get install chromium-headless-shell")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's event loop makes Django think it runs asynchronously.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def without_scripts() -> set[BrowserContext]:
    """The contexts in which pages run no JavaScript."""
    return set()


class Watch:
    """Collects what must not happen on a page."""

    def __init__(self, server: str) -> None:
        self.host = urlsplit(server).netloc
        self.faults: list[str] = []

    def route(self, route: Route) -> None:
        if urlsplit(route.request.url).netloc == self.host:
            route.continue_()
        else:
            self.faults.append(f"request to another host: {route.request.url}")
            route.abort()

    def console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.faults.append(f"refused by the content security policy: {message.text}")

    def error(self, error: Error) -> None:
        self.faults.append(f"script error: {error}")

    def response(self, response: Response) -> None:
        part_of_page = response.request.resource_type in {"stylesheet", "script", "image", "font"}
        if part_of_page and response.status >= HTTPStatus.BAD_REQUEST:
            self.faults.append(f"missing file of the page: {response.status} {response.url}")


@pytest.fixture
def watch(live_server: Any) -> Iterator[Watch]:
    watch = Watch(live_server.url)
    yield watch
    if watch.faults:
        pytest.fail("\n".join(watch.faults), pytrace=False)


@pytest.fixture
def open_page(
    browser: Browser,
    live_server: Any,
    watch: Watch,
    without_scripts: set[BrowserContext],
    request: pytest.FixtureRequest,
) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []

    def open_page(*, width: int = 1280, height: int = 800, javascript: bool = True, **more: Any) -> Page:
        more.setdefault("locale", "fr-BE")
        more.setdefault("timezone_id", "Europe/Brussels")
        # What a service worker fetches escapes the watch; tests of it have a browser of their own.
        more.setdefault("service_workers", "block")
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            **more,
        )
        contexts.append(context)
        without_scripts.update({context} if not javascript else ())
        context.route("**/*", watch.route)
        context.on("console", watch.console)
        context.on("weberror", lambda problem: watch.error(problem.error))
        context.on("response", watch.response)
        return context.new_page()

    yield open_page
    if getattr(request.node, "failed_in_browser", False):
        _keep_pictures(request.node.name, contexts)
    for context in contexts:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.when in {"setup", "call"}:  # of a second try too: its pictures are not those of the first
        item.failed_in_browser = report.when == "call" and report.failed  # type: ignore[attr-defined]
    return report


def _keep_pictures(test: str, contexts: list[BrowserContext]) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    name = "".join(letter if letter.isalnum() else "-" for letter in test)
    for number, page in enumerate(page for context in contexts for page in context.pages):
        with contextlib.suppress(Error):  # a page that hangs has no picture, and the test has its own words
            page.screenshot(path=ARTIFACTS / f"{name}-{number}.png", full_page=True, timeout=5_000)


@pytest.fixture
def own_browser(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[OwnBrowser]:
    own = OwnBrowser(browser.browser_type, tmp_path / "profile", request.getfixturevalue("server"))
    yield own
    own.kill()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(width=320, height=640, has_touch=True)


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    def sign_in(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user)
        cookies = [
            {"name": cookie.key, "value": cookie.value, "url": live_server.url}
            for cookie in client.cookies.values()
        ]
        page.context.add_cookies(cookies)  # type: ignore[arg-type]

    return sign_in


@pytest.fixture(scope="session")
def axe(without_scripts: set[BrowserContext]) -> Callable[[Page], list[str]]:
    if not AXE.is_file():
        _absent("axe-core is not there. Run `make setup-dev`")
    source = AXE.read_text()

    def axe(page: Page) -> list[str]:
        if page.context in without_scripts:
            page.evaluate(TIMERS_AT_ONCE)
        page.wait_for_load_state("load")  # with its stylesheet, without which every target is too small
        # Evaluated by the browser's debugger, so that the page keeps its content security policy.
        page.evaluate(source)
        found = page.evaluate(AXE_RUN, AXE_TAGS)
        return [
            f"{violation['id']}: {violation['help']} {json.dumps(node['target'])} {node['html'][:200]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return axe
