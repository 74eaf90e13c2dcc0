"""Who sees the figures of what. The scope stands in the query, so the role × URL table does not walk it."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client

from opstap.accounts.models import User
from opstap.spaces.models import Organisation, Role, Space
from opstap.territory.models import Area, Network
from tests.census.events import complete, visit
from tests.factories import (
    make_administrator,
    make_animator,
    make_area,
    make_coordinator,
    make_membership,
    make_network,
    make_network_coordinator,
    make_organisation,
    make_region_officer,
    make_space,
    make_user,
)

pytestmark = pytest.mark.django_db


@dataclass
class Town:
    """A municipality with two spaces of one organisation, in one network; and a network elsewhere."""

    network: Network
    area: Area
    organisation: Organisation
    space: Space
    neighbour: Space
    elsewhere: Network

    def people(self) -> dict[str, User]:
        return {
            "animator": make_animator(self.space),
            "coordinator": make_coordinator(self.space),
            "organisation's": make_coordinator(self.organisation),
            "animator of all": make_membership(role=Role.ANIMATOR, organisation=self.organisation).user,
            "network": make_network_coordinator(self.network),
            "officer": make_region_officer(self.network),
            "administrator": make_administrator(),
            "stranger": make_animator(make_space(network=self.elsewhere)),
            "network elsewhere": make_network_coordinator(self.elsewhere),
            "nobody": make_user(),
        }


@pytest.fixture
def town() -> Town:
    network, area = make_network("here"), make_area("21012")
    organisation = make_organisation(network=network)
    space, neighbour = (
        make_space(name, organisation=organisation, municipality=area) for name in ("one", "two")
    )
    return Town(network, area, organisation, space, neighbour, make_network("there"))


EVERYBODY = {
    "animator",
    "coordinator",
    "organisation's",
    "animator of all",
    "network",
    "officer",
    "administrator",
}
WIDE = {"organisation's", "animator of all", "network", "officer", "administrator"}
STAFF = {"network", "officer", "administrator"}


def answers(town: Town, key: str, page: str = "") -> dict[int, set[str]]:
    """Who gets which status for the scope."""
    found: dict[int, set[str]] = {}
    for name, user in town.people().items():
        client = Client()
        client.force_login(user)
        status = client.get(f"/en/figures/{page}", {"of": key}).status_code
        found.setdefault(status, set()).add(name)
    return found


def test_a_space_is_for_its_team_and_the_network(town: Town) -> None:
    strangers = {"stranger", "network elsewhere", "nobody"}

    assert answers(town, "space:one") == {200: EVERYBODY, 404: strangers}
    assert answers(town, "space:two") == {200: WIDE, 404: strangers | {"animator", "coordinator"}}


def test_an_organisation_is_for_those_who_have_all_its_spaces(town: Town) -> None:
    assert answers(town, f"organisation:{town.organisation.uid}") == {
        200: WIDE,
        403: {"animator", "coordinator"},
        404: {"stranger", "network elsewhere", "nobody"},
    }


def test_a_municipality_is_for_the_staff_of_a_network(town: Town) -> None:
    assert answers(town, "municipality:BE-21012") == {
        200: STAFF | {"network elsewhere"},
        403: EVERYBODY - STAFF,
        404: {"stranger", "nobody"},
    }


def test_the_total_of_a_network_is_for_its_people(town: Town) -> None:
    assert answers(town, "network:here") == {200: EVERYBODY, 404: {"stranger", "network elsewhere", "nobody"}}


@pytest.mark.parametrize("page", ["csv/", "json/"])
def test_files_follow_the_page(town: Town, page: str) -> None:
    assert answers(town, "space:two", page) == answers(town, "space:two")


@pytest.mark.parametrize(
    "key",
    ["space:none", "space:", "network:none", "organisation:none", "municipality:BE", "user:1", "x", ":"],
)
def test_what_does_not_exist_is_404(town: Town, key: str, client: Client) -> None:
    client.force_login(make_administrator())

    assert client.get("/en/figures/", {"of": key}).status_code == 404


def test_the_staff_of_a_network_sees_only_its_spaces_of_a_municipality(town: Town, client: Client) -> None:
    other = make_space(network=town.elsewhere, municipality=town.area)
    visit(other)
    complete(other, date(2025, 1, 1), date(2025, 12, 1))
    client.force_login(make_network_coordinator(town.network))
    made = client.get("/en/figures/json/?of=municipality:BE-21012&year=2025").json()

    assert made["spaces"] == 2
    assert made["indicators"][0]["value"] is None


def visits_seen(user: User, network: Network) -> dict[str, object]:
    client = Client()
    client.force_login(user)
    found: dict[str, object] = client.get(f"/en/figures/json/?of=network:{network.slug}&year=2025").json()[
        "indicators"
    ][0]
    return found


def answering_space(network: Network, times: int) -> Space:
    space = make_space(network=network)
    visit(space, date(2025, 3, 3), times=times)
    complete(space, date(2025, 1, 1), date(2025, 12, 1))
    return space


@pytest.mark.parametrize(
    ("others", "state", "value"), [(1, "hidden", None), (2, "hidden", None), (3, "reported", 8)]
)
def test_a_total_never_shows_one_space_to_another(others: int, state: str, value: int | None) -> None:
    network = make_network()
    own = answering_space(network, 5)
    for _space in range(others):
        answering_space(network, 1)
    seen = visits_seen(make_coordinator(own), network)

    assert (seen["state"], seen["value"]) == (state, value)
    assert visits_seen(make_network_coordinator(network), network)["value"] == 5 + others


def test_a_team_sees_who_answered_and_no_value_of_others() -> None:
    network = make_network()
    own = answering_space(network, 5)
    for _space in range(3):
        answering_space(network, 1)
    partly = make_space(network=network)
    visit(partly, date(2025, 3, 3), times=9)
    seen = visits_seen(make_animator(own), network)
    coverage = seen["coverage"]

    assert seen["partly"] == {"spaces": 1, "value": None}
    assert isinstance(coverage, dict)
    assert {answer["space"]: answer["value"] for answer in coverage["spaces"] if answer["value"]} == {
        own.slug: 5
    }
