"""The record in the browser: each page alone, what it keeps, what it refuses, who sees what."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from opstap.accounts.models import User
from opstap.core.models import AuditEntry
from opstap.spaces.forms.record import PARTS
from opstap.spaces.models import Space
from opstap.territory.models import AreaPostcode
from tests.factories import (
    make_administrator,
    make_animator,
    make_area,
    make_coordinator,
    make_network,
    make_network_coordinator,
    make_organisation,
    make_space,
)
from tests.spaces.sent import sent_by_browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def sign_in(client: Client, user: User) -> User:
    client.force_login(user)
    return user


def edit(client: Client, space: Space, part: str, **data: Any) -> Any:
    return client.post(reverse("spaces:space-edit", args=[space.slug, part]), data)


@pytest.mark.parametrize("part", list(PARTS))
def test_a_page_sent_as_it_is_changes_nothing(client: Client, part: str) -> None:
    area = make_area(lat=50.85, lon=4.35)
    space = make_space(
        names={"fr": "A", "nl": "B", "de": "C"},
        streets={"fr": "Rue 1", "de": "Strasse 1"},
        municipality=area,
        lat=50.856789,
        lon=4.351234,
        computers=0,
        tablets=None,
        website="https://example.org/a",
        organisation=make_organisation(),
    )
    sign_in(client, make_administrator())
    sent = sent_by_browser(client.get(reverse("spaces:space-edit", args=[space.slug, part])))
    before = Space.objects.values().get()
    assert edit(client, space, part, **sent).status_code == 302
    assert Space.objects.values().get() == before
    assert AuditEntry.objects.count() == 0


def test_a_changed_phone_is_saved_and_shown_among_the_last_changes(client: Client) -> None:
    space = make_space(phone="02 000 00 01")
    user = sign_in(client, make_coordinator(space, name="Amina"))
    edit(client, space, "contact", phone="02 000 00 02", email="", website="www.example.org")
    space.refresh_from_db()
    assert (space.phone, space.website) == ("02 000 00 02", "https://www.example.org")
    changes = client.get(reverse("spaces:space-record", args=[space.slug])).context["changes"]
    assert [(change.who, change.what, change.fields) for change in changes] == [
        (user.name, "changed", "phone, website")
    ]


@pytest.mark.parametrize(
    ("part", "data", "field"),
    [
        ("contact", {"phone": "call me"}, "phone"),
        ("contact", {"phone": "12"}, "phone"),
        ("contact", {"email": "nobody"}, "email"),
        ("identity", {"names_fr": ""}, "names"),
        ("offer", {"service": ["cooking"]}, "service"),
        ("equipment", {"computers": "-1"}, "computers"),
        ("equipment", {"computers": "many"}, "computers"),
        ("place", {"point": "here"}, "point"),
        ("place", {"point": "95, 4"}, "point"),
        ("access", {"wheelchair": "perhaps"}, "wheelchair"),
    ],
)
def test_a_wrong_answer_is_told_and_kept(client: Client, part: str, data: dict[str, Any], field: str) -> None:
    space = make_space(phone="02 000 00 01")
    sign_in(client, make_coordinator(space))
    answer = edit(client, space, part, **data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert (Space.objects.get().phone, AuditEntry.objects.count()) == ("02 000 00 01", 0)


@pytest.fixture
def molenbeek() -> Any:
    area = make_area(names={"fr": "Molenbeek", "nl": "Molenbeek"}, lat=50.855, lon=4.336)
    AreaPostcode.objects.create(area=area, postcode="1080")
    return area


def test_without_a_point_the_space_stands_in_the_municipality_of_its_postcode(
    client: Client, molenbeek: Any
) -> None:
    space = make_space()
    sign_in(client, make_coordinator(space))
    edit(client, space, "place", postcode="1080", streets_fr="Rue Haute 1")
    space.refresh_from_db()
    assert (space.municipality, space.lat, space.precision) == (molenbeek, 50.855, "approximate")


@pytest.mark.parametrize("typed", ["50.86, 4.33", "50,86 ; 4,33", "50.86 4.33"])
def test_a_typed_point_is_exact(client: Client, molenbeek: Any, typed: str) -> None:
    space = make_space(municipality=molenbeek)
    sign_in(client, make_coordinator(space))
    edit(client, space, "place", municipality=molenbeek.pk, point=typed)
    space.refresh_from_db()
    assert (space.lat, space.lon, space.precision) == (50.86, 4.33, "exact")


def test_swapped_numbers_are_noticed(client: Client, molenbeek: Any) -> None:
    space = make_space()
    sign_in(client, make_coordinator(space))
    answer = edit(client, space, "place", municipality=molenbeek.pk, point="4.33, 50.86")
    assert answer.context["form"].errors["point"] == [
        "This point lies far from Molenbeek. Are the two numbers in the right order?"
    ]


def test_offers_are_saved_page_by_page(client: Client) -> None:
    space = make_space()
    sign_in(client, make_coordinator(space))
    edit(client, space, "offer", service=["job", "access"], support=["direct_help"])
    edit(client, space, "welcome", language=["fr", "nl"], access_mode=["walk_in"])
    assert (set(space.codes("service")), set(space.codes("language"))) == ({"job", "access"}, {"fr", "nl"})


def test_who_runs_one_organisation_cannot_give_the_space_away(client: Client) -> None:
    own, other = make_organisation(), make_organisation()
    space = make_space(organisation=own)
    sign_in(client, make_coordinator(own))
    edit(client, space, "identity", names_fr="A", organisation=other.pk)
    space.refresh_from_db()
    assert (space.names, space.organisation) == ({"fr": "A"}, own)


def test_confirming_and_hiding(client: Client) -> None:
    space = make_space(publication="review")
    sign_in(client, make_coordinator(space))
    states = []
    for name in ("space-confirm", "space-hide"):
        client.post(reverse(f"spaces:{name}", args=[space.slug]))
        states.append(Space.objects.get().publication)
    assert states == ["public", "hidden"]


def test_an_animator_reads_the_record_without_buttons_and_trail(client: Client) -> None:
    space = make_space()
    sign_in(client, make_animator(space))
    answer = client.get(reverse("spaces:space-record", args=[space.slug]))
    body = answer.content.decode()
    assert (answer.context["changes"], re.findall(r"/spaces/[\w-]+/(?:edit|hours|confirm)/", body)) == (
        [],
        [],
    )


def test_a_new_space_of_the_network_waits_for_confirmation(client: Client, molenbeek: Any) -> None:
    network = make_network()
    sign_in(client, make_network_coordinator(network))
    data = {"names_fr": "La Marche", "network": network.pk, "postcode": "1080"}
    client.post(reverse("spaces:space-new"), data)
    space = Space.objects.get()
    assert (space.slug, space.publication, space.municipality) == ("la-marche-molenbeek", "review", molenbeek)
    assert list(Space.objects.of_network(network)) == [space]


def test_a_new_space_of_an_organisation_stays_its_own(client: Client) -> None:
    organisation = make_organisation()
    user = sign_in(client, make_coordinator(organisation))
    client.post(
        reverse("spaces:space-new"), {"names_fr": "A", "organisation": organisation.pk, "postcode": "x"}
    )
    assert (Space.objects.get().organisation, user.memberships.count()) == (organisation, 1)
    refused = client.post(
        reverse("spaces:space-new"),
        {"names_fr": "B", "organisation": make_organisation().pk, "postcode": "x"},
    )
    assert (list(refused.context["form"].errors), Space.objects.count()) == (["organisation"], 1)


def test_the_list_is_searched_and_filtered(client: Client) -> None:
    sign_in(client, make_administrator())
    make_space(names={"fr": "La Marche"}, publication="review")
    make_space(names={"fr": "L’Écluse"})
    page = reverse("spaces:space-list")
    found = [
        [str(line.space) for line in client.get(page, query).context["lines"]]
        for query in ({}, {"q": "ecluse"}, {"state": "review"}, {"q": "x"}, {"state": "x", "page": "99"})
    ]
    assert found == [["L’Écluse", "La Marche"], ["L’Écluse"], ["La Marche"], [], ["L’Écluse", "La Marche"]]


def test_the_list_asks_as_much_for_three_as_for_one(client: Client, django_assert_num_queries: Any) -> None:
    network = make_network()
    sign_in(client, make_network_coordinator(network))
    for _ in (1, 3):
        make_space(network=network, organisation=make_organisation(), municipality=make_area())
        make_space(network=network, open_hours="24/7")
        with django_assert_num_queries(15):
            client.get(reverse("spaces:space-list"))
