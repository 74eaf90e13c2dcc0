"""The API: filters of the finder, pages by key, changes since a moment, answers that name the field."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from opstap.core import limits
from opstap.core.limits import MOST, forget, seconds_to_wait
from opstap.exchange.open_data import answers, asked, openapi, place
from opstap.exchange.views import api
from opstap.spaces.models import Space
from opstap.spaces.services.openings import derive_openings
from opstap.spaces.services.organisation import change_organisation
from opstap.spaces.services.publication import confirm_space, hide_space
from opstap.spaces.services.record import change_space
from tests.factories import make_area, make_network, make_organisation, make_space, make_user

pytestmark = pytest.mark.django_db
LIST = "/api/v1/places"
MONDAY = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)  # 10:12 in Brussels


def asked_for(**query: Any) -> asked.Asked:
    given = QueryDict(mutable=True)
    given.update({name: str(value) for name, value in query.items()})
    return asked.read_asked(given, timezone.now())


def names(**query: Any) -> list[str]:
    """The French names of a page, in any order."""
    page = answers.page_of(asked_for(**query), MONDAY)
    return sorted(one["names"]["fr"] for one in page.places)


def ids(client: Client, **query: Any) -> dict[str, str]:
    """Id → state of all pages of an answer."""
    found: dict[str, str] = {}
    answer = client.get(LIST, query).json()
    found |= {one["id"]: one["state"] for one in answer["places"]}
    while answer["next"]:
        answer = client.get(LIST, query | {"after": answer["next"]}).json()
        found |= {one["id"]: one["state"] for one in answer["places"]}
    return found


def refusal(client: Client, **query: Any) -> dict[str, str]:
    """Parameter → reason, in English."""
    response = client.get(LIST, query, headers={"Accept-Language": "en"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    return {one["parameter"]: one["detail"] for one in response.json()["errors"]}


# --- what is given ---------------------------------------------------------------------------------


def make_full_space(**fields: Any) -> Space:
    area = make_area("21012", names={"fr": "Molenbeek-Saint-Jean", "nl": "Sint-Jans-Molenbeek"})
    organisation = make_organisation(
        names={"fr": "Commune"},
        kind="municipality",
        enterprise_number="0207.366.501",
        email="boss@example.org",
    )
    space = make_space(
        names={"fr": "La Marche", "nl": "De Trede"},
        organisation=organisation,
        municipality=area,
        lat=50.855,
        lon=4.339,
        open_hours="Mo-Fr 09:00-17:00",
        staffed_hours="Mo 09:00-12:00",
        price="free",
        computers=8,
        **fields,
    )
    space.offers.create(vocabulary="service", code="procedures")
    space.offers.create(vocabulary="language", code="nl")
    derive_openings(space, now=MONDAY)
    return space


def test_one_place_as_data(client: Client) -> None:
    space = make_full_space()
    told = client.get(f"{LIST}/{space.uid}").json()

    assert told["names"] == {"fr": "La Marche", "nl": "De Trede"}
    assert told["municipality"]["code"] == "21012"
    assert (told["staffed_hours"], told["computers"], told["seats"]) == ("Mo 09:00-12:00", 8, None)
    assert (told["services"], told["languages"], told["publics"]) == (["procedures"], ["nl"], [])
    assert told["url"] == f"http://localhost:8000/fr/place/{space.slug}/"
    assert client.get(told["url"].removeprefix("http://localhost:8000")).status_code == 200


def test_nothing_about_persons_and_no_contact_of_the_organisation(client: Client) -> None:
    space = make_full_space(confirmed_at=MONDAY, confirmed_by=make_user(name="Noor Secret"))
    body = client.get(f"{LIST}/{space.uid}").content.decode()

    assert [word for word in ("Noor", "boss@example.org", "confirmed_by") if word in body] == []


@pytest.mark.parametrize("publication", ["review", "hidden"])
def test_what_is_not_public_is_not_told(client: Client, publication: str) -> None:
    space = make_space(publication=publication)

    assert ids(client) == {}
    assert client.get(f"{LIST}/{space.uid}").status_code == 404


@pytest.mark.parametrize("key", ["x", "01890000-0000-7000-8000-000000000001", "a" * 300])
def test_an_unknown_place_is_a_problem_in_words(client: Client, key: str) -> None:
    response = client.get(f"{LIST}/{key}", headers={"Accept-Language": "en"})

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["detail"] == "No published space has this id."


# --- filters ---------------------------------------------------------------------------------------


def test_filters_are_those_of_the_finder() -> None:
    make_full_space()
    other = make_space(names={"fr": "Autre"}, price="paid", wheelchair="yes", admission="some")
    other.offers.create(vocabulary="public", code="young")

    assert names() == ["Autre", "La Marche"]
    assert names(help="procedures") == names(language="nl") == names(price="free") == ["La Marche"]
    assert names(now=1) == names(open=1) == names(today=1) == ["La Marche"]
    assert names(wheelchair=1) == ["Autre"]
    assert (names(public="women"), names(public="young")) == (["La Marche"], ["Autre", "La Marche"])
    assert names(help="job") == []


def test_by_place() -> None:
    space = make_full_space(postcode="1080")
    network = make_network()
    other = make_space(
        names={"fr": "Loin"}, lat=50.9, lon=4.339, postcode="1020", network=network
    )  # 5.0 km to the north

    assert names(near="50.855,4.339", radius_km=4.9) == ["La Marche"]
    assert names(near="50.855,4.339", radius_km=5.1) == ["La Marche", "Loin"]
    assert names(postcode=1080) == names(municipality="21012") == ["La Marche"]
    assert names(network=network.slug) == ["Loin"]
    assert (space.postcode, other.postcode) == ("1080", "1020")


# --- pages -----------------------------------------------------------------------------------------


def test_pages_hold_each_place_once_in_the_order_of_ids(client: Client) -> None:
    made = sorted(str(make_space().uid) for _each in range(5))
    first = client.get(LIST, {"limit": 2}).json()

    assert [one["id"] for one in first["places"]] == made[:2]
    assert first["next"] == made[1]
    assert list(ids(client, limit=2)) == made
    assert client.get(LIST, {"after": made[4]}).json()["next"] is None


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_takes_a_constant_number_of_queries(count: int) -> None:
    for _each in range(count):
        make_space(organisation=make_organisation(), municipality=make_area())
    with CaptureQueriesContext(
        connection,
    ) as seen:
        answers.page_of(asked_for(), MONDAY)

    assert len(seen) == 9


# --- changes ---------------------------------------------------------------------------------------


def aged(space: Space, days: int = 10) -> str:
    """Nothing happened to it lately."""
    Space.objects.filter(pk=space.pk).update(changed_at=timezone.now() - timedelta(days=days))
    return str(space.uid)


def test_what_changed_and_what_is_gone_since_a_day(client: Client) -> None:
    user = make_user()
    run_by = make_organisation()
    spaces = [make_space(confirmed_at=MONDAY) for _each in range(4)]
    of_it = make_space(organisation=run_by)
    never = make_space(publication="review")
    for space in (*spaces, of_it, never):
        aged(space)
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    change_space(spaces[0], by=user, price="free")
    change_space(spaces[1], by=user, offers={"service": ["job"]})
    hide_space(spaces[2], by=user)
    change_organisation(run_by, by=user, names={"fr": "Autre nom"})
    hide_space(never, by=user)

    assert ids(client, changed_since=since, limit=2) == {
        str(spaces[0].uid): "published",
        str(spaces[1].uid): "published",
        str(spaces[2].uid): "gone",
        str(of_it.uid): "published",
    }


def test_what_is_gone_tells_nothing_of_what_it_was(client: Client) -> None:
    space = hide_space(make_space(confirmed_at=MONDAY), by=make_user())
    told = client.get(LIST, {"changed_since": "2026-01-01"}).json()["places"]
    response = client.get(f"{LIST}/{space.uid}", headers={"Accept-Language": "en"})

    assert told == [{"id": str(space.uid), "state": "gone", "changed_at": space.changed_at.isoformat()}]
    assert (response.status_code, response.json()["detail"]) == (
        410,
        "This space is no longer public. Throw your copy away.",
    )


def test_who_keeps_a_selection_hears_of_what_no_longer_belongs_to_it(client: Client) -> None:
    space = make_space(price="free")
    change_space(space, by=make_user(), price="paid")

    assert ids(client, price="free", changed_since="2026-01-01") == {str(space.uid): "gone"}


def test_a_hidden_space_that_is_confirmed_again_is_there_again(client: Client) -> None:
    user = make_user()
    space = confirm_space(hide_space(make_space(confirmed_at=MONDAY), by=user), by=user)

    assert ids(client, changed_since="2026-01-01") == {str(space.uid): "published"}


# --- refusals --------------------------------------------------------------------------------------

OUT_OF_RANGE = [
    ("limit", "0"),
    ("limit", "501"),
    ("limit", "-1"),
    ("limit", "1e3"),
    ("limit", "9" * 400),
    ("changed_since", "yesterday"),
    ("changed_since", "1999-12-31"),
    ("changed_since", "9999-12-31"),
    ("changed_since", "2026-01-01T00:00:00"),
    ("changed_since", "0001-01-01T00:00+14:00"),
    ("after", "5"),
    ("near", "91,4"),
    ("near", "Bruxelles"),
    ("help", "everything"),
    ("price", "cheap"),
    ("now", "yes"),
    ("wheelchair", "2"),
    ("postcode", "1080\x00"),
    ("postcode", "%' OR 1"),
    ("municipality", "99999"),
    ("network", "nowhere"),
    ("radius_km", "5"),
    ("page", "2"),
    ("where", "1080"),
    ("x\x00y", "1"),
]


@pytest.mark.parametrize(("name", "value"), OUT_OF_RANGE)
def test_what_is_out_of_range_is_named(client: Client, name: str, value: str) -> None:
    reasons = refusal(client, **{name: value})

    assert list(reasons) == [name.replace("\x00", "?")]


def test_every_wrong_field_is_named_at_once_with_what_is_expected(client: Client) -> None:
    reasons = refusal(client, limit="0", near="50.85,4.35", radius_km="101", evening="maybe")

    assert reasons == {
        "limit": "A whole number from 1 to 500.",
        "radius_km": "A number of kilometres above 0, at most 100.",
        "evening": "One of: 0, 1.",
    }


def test_what_changes_by_the_hour_has_no_changes_since(client: Client) -> None:
    assert list(refusal(client, now="1", changed_since="2026-01-01")) == ["now"]


def test_the_reason_is_in_the_language_of_who_asks(client: Client) -> None:
    said = {
        language: client.get(LIST, {"limit": "0"}, headers={"Accept-Language": language}).json()["title"]
        for language in ("en", "fr", "nl")
    }

    assert said == {
        "en": "The question cannot be read",
        "fr": "La question ne peut pas être lue",
        "nl": "De vraag kan niet gelezen worden",
    }


@pytest.mark.parametrize("written", ["2026-01-31T08:00:00+01:00", "2026-01-31T08:00:00 01:00"])
def test_a_plus_sign_that_became_a_space_is_still_one(written: str) -> None:
    assert asked_for(changed_since=written).changed_since == datetime(2026, 1, 31, 7, tzinfo=UTC)


# --- caches and crawlers ---------------------------------------------------------------------------


def test_who_has_the_answer_already_gets_304_until_something_changes(client: Client) -> None:
    space = make_space()
    first = client.get(LIST)
    again = client.get(LIST, headers={"If-None-Match": first["ETag"]})
    change_space(space, by=make_user(), price="free")
    cache.clear()  # what twenty seconds do
    later = client.get(LIST, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content, later.status_code) == (200, 304, b"", 200)
    assert first["Last-Modified"] == again["Last-Modified"]
    assert "public" in first["Cache-Control"]
    assert first["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'


def test_what_changes_by_the_hour_has_no_etag(client: Client) -> None:
    assert "ETag" not in client.get(LIST, {"now": "1"})


def test_it_is_sent_small_and_any_site_may_read_it(client: Client) -> None:
    make_full_space()
    response = client.get(LIST, headers={"Accept-Encoding": "gzip"})

    assert (response["Content-Encoding"], response["Access-Control-Allow-Origin"]) == ("gzip", "*")
    assert response.cookies == {}


def test_a_crawler_is_asked_to_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST", 3)
    monkeypatch.setattr(api, "time", lambda: 130.0)
    codes = [client.get(f"{LIST}/x", REMOTE_ADDR="192.0.2.7").status_code for _each in range(3)]
    refused = client.get(LIST, REMOTE_ADDR="192.0.2.7", headers={"Accept-Language": "en"})

    assert codes == [404, 404, 404]
    assert (refused.status_code, refused["Retry-After"]) == (429, "50")
    assert refused.json()["detail"] == (
        "You asked more often than 3 times in a minute. Ask again in 50 seconds."
    )
    assert client.get(LIST, REMOTE_ADDR="192.0.2.8").status_code == 200


def test_a_minute_is_forgotten_with_its_addresses() -> None:
    forget()
    asked_in_one_minute = [seconds_to_wait("192.0.2.7", 120.0) for _each in range(MOST)]

    assert set(asked_in_one_minute) == {0}
    assert seconds_to_wait("192.0.2.7", 130.0) == 50
    assert seconds_to_wait("192.0.2.7", 180.0) == 0
    assert seconds_to_wait("192.0.2.7", 180.0, cost=MOST) == 60


# --- the description -------------------------------------------------------------------------------


def test_an_outside_validator_reads_the_description(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()

    assert [str(error) for error in OpenAPIV31SpecValidator(described).iter_errors()] == []
    assert described == openapi.document()


def test_every_answer_is_as_described(client: Client) -> None:
    make_full_space(confirmed_at=MONDAY)
    make_space()
    hide_space(make_space(confirmed_at=MONDAY), by=make_user())
    described = openapi.document()
    schema = {"$ref": "#/components/schemas/Page", "components": described["components"]}
    check = Draft202012Validator(schema, format_checker=FormatChecker())
    page = client.get(LIST, {"changed_since": "2026-01-01"}).json()

    assert len(page["places"]) == 3
    assert [error.message for error in check.iter_errors(page)] == []
    page["places"][0]["phone"] = 5
    assert len(list(check.iter_errors(page))) == 1


def test_the_description_names_all_that_can_be_asked() -> None:
    listed = openapi.document()["paths"]["/api/v1/places"]["get"]["parameters"]

    assert [one["name"] for one in listed] == [one.name for one in asked.PARAMETERS]
    assert [one.name for one in place.FIELDS if not one.meaning] == []
    assert UUID(place.as_json(make_space())["id"]).version == 7
