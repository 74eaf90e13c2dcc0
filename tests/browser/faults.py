"""What is wrong with pages, for a list of addresses."""

from collections.abc import Callable

from playwright.sync_api import Page

Axe = Callable[[Page], list[str]]


def faults(page: Page, axe: Axe, *addresses: str) -> dict[str, object]:
    """What axe finds on each page, by how many pixels it is wider than the screen, and if it is the page."""
    found = {}
    for address in addresses:
        answer = page.goto(address)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        state = (answer.status if answer else 0, axe(page), wider, page.url.endswith(address))
        if state != (200, [], 0, True):
            found[address] = state
    return found
