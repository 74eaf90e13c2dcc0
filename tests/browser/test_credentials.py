"""Checking a credential in a real browser: with and without scripts, at both widths, in three languages."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from opstap.credentials import services as credentials
from opstap.credentials.models import Credential
from tests.browser.looks import looks_and_schemes
from tests.browser.pages import another_page
from tests.credentials.badges import Issuer, changed
from tests.factories import make_credential

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[..., Page]
Axe = Callable[[Page], list[str]]

HOLDS = {"fr": "Elle est valable.", "nl": "Het is geldig.", "en": "It holds."}
HOLDS_NOT = {"fr": "Elle n’est pas valable.", "nl": "Het is niet geldig.", "en": "It does not hold."}


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Keys of its own; no check of another test counts."""
    settings.DATA_DIR = tmp_path
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def suspended() -> Credential:
    credential = make_credential()
    return credentials.suspend_credential(credential=credential, reason="hours", by=None)


def _faults(page: Page, where: str, axe: Axe) -> Iterator[str]:
    yield from (f"{where}: {fault}" for fault in axe(page))
    too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if too_wide > 0:
        yield f"{where}: {too_wide} pixels too wide"


@looks_and_schemes
def test_every_page_is_accessible_and_fits(
    open_page: OpenPage, axe: Axe, suspended: Credential, language: str, width: int, scheme: str
) -> None:
    page = open_page(width=width, color_scheme=scheme)
    badge = Issuer().badge()
    page.goto(f"/{language}/credentials/verify/")
    faults = list(_faults(page, "asked", axe))
    for document, said in (
        (badge, HOLDS),
        (changed(badge, "@context.1", "https://example.org/c"), HOLDS_NOT),
    ):
        page.locator("#id_text").fill(json.dumps(document))
        with another_page(page):
            page.locator("main form button").click()
        expect(page.locator("#verdict")).to_contain_text(said[language])
        faults += _faults(page, said[language], axe)
    with another_page(page):
        page.locator("main form button").click()
    faults += _faults(page, "nothing handed in", axe)
    page.goto(f"/{language}/credentials/{suspended.uid}/")
    faults += _faults(page, "one of ours", axe)

    assert faults == []


def test_a_file_is_checked_by_keyboard_and_without_javascript(open_page: OpenPage, tmp_path: Path) -> None:
    path = tmp_path / "badge.json"
    path.write_text(json.dumps(Issuer().badge()))
    page = open_page(width=320, javascript=False)
    page.goto("/fr/credentials/verify/")
    page.locator("#id_file").set_input_files(path)
    page.locator("#id_file").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    with another_page(page):
        page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text(HOLDS["fr"])
    expect(page.get_by_role("table")).to_contain_text("A labelled space")


def test_the_square_leads_to_the_page_and_the_file(page: Page, suspended: Credential) -> None:
    page.goto(f"/credentials/{suspended.uid}")
    expect(page).to_have_url(f"/fr/credentials/{suspended.uid}/")
    expect(page.locator("#verdict")).to_contain_text("suspendue")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le fichier").click()
    assert json.loads(Path(download.value.path()).read_text()) == suspended.document
