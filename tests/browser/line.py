"""The line between a desk and its place: whole, cut, or with something odd in between.

One handler stays on the line and what it does changes. Where a handler is taken away while a request is
under way, Playwright gives that request to the next one as well, and a test is red once in a hundred runs.
"""

from collections.abc import Callable
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, Page, Route
from playwright.sync_api import TimeoutError as TooLate

MOST_TRIES = 4
BATCH = "**/de-trede/batch/"

Act = Callable[[Route], object]


class _Line:
    def __init__(self) -> None:
        self.act: Act = Route.fallback

    def handle(self, route: Route) -> None:
        self.act(route)


_lines: WeakKeyDictionary[BrowserContext, _Line] = WeakKeyDictionary()


def line_does(page: Page, act: Act) -> None:
    """From now on `act` answers what desks in the browser of this page send."""
    line = _lines.get(page.context)
    if line is None:
        line = _lines[page.context] = _Line()
        page.context.route(BATCH, line.handle)
    line.act = act


def no_line(page: Page) -> None:
    line_does(page, Route.abort)


def line_is_whole(page: Page) -> None:
    """Nobody tells the desk: it tries by itself, or is told to."""
    line_does(page, Route.fallback)


def line_is_back(page: Page) -> None:
    """… and the browser says so to the page, which sends at once."""
    line_is_whole(page)
    page.evaluate("window.dispatchEvent(new Event('online'))")


def lose_the_answer(route: Route) -> None:
    route.fetch()
    route.abort()


def try_again(page: Page) -> None:
    """Presses the button, unless the desk was faster: it also sends by itself, and then has none."""
    button = page.locator("#send-now")
    for _try in range(MOST_TRIES):
        if not button.is_visible():
            return
        try:
            button.click(timeout=5_000)
        except TooLate:
            continue
        return
    assert not button.is_visible(), "the button is there and cannot be pressed"
