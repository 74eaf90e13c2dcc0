"""The record, the hours, the rota and the posts in a real browser; the hours without JavaScript."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from opstap.accounts.models import User
from opstap.network.models import FreeProgram
from opstap.spaces.forms.record import PARTS
from opstap.spaces.models import Space
from opstap.spaces.services.duty import check_in
from opstap.spaces.services.record import change_space
from opstap.territory.models import Network
from tests.browser.looks import looks_and_schemes
from tests.browser.pages import another_page, drawn
from tests.factories import (
    make_animator,
    make_assignment,
    make_coordinator,
    make_duty,
    make_interruption,
    make_lot,
    make_network,
    make_network_coordinator,
    make_organisation,
    make_past_address,
    make_photo,
    make_post,
    make_price,
    make_program,
    make_report,
    make_reserved,
    make_room,
    make_space,
    make_use,
)

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[..., Page]
SignIn = Callable[[Page, User], None]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def space() -> Space:
    """A space with something on each of its pages, and an empty one beside it."""
    organisation = make_organisation(
        network=make_network("brussels"), names={"fr": "Commune", "nl": "Gemeente"}
    )
    space = make_space("la-marche", organisation=organisation, names={"fr": "La Marche", "nl": "De Trede"})
    make_space("vide", organisation=organisation, publication="review", open_hours="Mo[1] 10:00-12:00")
    noor = make_animator(space, name="Noor", email="noor@example.org")
    change_space(
        space,
        by=noor,
        staffed_hours='Mo-Fr 09:00-12:30,13:30-17:00; PH off; 2090 Dec 24 off "fermé"',
        training_hours="off",
        offers={"service": ["job"], "language": ["fr", "nl"]},
    )
    make_duty(space, noor, starts_at=timezone.now() + timedelta(hours=3))
    check_in(space, make_animator(space))
    make_assignment(make_post(space), noor, qualification="certificate")
    make_lot(space, "desktop", 6, year_bought=2021)
    make_post(space, valid_until=timezone.localdate() - timedelta(days=1))
    make_report(space)
    make_interruption(space, reasons={"fr": "Travaux", "nl": "Werken"})
    make_photo(space)
    make_past_address(space, streets={"fr": "Rue Haute 1"})
    make_use(make_program(Network.objects.get(), replaces=["Word"], systems=["linux"]), space, 6)
    make_reserved(space, "Tu 10:00-12:00")
    make_room(space, places=12)
    make_price(space)
    return space


def pages(space: Space) -> Iterator[tuple[str, User]]:
    assert space.organisation is not None
    amina = make_coordinator(space.organisation, name="Amina")
    network = make_network_coordinator(space.organisation.network_memberships.get().network)
    organisation, post = space.organisation.uid, space.posts.earliest("pk")
    for path in ("", "la-marche/", "vide/", "la-marche/posts/", "la-marche/duty/", "new/", "organisations/"):
        yield path, amina
    for part in PARTS:
        yield f"la-marche/edit/{part}/", amina
    yield "la-marche/hours/staffed/", amina
    lot, assignment = space.equipment.get(), post.assignments.get()
    for path in ("la-marche/facts", "vide/facts", "la-marche/equipment", "vide/equipment"):
        yield f"{path}/", amina
    yield f"la-marche/equipment/{lot.uid}/", amina
    yield f"posts/{post.uid}/{assignment.pk}/qualification/", amina
    for kind in ("reserved", "prices", "rooms"):
        yield f"la-marche/list/{kind}/", amina
    yield f"la-marche/list/prices/{space.price_rules.get().uid}/", amina
    yield "vide/list/rooms/", amina
    report, interruption = space.error_reports.get(), space.interruptions.get()
    for path in ("wrong", f"wrong/{report.uid}", "closed", f"closed/{interruption.uid}", "photos", "moved"):
        yield f"la-marche/{path}/", amina
    yield "la-marche/equipment/list/", amina
    yield "la-marche/split/", network
    yield "../network/space/la-marche/software/", amina
    yield "../network/software/brussels/", network
    yield f"../network/software/brussels/{FreeProgram.objects.get().uid}/", network
    yield "../network/software/brussels/list/", network
    yield f"la-marche/photos/{space.photos.get().uid}/", amina
    yield "vide/hours/open/", amina
    for path in ("", "edit/", "posts/"):
        yield f"organisations/{organisation}/{path}", amina
    yield f"posts/{post.uid}/", amina
    yield f"posts/{post.uid}/end/", amina
    yield "organisations/new/", network
    yield "la-marche/", User.objects.get(email="noor@example.org")


@looks_and_schemes
def test_everybody_can_use_the_pages(
    open_page: OpenPage, sign_in: SignIn, axe: Axe, space: Space, language: str, width: int, scheme: str
) -> None:
    page = open_page(width=width, color_scheme=scheme)
    faults = []
    for path, person in pages(space):
        sign_in(page, person)
        page.goto(f"/{language}/spaces/{path}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        wide = page.evaluate("document.documentElement.scrollWidth") - width
        faults += [(path, fault) for fault in axe(page)] + ([(path, f"{wide} px too wide")] if wide else [])
    assert faults == []


def test_hours_are_filled_in_without_javascript(open_page: OpenPage, sign_in: SignIn, space: Space) -> None:
    page = open_page(width=320, javascript=False)
    sign_in(page, make_coordinator(space))
    page.goto("/en/spaces/la-marche/hours/open/")
    page.locator("[name=d1-0-from]").fill("09:00")
    page.locator("[name=d1-0-to]").fill("12:30")
    with another_page(page):
        page.get_by_role("button", name="The same until Friday").click()
    with another_page(page):
        page.get_by_role("button", name="Add different days").click()
    page.locator("[name=x0-last]").fill("2090-12-31")
    with another_page(page):
        page.locator("[name=d6-0-from]").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Write the first day.")
    page.locator("[name=x0-first]").fill("2090-12-24")
    with another_page(page):
        page.get_by_role("button", name="Look before saving").last.click()
    expect(page.get_by_role("heading", name="The next two weeks")).to_be_visible()
    with another_page(page):
        page.get_by_role("button", name="Save these hours").click()
    expect(page.get_by_role("status")).to_contain_text("The hours are saved.")
    space.refresh_from_db()
    assert space.open_hours == "Mo-Fr 09:00-12:30; PH off; 2090 Dec 24-2090 Dec 31 off"


def test_an_error_leads_to_its_field_with_the_keyboard(
    open_page: OpenPage, sign_in: SignIn, axe: Axe, space: Space
) -> None:
    page = open_page(width=320)
    sign_in(page, make_coordinator(space))
    page.goto("/en/spaces/la-marche/hours/training/")
    page.locator("[name=state][value=hours]").check()
    page.locator("[name=d2-0-from]").fill("13:00")
    page.locator("[name=d2-0-to]").fill("12:00")
    with another_page(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The end comes before the beginning.")
    assert axe(page) == []
    page.get_by_role("alert").get_by_role("link").press("Enter")
    drawn(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('fieldset').id") == "d2"


def test_checking_in_by_keyboard(open_page: OpenPage, sign_in: SignIn, space: Space) -> None:
    page = open_page()
    sign_in(page, make_coordinator(space))
    page.goto("/en/spaces/la-marche/duty/")
    with another_page(page):
        page.get_by_role("button", name="I am here").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("People can see it now.")
    with another_page(page):
        page.get_by_role("button", name="I am leaving").press("Enter")
    expect(page.get_by_role("button", name="I am here")).to_be_visible()
