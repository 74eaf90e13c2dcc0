"""The public register of labels and its mandates in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from opstap.label.models import Label
from opstap.label.services.watching import watch_all
from tests.browser.looks import looks_and_schemes
from tests.browser.pages import another_page
from tests.factories import (
    make_area,
    make_criterion,
    make_label,
    make_mandate,
    make_organisation,
    make_region_officer,
    make_space,
    make_version,
)

pytestmark = pytest.mark.django_db(transaction=True)

OpenPage = Callable[..., Page]
SignIn = Callable[..., None]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def label() -> Label:
    """One label in force that fails a condition and meets another, one suspended, one from before."""
    version = make_version(summaries={"fr": "Quelqu’un vous aide ici.", "nl": "Hier helpt iemand je."})
    make_criterion(version, "spaces.open-hours", 15, texts={"fr": "Quinze heures", "nl": "Vijftien uur"})
    make_criterion(version, "spaces.computers-and-tablets", 6, texts={"fr": "Six ordinateurs"})
    make_criterion(version, texts={"fr": "Règlement affiché", "nl": "Reglement"})
    here = make_area(names={"fr": "Anderlecht", "nl": "Anderlecht"})
    organisation = make_organisation(names={"fr": "Commune", "nl": "Gemeente"})
    space = make_space(
        "la-marche",
        names={"fr": "La Marche", "nl": "De Trede"},
        organisation=organisation,
        municipality=here,
        open_hours="Mo-Fr 10:00-12:00",
        computers=8,
        tablets=0,
    )
    make_label(make_space(), version, standing="suspended")
    make_label(make_space(), version, is_from_before=True, source="Liste de 2020")
    make_mandate(organisation).spaces.add(space)
    label = make_label(space, version)
    watch_all()
    return label


@looks_and_schemes
def test_everybody_can_use_the_register(
    open_page: OpenPage, sign_in: SignIn, axe: Axe, label: Label, language: str, width: int, scheme: str
) -> None:
    page = open_page(width=width, color_scheme=scheme)
    faults = []
    mandate = label.space.mandates.get()
    public = [
        "",
        "?standing=all",
        f"{label.uid}/",
        f"{label.uid}/embed/",
        "mandates/",
        f"mandates/{mandate.uid}/",
    ]
    office = ["watch/", "earlier/", f"held/{label.uid}/", f"held/{label.uid}/propose/"]
    office.append(f"mandates/new/{label.version.scheme.network.slug}/")
    for path in public + office:
        if path == office[0]:
            sign_in(page, make_region_officer(label.version.scheme.network))
        page.goto(f"/{language}/label/{path}")
        wide = page.evaluate("document.documentElement.scrollWidth") - width
        faults += [(path, fault) for fault in axe(page)] + ([(path, f"{wide} px too wide")] if wide else [])
    assert faults == []


def test_the_finder_shows_the_label_and_leads_to_its_page(open_page: OpenPage, label: Label) -> None:
    page = open_page(javascript=False)
    page.goto("/fr/place/la-marche/")
    section = page.get_by_role("region", name="Label")
    assert "Quelqu’un vous aide ici." in section.inner_text()
    with another_page(page):
        section.get_by_role("link").click()
    assert page.url.endswith(f"/fr/label/{label.uid}/")
