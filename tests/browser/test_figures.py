"""The figures in a real browser: every language, phone and desk screen, light and dark, on paper."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from opstap.core.periods import last_whole_month
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.browser.looks import looks, looks_and_schemes
from tests.browser.pages import another_page
from tests.census.events import complete, declared, help_record, post, sent_away, visit
from tests.factories import (
    make_coordinator,
    make_e_service,
    make_network,
    make_network_coordinator,
    make_organisation,
    make_space,
)

pytestmark = pytest.mark.django_db(transaction=True)

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, object], None]
LAST_YEAR = timezone.localdate().year - 1


@pytest.fixture
def network() -> Network:
    """Three spaces: one answered everything, one a part, one nothing."""
    network = make_network(names={"fr": "Réseau d’essai", "nl": "Proefnetwerk", "en": "Trial network"})
    whole, part, _silent = (
        make_space(name, organisation=make_organisation(network=network), names={"fr": name.title()})
        for name in ("entier", "partiel", "muet")
    )
    service = make_e_service(network)
    for space in (whole, part):
        for month in range(1, 13):
            visit(space, date(LAST_YEAR, month, 5), times=month, purpose="procedures", e_service=service)
        help_record(space, date(LAST_YEAR, 3, 3), publics=["reading"], theme="administrative:foreigners")
        sent_away(space, date(LAST_YEAR, 3, 3))
    complete(whole, date(LAST_YEAR, 1, 1), date(LAST_YEAR, 12, 1))
    complete(part, date(LAST_YEAR, 1, 1), date(LAST_YEAR, 6, 1))
    post(whole)
    declared(whole, LAST_YEAR, training_users=30)
    return network


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the screen."""
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


@looks_and_schemes
def test_the_network_is_accessible(
    network: Network,
    open_page: Callable[..., Page],
    sign_in: SignIn,
    axe: Axe,
    language: str,
    width: int,
    scheme: str,
) -> None:
    page = open_page(width=width, color_scheme=scheme, javascript=True)
    sign_in(page, make_network_coordinator(network))
    page.goto(f"/{language}/figures/?year={LAST_YEAR}")

    assert (axe(page), overflow(page)) == ([], 0)


@looks
def test_the_pages_of_a_coordinator_are_accessible(
    network: Network, open_page: Callable[..., Page], sign_in: SignIn, axe: Axe, language: str, width: int
) -> None:
    page = open_page(width=width)
    sign_in(page, make_coordinator(Space.objects.get(slug="partiel")))
    found = []
    for address in (
        f"?of=space:partiel&year={LAST_YEAR}",
        "?part=dates",
        f"partiel/months/?year={LAST_YEAR}",
        f"partiel/year/{LAST_YEAR}/",
    ):
        page.goto(f"/{language}/figures/{address}")
        found += [(address, *axe(page), overflow(page))]

    assert [fault for fault in found if fault[1:] != (0,)] == []


def test_without_javascript_a_coordinator_declares_a_month_in_two_taps(
    network: Network, open_page: Callable[..., Page], sign_in: SignIn
) -> None:
    page = open_page(width=320, javascript=False, locale="en-GB")
    sign_in(page, make_coordinator(Space.objects.get(slug="muet")))
    month = last_whole_month(timezone.localdate())
    page.goto(f"/en/figures/muet/months/?year={month.year}")
    with another_page(page):
        page.get_by_role("row", name=f"{month:%B %Y}").get_by_role("button").click()
    with another_page(page):
        page.get_by_role("button", name="Yes, really zero").click()

    assert page.get_by_text("is complete. Thank you.").count() == 1
    assert page.get_by_role("row", name=f"{month:%B %Y}").get_by_text("complete, said on").count() == 1


def test_without_javascript_the_question_is_a_plain_form(
    network: Network, open_page: Callable[..., Page], sign_in: SignIn
) -> None:
    page = open_page(javascript=False, locale="en-GB")
    sign_in(page, make_network_coordinator(network))
    page.goto("/en/figures/")
    page.get_by_label("Of whom").select_option("space:entier")
    page.get_by_label("Year", exact=True).select_option(str(LAST_YEAR))
    page.get_by_label("Part of the year").select_option("q4")
    with another_page(page):
        page.get_by_role("button", name="Show the figures").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Entier"
    assert page.locator(".fig").first.inner_text() == "33"


def test_paper_keeps_figures_and_drops_the_form(
    network: Network, open_page: Callable[..., Page], sign_in: SignIn
) -> None:
    page = open_page()
    sign_in(page, make_network_coordinator(network))
    page.goto(f"/fr/figures/?year={LAST_YEAR}")
    page.emulate_media(media="print")

    assert page.locator("form:visible").count() == 0
    assert page.locator(".fig").first.is_visible()
