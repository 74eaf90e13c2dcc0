"""The rules and the overview of a label in a real browser: each language, phone and desk screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from opstap.label.models import SchemeVersion
from opstap.label.services.schemes import load_scheme
from opstap.label.services.versions import copy_version
from tests.browser.faults import Axe, faults
from tests.browser.looks import looks
from tests.browser.pages import another_page
from tests.factories import make_label, make_network, make_region_officer, make_space

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Page]
SignIn = Callable[[Page, object], None]


@pytest.fixture
def draft() -> SchemeVersion:
    """A draft of the rules of Brussels, and three spaces: labelled, far off, and without hours."""
    network = make_network("demo")
    version = load_scheme(network=network, code="brussels-2021", by=None)
    hours = ("Mo-Fr 09:00-17:00", "Mo 09:00-12:00", "")
    spaces = [make_space(network=network, open_hours=one, computers=7, tablets=0) for one in hours]
    make_label(spaces[0], version)
    return copy_version(version=version, by=make_region_officer(network))


@looks
def test_pages_of_the_rules_and_the_overview(
    draft: SchemeVersion, open_page: Open, sign_in: SignIn, axe: Axe, language: str, width: int
) -> None:
    page, start = open_page(width=width), f"/{language}/label"
    assert faults(page, axe, f"{start}/rules/", f"{start}/rules/demo-brussels/") == {}
    sign_in(page, make_region_officer(draft.scheme.network))
    version, overview = f"{start}/schemes/{draft.uid}", f"{start}/overview/demo-brussels"
    criterion = draft.criteria.get(code="open-hours")
    pages = [
        f"{start}/schemes/",
        *(f"{version}/{name}" for name in ("", "preview/", "publish/", "remove/", "criteria/new/")),
        *(f"{version}/change/{part}/" for part in ("texts", "basis", "terms")),
        f"{version}/criteria/new/?kind=measured",
        f"{start}/schemes/criteria/{criterion.uid}/",
        f"{start}/schemes/criteria/{criterion.uid}/remove/",
        f"{overview}/",
        f"{overview}/spaces/?sort=-open-hours",
        f"{overview}/threshold/?criterion=open-hours&threshold=3",
        f"{overview}/close/",
    ]
    assert faults(page, axe, *pages) == {}


def test_a_new_version_is_written_and_published_without_javascript(
    draft: SchemeVersion, open_page: Open, sign_in: SignIn
) -> None:
    page = open_page(javascript=False)
    sign_in(page, make_region_officer(draft.scheme.network))
    page.goto(f"/en/label/schemes/{draft.uid}/")
    with another_page(page):
        page.get_by_role("link", name="The space is open at least 15 hours a week.").click()
    page.get_by_label("Threshold").fill("20")
    with another_page(page):
        page.get_by_role("button", name="Save").click()
    with another_page(page):
        page.get_by_role("link", name="Which spaces would pass it today?").click()
    assert "at least 20 hours a week" in page.locator("thead").inner_text()
    page.goto(f"/en/label/schemes/{draft.uid}/publish/")
    page.get_by_label("Valid from").fill("2099-01-01")
    with another_page(page):
        page.get_by_role("button", name="Publish").click()

    draft.refresh_from_db()
    assert (str(draft.valid_from), draft.criteria.get(code="open-hours").threshold) == ("2099-01-01", 20)
