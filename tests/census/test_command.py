"""`opstap figures`: the same content as the page."""

import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.census.events import complete, visit
from tests.factories import make_area, make_network, make_network_coordinator, make_organisation, make_space

pytestmark = pytest.mark.django_db


def printed(*words: str) -> str:
    out = io.StringIO()
    call_command("figures", *words, "--language", "en", stdout=out)
    return out.getvalue()


def asked(*words: str) -> Any:
    return json.loads(printed(*words, "--json"))


@pytest.fixture(autouse=True)
def _town() -> None:
    """A network with two spaces, one of which declared 2025 complete."""
    network = make_network("net", names={"en": "The network"})
    organisation = make_organisation(network=network)
    ours = make_space("ours", organisation=organisation, municipality=make_area("21012"))
    visit(ours, date(2025, 3, 3), times=1500)
    complete(ours, date(2025, 1, 1), date(2025, 12, 1))
    visit(make_space("theirs", network=network), date(2025, 3, 3), times=3)


def test_a_readable_table() -> None:
    line = next(line for line in printed("--year", "2025").splitlines() if line.startswith("  Visits  "))

    assert line.split() == ["Visits", "1,500", "visits", "1", "of", "2", "spaces", "The", "year", "2025"]


@pytest.mark.parametrize(
    ("words", "key", "value"),
    [
        ([], "network:net", 1500),
        (["--network", "net"], "network:net", 1500),
        (["--space", "theirs"], "space:theirs", 3),
        (["--municipality", "21012"], "municipality:BE-21012", 1500),
        (["--municipality", "be-21012", "--network", "net"], "municipality:BE-21012", 1500),
    ],
)
def test_each_scope(words: list[str], key: str, value: int) -> None:
    made = asked("--year", "2025", *words)

    assert (made["scope"]["key"], made["indicators"][0]["value"]) == (key, value)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        (["--year", "2025", "--month", "3"], "2025-03-01", "2025-03-31"),
        (["--year", "2025", "--quarter", "4"], "2025-10-01", "2025-12-31"),
        (["--from", "2025-03-03", "--to", "2025-03-03"], "2025-03-03", "2025-03-03"),
    ],
)
def test_each_period(words: list[str], first: str, last: str) -> None:
    assert asked(*words)["period"] == {"first_day": first, "last_day": last}


def test_the_command_and_the_page_say_the_same(client: Client) -> None:
    from opstap.territory.models import Network

    client.force_login(make_network_coordinator(Network.objects.get()))

    assert asked("--year", "2025") == client.get("/en/figures/json/?year=2025").json()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--year", "0"], "2000 to 2099"),
        (["--year", "9999"], "2000 to 2099"),
        (["--year", "2025", "--month", "13"], "1 to 12"),
        (["--year", "2025", "--quarter", "0"], "1, 2, 3 or 4"),
        (["--year", "2025", "--quarter", "1", "--month", "1"], "not both"),
        (["--from", "2025-02-01"], "first and the last day"),
        (["--from", "2025-02-01", "--to", "2025-01-01"], "after the last day"),
        (["--from", "yesterday", "--to", "2025-01-01"], "not a day"),
        (["--year", "2025", "--from", "2025-02-01", "--to", "2025-03-01"], "not both"),
        (["--year", "2098"], "not begun"),
        (["--space", "nowhere"], "no space"),
        (["--network", "nowhere"], "no network"),
        (["--organisation", "1"], "not the uid"),
        (["--organisation", "0190f5c8-0000-7000-8000-000000000000"], "no organisation"),
        (["--municipality", "99999"], "no municipality"),
        (["--space", "ours", "--network", "net"], "Give one of"),
    ],
)
def test_what_cannot_be_answered_is_said(words: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        printed(*words)


def test_with_several_networks_one_has_to_be_named() -> None:
    make_network("other")

    with pytest.raises(CommandError, match="net, other"):
        printed("--year", "2025")


def test_a_code_of_two_countries_needs_its_country() -> None:
    make_area("21012", country="FR")

    with pytest.raises(CommandError, match="BE-21012"):
        printed("--municipality", "21012")
