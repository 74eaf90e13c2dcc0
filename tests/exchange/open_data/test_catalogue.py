"""The DCAT-AP record, read back by rdflib."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef

from opstap.exchange.open_data.files import FILES
from opstap.spaces.models import Space
from tests.factories import make_network, make_space

pytestmark = [
    pytest.mark.django_db,
    # rdflib's reader of JSON-LD uses what rdflib itself advises against.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning"),
]
ADDRESS = "/api/v1/catalogue.jsonld"
CC0 = URIRef("https://creativecommons.org/publicdomain/zero/1.0/")


def read() -> Graph:
    response = Client().get(ADDRESS)
    assert response["Content-Type"] == "application/ld+json"
    return Graph().parse(data=response.content, format="json-ld")


def test_an_outside_parser_finds_what_dcat_ap_demands() -> None:
    make_network("one", licence="CC0-1.0", email="one@example.org")
    make_network("two")
    make_space()
    Space.objects.update(changed_at=datetime(2026, 11, 1, tzinfo=UTC))
    graph = read()
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    sets = list(graph.objects(catalogue, DCAT.dataset))

    assert len(sets) == 2
    for what in (catalogue, *sets):
        for demanded in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher):
            assert list(graph.objects(what, demanded)) != []
    for one in sets:
        distributions = list(graph.objects(one, DCAT.distribution))
        assert len(distributions) == len(FILES) + 1
        for distribution in distributions:
            assert len(list(graph.objects(distribution, DCAT.accessURL))) == 1
            assert len(list(graph.objects(distribution, DCTERMS.license))) == 1
    assert {str(moment) for moment in graph.objects(None, DCTERMS.modified)} == {"2026-11-01T00:00:00+00:00"}


def test_the_licence_is_that_of_the_network() -> None:
    make_network("one", licence="CC0-1.0")

    assert set(read().objects(None, DCTERMS.license)) == {CC0}


def test_what_it_points_to_is_there(client: Client) -> None:
    make_network("one")
    addresses = {str(address) for address in read().objects(None, DCAT.accessURL)}
    paths = [address.removeprefix("http://localhost:8000") for address in addresses]

    assert {client.get(path).status_code for path in paths} == {200}
