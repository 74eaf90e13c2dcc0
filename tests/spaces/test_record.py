from datetime import timedelta

import pytest
from django.utils import timezone

from opstap.core.models import AuditEntry
from opstap.spaces.models import Offer, Space
from opstap.spaces.services.record import change_space, create_space, make_slug, point_of, set_offers
from tests.factories import make_administrator, make_area, make_network, make_organisation, make_space

pytestmark = pytest.mark.django_db


def trail(space: Space) -> list[tuple[str, list[str]]]:
    entries = AuditEntry.objects.filter(space_uid=space.uid).order_by("pk")
    return [(entry.action, entry.fields) for entry in entries]


def test_a_new_space_waits_and_can_be_found_by_each_name() -> None:
    space = create_space(
        by=make_administrator(), names={"fr": "L’Écluse", "nl": "De Sluis"}, cities={"fr": "Ixelles"}
    )
    assert (space.publication, space.slug, space.folded_name) == (
        "review",
        "l-ecluse-ixelles",
        "l ecluse de sluis",
    )
    assert trail(space) == [("space.created", ["cities", "names"])]


def test_a_new_space_joins_the_network_unless_its_organisation_did() -> None:
    network = make_network()
    member = make_organisation(network=network)
    by = make_administrator()
    own = create_space(by=by, names={"fr": "A"}, network=network)
    through = create_space(by=by, names={"fr": "B"}, network=network, organisation=member)
    assert (own.network_memberships.count(), through.network_memberships.count()) == (1, 0)
    assert list(Space.objects.of_network(network)) == [own, through]


def test_a_change_is_audited_with_field_names_and_no_values() -> None:
    space, by = make_space(phone="02 000 00 01"), make_administrator()
    assert change_space(space, by=by, phone="02 000 00 02", email="", computers=0) == ["phone", "computers"]
    assert trail(space) == [("space.changed", ["computers", "phone"])]
    assert Space.objects.values_list("phone", "computers").get() == ("02 000 00 02", 0)


def test_nothing_changed_leaves_no_trace() -> None:
    space = make_space(names={"fr": "A"})
    assert change_space(space, by=None, names={"fr": "A", "nl": ""}, organisation=None) == []
    assert trail(space) == []


def test_a_changed_instance_is_compared_with_what_is_stored() -> None:
    space = make_space(phone="1")
    space.phone = "2"
    assert change_space(space, by=None, phone="2") == ["phone"]


def test_another_name_is_found_but_the_address_stays() -> None:
    space = make_space("old", names={"fr": "Ancien"})
    change_space(space, by=None, names={"fr": "Nouveau"})
    space.refresh_from_db()
    assert (space.slug, space.folded_name) == ("old", "nouveau")


def test_changed_hours_are_derived_at_once() -> None:
    space = make_space()
    change_space(space, by=None, staffed_hours="24/7")
    assert list(Space.objects.staffed_at(timezone.now() + timedelta(days=2))) == [space]


def test_offers_are_exactly_the_given_codes() -> None:
    space, by = make_space(), make_administrator()
    assert set_offers(space, "service", ["job", "access"], by=by)
    assert set_offers(space, "service", ["access", "safety"], by=by)
    assert not set_offers(space, "service", ["safety", "access"], by=by)
    assert set(Offer.objects.values_list("vocabulary", "code")) == {
        ("service", "access"),
        ("service", "safety"),
    }
    assert trail(space) == [("space.changed", ["service"])] * 2


@pytest.mark.parametrize(("vocabulary", "code"), [("service", "cooking"), ("price", "free")])
def test_an_unknown_code_changes_nothing(vocabulary: str, code: str) -> None:
    space = make_space(phone="1")
    with pytest.raises(ValueError, match=vocabulary):
        change_space(space, by=None, phone="2", offers={vocabulary: [code]})
    assert Space.objects.get().phone == "1"


def test_addresses_are_short_and_never_given_twice() -> None:
    make_space("la-marche")
    assert make_slug({"fr": "La Marche"}) == "la-marche-2"
    assert make_slug({"nl": "De Trede"}, "Sint-Jans-Molenbeek") == "de-trede-sint-jans-molenbeek"
    assert make_slug({"fr": "EPN d’Ixelles"}, "Ixelles") == "epn-d-ixelles"
    assert make_slug({"ar": "فضاء"}) == "place"
    assert len(make_slug({"fr": "x" * 300})) == 72


def test_many_addresses_are_made_without_asking_the_database(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    taken: set[str] = set()
    with django_assert_num_queries(0):
        assert [make_slug({"fr": "A"}, taken=taken) for _ in range(3)] == ["a", "a-2", "a-3"]


def test_a_space_without_coordinates_stands_in_the_centre_of_its_municipality() -> None:
    area = make_area(lat=50.8, lon=4.3)
    assert point_of(50.1, 4.1, area) == {"lat": 50.1, "lon": 4.1, "precision": "exact"}
    assert point_of(None, 4.1, area) == {"lat": 50.8, "lon": 4.3, "precision": "approximate"}
    assert point_of(None, None, None) == {"lat": None, "lon": None, "precision": "unplaced"}
