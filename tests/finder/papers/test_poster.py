"""The poster of a space: one page, one language or two, with what one gets there."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from opstap.finder.papers.poster import poster_facts, read_kind
from opstap.spaces.models import NetworkMembership, Space
from tests.factories import make_coordinator, make_label, make_network, make_organisation, make_space

pytestmark = pytest.mark.django_db

LONG = (
    "Mo 09:00-12:30,13:30-17:00; Tu 09:00-12:30,13:30-17:30; We 13:30-17:00; Th 09:00-12:00,14:00-18:00; "
    "Fr 09:00-12:00,13:00-16:00; Sa 10:00-12:00,13:00-14:00; Su 10:00-12:00; PH off"
)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Any, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def space_with(**fields: Any) -> Space:
    given: dict[str, Any] = {
        "names": {"fr": "La Marche", "nl": "De Trede"},
        "streets": {"fr": "Rue Bleue 12", "nl": "Blauwstraat 12"},
        "staffed_hours": "Mo-Fr 09:00-12:30",
        "phone": "02 000 00 01",
        "price": "free",
        "organisation": make_organisation(),
    }
    return make_space("la-marche", **given | fields)


def test_two_languages_say_the_same_side_by_side() -> None:
    space = space_with()
    label = make_label(space)
    facts = poster_facts(space, ["nl", "fr"], "a3", timezone.now())
    assert [(part["lang"], part["price"]) for part in facts["parts"]] == [
        ("nl", "Gratis."),
        ("fr", "Gratuit."),
    ]
    assert facts["parts"][0]["what"] == "Een computer en iemand die je helpt"
    assert facts["names"] == [("nl", "De Trede"), ("fr", "La Marche")]
    assert facts["address"] == [("nl", "Blauwstraat 12"), ("fr", "Rue Bleue 12")]
    assert facts["qr_alt"].endswith("/nl/place/la-marche/")
    assert facts["label"] == [("fr", label.version.scheme.names["fr"])]
    label.standing = "suspended"
    label.save()
    assert poster_facts(space, ["nl"], "a4", timezone.now())["label"] is None


def test_without_a_helper_none_is_promised() -> None:
    space = space_with(staffed_hours="off", open_hours="Mo 09:00-17:00")
    (part,) = poster_facts(space, ["fr"], "a4", timezone.now())["parts"]
    assert part["what"] == "Un ordinateur et internet"
    assert [kind["title"] for kind in part["hours"]] == ["Ouvert"]


@pytest.mark.parametrize(
    ("address", "languages", "points"),
    [
        ("/fr/place/la-marche/poster/a4/", ["fr"], 842),
        ("/nl/place/la-marche/poster/a3-fr/", ["nl", "fr"], 1191),
        ("/ar/place/la-marche/poster/a4-nl/", ["ar", "nl"], 842),
    ],
)
@pytest.mark.parametrize(
    "name", ["La Marche", "Espace public numérique de la bibliothèque des Trois-Tilleuls"]
)
def test_one_tagged_page_of_that_size(
    client: Client, address: str, languages: list[str], points: int, name: str
) -> None:
    space_with(names={"fr": name}, staffed_hours=LONG, open_hours="Mo-Sa 09:00-18:00")
    answer = client.get(address)
    pdf = answer.content
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert re.search(rb"<xmpTPg:NPages>(\d+)<", pdf)[1] == b"1"  # type: ignore[index]
    assert [f"/Lang({language})".encode() in pdf for language in languages] == [True] * len(languages)
    assert b"pdfuaid:part" in pdf
    size = re.search(rb"/MediaBox\s*\[0 0 [\d.]+ ([\d.]+)\]", pdf)
    assert size is not None
    assert round(float(size[1])) == points


@pytest.mark.parametrize("kind", ["a5", "a4-", "a4-fr", "a4-xx", "a4-ar", "a4-nl-en", "A4"])
def test_what_does_not_exist_is_not_found(client: Client, kind: str) -> None:
    space_with()
    assert read_kind(kind, "fr") is None
    assert client.get(f"/fr/place/la-marche/poster/{kind}/").status_code == 404


def test_the_page_and_the_record_lead_to_the_posters(client: Client) -> None:
    space = space_with()
    assert "/nl/place/la-marche/papers/" in client.get("/nl/place/la-marche/").text
    page = client.get("/nl/place/la-marche/papers/").text
    assert re.findall(r'href="(/\w\w/place/la-marche/poster/[\w-]+/)"', page)[:4] == [
        "/fr/place/la-marche/poster/a4-nl/",
        "/fr/place/la-marche/poster/a3-nl/",
        "/fr/place/la-marche/poster/a4/",
        "/fr/place/la-marche/poster/a3/",
    ]
    client.force_login(make_coordinator(space))
    assert "/nl/place/la-marche/papers/" in client.get("/nl/spaces/la-marche/").text


def test_the_page_in_arabic_leads_to_posters_and_a_team_hears_that_nobody_answers_for_them(
    client: Client,
) -> None:
    space = space_with()
    page = client.get("/ar/place/la-marche/papers/").text
    assert [f"/ar/place/la-marche/poster/a4{second}/" in page for second in ("", "-fr", "-nl")] == [True] * 3
    said = "Affiches et dépliants de ce réseau ne disent pas encore"
    assert said not in client.get("/fr/place/la-marche/papers/").text
    client.force_login(make_coordinator(space))
    assert said in client.get("/fr/place/la-marche/papers/").text
    make_network_of(space)
    assert said not in client.get("/fr/place/la-marche/papers/").text
    (line,) = poster_facts(space, ["fr", "nl"], "a4", timezone.now())["publisher"]
    assert line == "Éditeur responsable / Verantwoordelijke uitgever: A. Bee, Rue Bleue 1"


def make_network_of(space: Space) -> None:
    """A network that its organisation takes part in, with a publisher."""
    network = make_network(publisher_name="A. Bee", publisher_address="Rue Bleue 1")
    NetworkMembership.objects.create(
        network=network, organisation=space.organisation, valid_from=timezone.localdate()
    )
