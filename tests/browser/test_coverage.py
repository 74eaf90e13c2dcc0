"""Reach and a plan in a real browser: every language, phone and desk screen, light and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.faults import faults
from tests.browser.looks import looks_and_schemes
from tests.coverage.town import Town, make_people, make_square, make_town
from tests.factories import make_network_coordinator, make_plan

pytestmark = pytest.mark.django_db(transaction=True)

Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, object], None]


@pytest.fixture
def town() -> Town:
    town = make_town()
    for area in town.areas:
        make_square(area)
        make_people(area, 20, "share_65_plus_pct")
    return town


@looks_and_schemes
def test_reach_and_plans_are_accessible(
    town: Town,
    open_page: Callable[..., Page],
    axe: Axe,
    sign_in: SignIn,
    language: str,
    width: int,
    scheme: str,
) -> None:
    plan = make_plan(town.network, budget=2.0, years=2)
    page = open_page(width=width, color_scheme=scheme, javascript=True)
    sign_in(page, make_network_coordinator(town.network))
    start = f"/{language}/reach/town/"

    assert faults(page, axe, start, f"{start}rules/", f"{start}plans/", f"{start}plans/{plan.uid}/") == {}


@looks_and_schemes
def test_what_if_comparison_and_outcome_are_accessible(
    town: Town,
    open_page: Callable[..., Page],
    axe: Axe,
    sign_in: SignIn,
    language: str,
    width: int,
    scheme: str,
) -> None:
    plans = [make_plan(town.network, budget=budget, years=2) for budget in (1.0, 2.0)]
    page = open_page(width=width, color_scheme=scheme, javascript=True)
    sign_in(page, make_network_coordinator(town.network))
    start = f"/{language}/reach/town/"
    one, other = (str(plan.uid) for plan in plans)

    assert (
        faults(
            page,
            axe,
            f"{start}what-if/?change=close~help&change=new~municipality.T-East~1~12345~0900-1700",
            f"{start}plans/compare/?a={one}&b={other}",
            f"{start}plans/{other}/outcome/",
        )
        == {}
    )
