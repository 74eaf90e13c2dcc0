"""The watch over every page of the browser tests notices what it is there for."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

WITHOUT_TITLE = "<html lang='en'><body><main><h1>Opstap</h1></main></body></html>"


@pytest.fixture
def faults(watch: Any) -> Iterator[list[str]]:
    """What the watch noticed; forgotten afterwards, so that the test passes."""
    yield watch.faults
    watch.faults.clear()


def test_a_request_to_another_host(page: Page, faults: list[str]) -> None:
    page.evaluate("fetch('http://elsewhere.example/map').catch(() => 0)")

    assert faults == ["request to another host: http://elsewhere.example/map"]


def test_a_script_error(page: Page, faults: list[str]) -> None:
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('oops') })")

    assert faults == ["script error: oops"]


def test_a_refusal_by_the_content_security_policy(page: Page, faults: list[str]) -> None:
    page.goto("/fr/")
    with page.expect_console_message():
        page.evaluate("document.body.setAttribute('style', 'color: red')")

    assert [fault.split(":")[0] for fault in faults] == ["refused by the content security policy"]


def test_a_missing_file_of_the_page(page: Page, live_server: Any, faults: list[str]) -> None:
    page.goto("/fr/")
    with page.expect_response("**/none.png"):
        page.evaluate("document.body.append(Object.assign(new Image(), {src: '/static/none.png'}))")

    assert faults == [f"missing file of the page: 404 {live_server.url}/static/none.png"]


@pytest.mark.parametrize("javascript", [True, False])
def test_axe_finds_a_page_without_title(
    open_page: Callable[..., Page], axe: Callable[[Page], list[str]], javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    page.set_content(WITHOUT_TITLE)

    assert [fault.split(":")[0] for fault in axe(page)] == ["document-title"]
