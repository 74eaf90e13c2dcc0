"""One report costs the same whatever the number of spaces."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from opstap.census.report import report
from opstap.core.periods import year_of
from opstap.territory.models import Network
from tests.census.events import complete, declared, help_record, post, sent_away, turn, visit
from tests.factories import (
    make_e_service,
    make_network,
    make_network_coordinator,
    make_organisation,
    make_space,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
REPORT = 66


def busy_network(spaces: int) -> Network:
    """Every space has everything, joined on another day, and half of them answered."""
    network = make_network()
    service = make_e_service(network)
    for number in range(spaces):
        organisation = make_organisation(network=network)
        space = make_space(organisation=organisation, open_hours="Mo-Fr 09:00-12:00", computers=4)
        space.valid_from = date(2025, 1, 2 + number)
        space.save()
        visit(space, date(2025, 3, 1 + number), purpose="leisure", e_service=service)
        help_record(space, date(2025, 4, 1 + number), publics=["seniors", "women"], e_service=service)
        sent_away(space, date(2025, 5, 1))
        for state in ("helped", "left", "sent_away", "not_closed"):
            turn(space, date(2025, 5, 2), state)
        post(space)
        declared(space, 2025, training_users=10)
        if number % 2 == 0:
            complete(space, date(2025, 1, 1), date(2025, 12, 1))
    return network


@pytest.mark.parametrize("spaces", [1, 3])
def test_a_report_makes_the_same_queries_for_one_space_and_for_three(
    spaces: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    network = busy_network(spaces)

    with django_assert_num_queries(REPORT):
        made = report(network, year_of(2025), today=TODAY)
    assert len(made.spaces) == spaces


def queries_of_the_page(client: Client, network: Network) -> int:
    client.force_login(make_network_coordinator(network))
    client.get("/en/figures/?year=2025")
    with CaptureQueriesContext(connection) as context:
        assert client.get("/en/figures/?year=2025").status_code == 200
    return len(context)


def test_the_page_makes_the_same_queries_for_one_space_and_for_three(client: Client) -> None:
    one, three = (queries_of_the_page(client, busy_network(spaces)) for spaces in (1, 3))

    assert one == three
