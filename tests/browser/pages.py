"""Pages that follow each other: a form is sent, a link is followed, and the next step is about what comes.

Playwright's click and press return when the browser has *begun* to show another document, if it had asked
for one by then; a key of `page.keyboard` waits for nothing. What comes next may meet a document of which a
part is there, or the old one. So:

    with another_page(page):
        page.get_by_role("button", name="Save").click()

A test that first expects what only the other page says may leave it out, unless keys follow: see `drawn`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.browser.outage import until


@contextmanager
def another_page(page: Page) -> Iterator[None]:
    """What is done inside brings another document; afterwards it is there with all its files, and drawn."""
    with page.expect_navigation(wait_until="load") as arrived:
        yield
    assert arrived.value is not None, f"the document stayed the same: {page.url}"
    if "#" in page.url:
        drawn(page)


def becomes_true(page: Page, question: str) -> None:
    """Ask the page until it says yes. (Playwright's `wait_for_function` asks by `eval`: our pages forbid it.)

    Not while another page is on its way: then nothing is answered at all, and nothing ends the waiting.
    """
    until(lambda: page.evaluate(question), f"it never becomes true: {question}", page=page)


def drawn(page: Page) -> None:
    """Wait until the page is drawn: then a browser follows the `#part` of the address, and moves the focus.

    It does so once, and a key pressed before goes to what had the focus no longer.
    """
    # An element that keeps its place for two frames: those cannot be asked for where JavaScript is off.
    page.locator("html").element_handle().wait_for_element_state("stable")
