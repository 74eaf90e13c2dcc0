import pytest
from django.utils import translation

from opstap.spaces.completeness import lacks
from opstap.spaces.models import Space
from opstap.spaces.services.record import create_space
from tests.factories import make_area, make_organisation, make_space

pytestmark = pytest.mark.django_db


def complete_space(regime: str = "both") -> Space:
    texts = {"fr": "Oui", "nl": "Ja"}
    return create_space(
        by=None,
        names={"fr": "La Marche"},
        organisation=make_organisation(language_regime=regime),
        municipality=make_area(),
        streets=texts,
        lat=50.8,
        lon=4.3,
        precision="exact",
        phone="02 000 00 01",
        open_hours="Mo 09:00-12:00",
        staffed_hours="off",
        admission="everybody",
        price="free",
        wheelchair="no",
        building={"quiet": {"answer": "no", "on": "2026-05-01"}},
        computers=0,
        descriptions=texts,
        how_to_come=texts,
        offers={
            "service": ["job"],
            "support": ["direct_help"],
            "access_mode": ["walk_in"],
            "language": ["fr"],
        },
    )


def test_none_is_an_answer_and_a_complete_record_lacks_nothing() -> None:
    assert lacks(complete_space()) == []


def test_an_empty_record_lacks_what_residents_need_first() -> None:
    with translation.override("en"):
        found = lacks(make_space())
    assert [lack.part for lack in found[:4]] == ["hours:open", "hours:staffed", "place", "place"]
    assert (found[0].sentence, len(found)) == ("Nobody knows when the space is open.", 17)


def test_each_missing_thing_leads_to_the_page_that_mends_it() -> None:
    space = make_space("a")
    with translation.override("en"):
        assert {lack.href for lack in lacks(space)} >= {
            "/en/spaces/a/hours/open/",
            "/en/spaces/a/edit/contact/",
        }


@pytest.mark.parametrize(("regime", "missing"), [("both", ["The street is missing in Dutch."]), ("fr", [])])
def test_the_language_regime_says_which_languages_are_asked(regime: str, missing: list[str]) -> None:
    space = complete_space(regime)
    space.streets = {"fr": "Rue Haute 1"}
    with translation.override("en"):
        assert [lack.sentence for lack in lacks(space)] == missing
