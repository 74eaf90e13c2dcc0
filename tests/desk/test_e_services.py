"""The network's list of online services."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from opstap.core.models import AuditEntry
from opstap.desk import services
from opstap.desk.models import EService
from opstap.desk.services.e_services import STARTING_LIST
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.factories import (
    make_administrator,
    make_e_service,
    make_network,
    make_network_coordinator,
    make_space,
)

LIST = "/en/e-services/brussels/"
NAMES = {"names_fr": "Impôts", "names_nl": "Belastingen", "names_en": ""}


@pytest.fixture
def nele(client: Client, network: Network) -> object:
    nele = make_network_coordinator(network)
    client.force_login(nele)
    return nele


def names(network: Network) -> list[str]:
    return [service.names["fr"] for service in network.e_services.all()]


def test_the_usual_services_in_three_languages_once(network: Network) -> None:
    added = [len(services.starting_e_services(network, None)) for _ in range(2)]
    assert added == [len(STARTING_LIST), 0]
    assert {tuple(sorted(service.names)) for service in EService.objects.all()} == {("en", "fr", "nl")}


def test_the_page_offers_the_usual_services(client: Client, nele: object, network: Network) -> None:
    assert client.post(LIST, {"usual": "1"}).status_code == 302
    assert names(network) == [usual["fr"] for usual in STARTING_LIST]
    assert client.get(LIST).context["lacks_usual"] is False


def test_one_is_added_at_the_end(client: Client, nele: object, network: Network) -> None:
    make_e_service(network, names={"fr": "Banque"})
    client.post(LIST, NAMES)
    assert names(network) == ["Banque", "Impôts"]
    assert AuditEntry.objects.latest("pk").action == "e_service.added"


def test_a_name_is_needed(client: Client, nele: object, network: Network) -> None:
    response = client.post(LIST, {"names_fr": " ", "valid_until": "soon"})
    assert (response.status_code, 'value="soon"' in response.text, names(network)) == (400, True, [])


def test_one_is_renamed_and_ended(client: Client, nele: object, network: Network) -> None:
    service = make_e_service(network)
    client.post(f"{LIST}{service.uid}/", NAMES | {"valid_until": "2026-12-31"})
    service.refresh_from_db()
    assert (service.names, str(service.valid_until)) == ({"fr": "Impôts", "nl": "Belastingen"}, "2026-12-31")
    assert AuditEntry.objects.latest("pk").fields == ["names", "valid_until"]


def test_a_change_of_nothing_leaves_no_trace(client: Client, nele: object, network: Network) -> None:
    service = make_e_service(network, names={"fr": "Impôts", "nl": "Belastingen"})
    client.post(f"{LIST}{service.uid}/", NAMES)
    assert AuditEntry.objects.count() == 0


def test_the_order_is_changed_by_steps(client: Client, nele: object, network: Network) -> None:
    a, b, c = (make_e_service(network, names={"fr": letter}) for letter in "abc")
    client.post(f"{LIST}{c.uid}/move/", {"to": "up"})
    client.post(f"{LIST}{a.uid}/move/", {"to": "down"})
    client.post(f"{LIST}{b.uid}/move/", {"to": "down"})
    assert names(network) == ["c", "a", "b"]


def test_several_networks_are_chosen_from(client: Client, network: Network, nele: object) -> None:
    assert client.get("/en/e-services/").headers["Location"] == LIST
    make_network("liege")
    client.force_login(make_administrator())
    assert "/en/e-services/liege/" in client.get("/en/e-services/").text


def test_a_space_knows_the_lists_of_its_networks(network: Network, space: Space) -> None:
    own = make_e_service(network)
    direct = make_network()
    lone = make_space(network=direct)
    there = make_e_service(direct)
    assert list(EService.objects.known_at(space)) == [own]
    assert list(EService.objects.known_at(lone)) == [there]


def test_after_its_last_day_a_service_is_not_offered(network: Network) -> None:
    today = timezone.localdate()
    make_e_service(network, valid_until=today - timedelta(days=1))
    last_day = make_e_service(network, valid_until=today)
    assert list(EService.objects.in_force(today)) == [last_day]
