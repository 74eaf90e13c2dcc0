"""The leaflet of a municipality: its public spaces, tagged, on as many sheets as they need."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from opstap.core import printed
from opstap.core.models import AuditEntry
from opstap.finder.papers.leaflet import leaflet_facts, networks_around
from opstap.spaces.models import Interruption, Offer, Space
from opstap.territory.models import Area, AreaName, AreaPostcode, Network
from tests.factories import make_area, make_network, make_network_coordinator, make_space, make_stop

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    return make_network(names={"fr": "Réseau", "nl": "Netwerk"}, phone="02 000 00 00")


@pytest.fixture
def jette(network: Network) -> Area:
    area = make_area(names={"fr": "Jette"}, parent=network.area, lat=50.87, lon=4.33)
    AreaName.objects.create(area=area, folded="jette")
    return area


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Any, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def space_in(area: Area, **fields: Any) -> Space:
    given: dict[str, Any] = {"municipality": area, "lat": 50.87, "lon": 4.33, "postcode": "1090"}
    return make_space(**given | fields)


def facts_of(area: Area, language: str = "fr") -> dict[str, Any]:
    with translation.override(language):
        return leaflet_facts(area, networks_around(area), timezone.now())


def test_it_holds_what_the_municipality_offers_and_nothing_else(jette: Area) -> None:
    full = space_in(
        jette,
        names={"fr": "Le Clavier", "nl": "Het Klavier"},
        streets={"fr": "Rue Basse 1", "nl": "Laagstraat 1"},
        cities={"fr": "Jette"},
        phone="02 000 00 01",
        staffed_hours="Mo-Fr 09:00-12:30; PH off; 2099 Jul 21 off",
        open_hours="Mo-Fr 09:00-17:00",
        price="free",
        wheelchair="yes",
    )
    for code in ("procedures", "job"):
        Offer.objects.create(space=full, vocabulary="service", code=code)
    bare = space_in(jette, names={"fr": "Au Bout"})
    space_in(jette, names={"fr": "Caché"}, publication="hidden")
    closed = space_in(jette, names={"fr": "Sans public"})
    Offer.objects.create(space=closed, vocabulary="access_mode", code="no_public")
    space_in(make_area(), names={"fr": "Ailleurs"})

    first, second = facts_of(jette, "nl")["places"]
    assert (first["names"], first["hours"], first["price"]) == ([("fr", str(bare))], [], "Prijs: vraag het.")
    assert first["notes"] == ["We weten niet wanneer het open is. Bel eerst."]
    assert second["names"] == [("nl", "Het Klavier")]
    assert second["address"] == [("nl", "Laagstraat 1"), ("nl", "1090 Jette")]
    assert [part["title"] for part in second["hours"]] == ["Iemand helpt je", "Open"]
    assert second["hours"][0]["lines"] == [
        {"when": "Maandag tot vrijdag", "what": "9.00 tot 12.30\N{NO-BREAK SPACE}uur"}
    ]
    assert second["help"] == "Hulp bij administratie, werk vinden met digitale hulp"
    assert (second["price"], second["entrance"]) == ("Gratis.", "Toegankelijk met een rolstoel.")


def test_hours_that_no_line_can_say_are_not_half_said(jette: Area) -> None:
    space_in(jette, open_hours="Mo[1] 10:00-12:00", staffed_hours="Mo-Fr 09:00-12:30")
    (place,) = facts_of(jette)["places"]
    assert (place["hours"], len(place["notes"])) == ([], 1)


def test_without_a_place_it_says_where_the_nearest_are(jette: Area, network: Network) -> None:
    ganshoren = make_area(names={"fr": "Ganshoren"}, parent=network.area)
    space_in(ganshoren, names={"fr": "Loin"}, lat=50.88)
    space_in(ganshoren, names={"fr": "Près"}, lat=50.871)
    facts = facts_of(jette)
    assert [(place["names"][0][1], bool(place["away"])) for place in facts["places"]] == [
        ("Près", True),
        ("Loin", True),
    ]
    assert facts["lead"].startswith(
        "Il n’y a pas encore de lieu dans cette commune\N{NO-BREAK SPACE}: Jette."
    )


def test_a_closure_that_runs_is_said_and_one_that_is_over_is_not(jette: Area) -> None:
    space = space_in(jette, staffed_hours="Mo-Fr 09:00-12:30")
    today = timezone.localdate()
    for first, last in ((-9, -2), (-1, 5)):
        days = {"first_day": today + timedelta(days=first), "last_day": today + timedelta(days=last)}
        Interruption.objects.create(space=space, kind="closed", **days)
    (place,) = facts_of(jette)["places"]
    assert (len(place["hours"]), len(place["notes"]), place["notes"][0][:9]) == (1, 1, "Fermé du ")


@pytest.mark.parametrize(
    ("language", "number", "pages"), [("fr", 3, 2), ("nl", 30, 5), ("ar", 3, 2), ("uk", 0, 2)]
)
def test_a_tagged_pdf_on_as_many_sheets_as_it_needs(
    client: Client, jette: Area, language: str, number: int, pages: int
) -> None:
    hours = "Mo-Tu 09:00-12:30; We 13:30-17:00; Th 09:00-12:00,14:00-18:00; Fr 09:00-12:00; Sa 10:00-12:00"
    for place in range(number):
        space_in(jette, names={"fr": f"Espace numérique {place}"}, staffed_hours=hours, phone="02 000 00 01")
    answer = client.get(f"/{language}/leaflet/{jette.uid}/")
    pdf = answer.content
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == f'attachment; filename="opstap-jette-{language}.pdf"'
    assert re.search(rb"<xmpTPg:NPages>(\d+)<", pdf)[1] == str(pages).encode()  # type: ignore[index]
    assert (b"pdfuaid:part" in pdf, f"/Lang({language})".encode() in pdf) == (True, True)
    assert b"Jette" in re.search(rb"<dc:title>.*?>([^<]+)</rdf:li>", pdf)[1]  # type: ignore[index]


def test_who_has_it_gets_nothing_and_who_is_elsewhere_404(client: Client, jette: Area) -> None:
    answer = client.get(f"/fr/leaflet/{jette.uid}/")
    again = client.get(f"/fr/leaflet/{jette.uid}/", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(f"/fr/leaflet/{make_area().uid}/").status_code == 404


def test_a_sign_without_letter_is_said(client: Client, jette: Area) -> None:
    space_in(jette, names={"fr": "Espace \U0001fadc\U000e0041"})
    answer = client.get(f"/nl/leaflet/{jette.uid}/")
    assert (answer.status_code, "Dit document kan niet gemaakt worden" in answer.text) == (422, True)


def test_too_many_at_once(client: Client, jette: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed, "NEW_COST", 1000)
    answer = client.get(f"/fr/leaflet/{jette.uid}/")
    assert (answer.status_code, int(answer["Retry-After"]) <= 60) == (429, True)
    assert f'href="/fr/find/?where=Jette&amp;area={jette.pk}"' in answer.text


def test_the_list_and_the_office_lead_to_it(client: Client, jette: Area, network: Network) -> None:
    space_in(jette)
    assert f"/fr/leaflet/{jette.uid}/" in client.get(f"/fr/find/?where=Jette&area={jette.pk}").text
    assert "/leaflet/" not in client.get("/fr/find/?near=50.87,4.33").text
    client.force_login(make_network_coordinator(network))
    page = client.get("/fr/leaflets/").text
    assert [f"/{code}/leaflet/{jette.uid}/" in page for code in ("fr", "nl", "en", "ar", "de")] == [True] * 5


def test_in_arabic_names_and_addresses_stand_in_french_and_dutch(jette: Area) -> None:
    space_in(
        jette, names={"fr": "Le Clavier", "nl": "Het Klavier"}, phone="02 000 00 01",
        streets={"fr": "Rue Basse 1", "nl": "Laagstraat 1"}, staffed_hours="Mo-Fr 09:00-12:30",
    )  # fmt: skip
    facts = facts_of(jette, "ar")
    (place,) = facts["places"]
    assert place["names"] == [("fr", "Le Clavier"), ("nl", "Het Klavier")]
    assert place["address"] == [("fr", "Rue Basse 1, 1090 Jette"), ("nl", "Laagstraat 1, 1090 Jette")]
    assert place["hours"][0]["lines"] == [
        {"when": "من الاثنين إلى الجمعة", "what": "من \u20669:00\u2069 إلى \u206612:30\u2069"}
    ]
    assert (facts["rtl"], [code for code, _words in facts["unchecked"]]) == (True, ["ar", "fr", "nl"])
    assert facts_of(jette, "nl")["unchecked"] == []


def test_who_answers_for_it_stands_on_it(jette: Area, network: Network) -> None:
    assert facts_of(jette)["back"]["publisher"] == []
    Network.objects.filter(pk=network.pk).update(publisher_name="A. Bee", publisher_address="Rue Bleue 1")
    said = {code: facts_of(jette, code)["back"]["publisher"] for code in ("fr", "nl", "tr")}
    assert said == {
        "fr": ["Éditeur responsable\u00a0: A. Bee, Rue Bleue 1"],
        "nl": ["Verantwoordelijke uitgever: A. Bee, Rue Bleue 1"],
        "tr": ["Éditeur responsable / Verantwoordelijke uitgever: A. Bee, Rue Bleue 1"],
    }


def test_the_coordinator_names_who_answers_for_the_papers(
    client: Client, jette: Area, network: Network
) -> None:
    client.force_login(make_network_coordinator(network))
    address = f"/en/leaflets/{network.slug}/publisher/"
    assert address in client.get("/en/leaflets/").text
    assert "do not say yet who answers for them" in client.get("/en/leaflets/").text
    for half in ({"name": "A. Bee", "address": ""}, {"name": "A. Bee", "address": "Rue \U0001f41d 1"}):
        refused = client.post(address, half)
        assert (refused.status_code, 'value="A. Bee"' in refused.text) == (400, True)
    assert client.post(address, {"name": "A. Bee", "address": "Rue Bleue 1"}).status_code == 302
    page = client.get("/en/leaflets/").text
    assert ("A. Bee, Rue Bleue 1" in page, "do not say yet" in page) == (True, False)
    client.post(address, {"name": "", "address": ""})
    network.refresh_from_db()
    assert (network.publisher_name, network.publisher_address) == ("", "")
    trail = AuditEntry.objects.filter(action="network.publisher")
    assert [entry.fields for entry in trail] == [["publisher_address", "publisher_name"]] * 2


def test_a_place_that_moves_is_said_by_its_stops_there_and_elsewhere(jette: Area, network: Network) -> None:
    AreaPostcode.objects.create(area=jette, postcode="1090")
    bus = space_in(make_area(), names={"fr": "Le Bus"}, antenna_of=make_space(names={"fr": "La Gare"}))
    make_stop(bus, "Tu 14:00-17:00", postcode="1090", cities={"fr": "Jette"})
    make_stop(bus, f"{timezone.localdate() + timedelta(days=9):%Y %b %d} 10:00-12:00", postcode="1000")
    (place,) = facts_of(jette)["places"]
    assert (place["hours"], place["address"]) == ([], [])
    weekly, once = place["stops"]
    assert weekly["where"] == [("fr", "Place du Jeu 1, 1090 Jette")]
    assert [line["when"] for line in weekly["lines"]] == ["Mardi"]
    assert (once["lines"], len(weekly["times"]), len(once["times"])) == ([], 1, 1)
    assert place["notes"][-1] == "Antenne de La Gare."
