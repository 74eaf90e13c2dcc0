"""The overview for committee and region: who sees it, and what the pages and files say."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from opstap.label.models import Part, Scheme
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.factories import (
    LONG_AGO,
    make_criterion,
    make_label,
    make_network,
    make_region_officer,
    make_scheme,
    make_seat,
    make_space,
    make_user,
    make_version,
)
from tests.label.facts_for_tests import known_facts
from tests.label.test_scheme_pages import page

pytestmark = pytest.mark.django_db
PAGES = ("overview", "matrix", "threshold", "close")


@pytest.fixture
def network() -> Network:
    return make_network("demo")


@pytest.fixture
def scheme(network: Network) -> Scheme:
    scheme = make_scheme(network, slug="demo-label")
    version = make_version(scheme)
    make_criterion(version, "test.hours", 15, code="hours")
    make_criterion(version, "test.tablets", 6, code="tablets")
    make_criterion(version, code="said", texts={"fr": "Dit", "en": "What is said"})
    return scheme


@pytest.fixture
def spaces(network: Network) -> list[Space]:
    return [make_space(f"s-{name}", network=network, names={"fr": name}) for name in ("Aa", "Bb", "Cc")]


@pytest.fixture
def known(spaces: list[Space], scheme: Scheme) -> Iterator[None]:
    make_label(spaces[0], scheme.versions.get())
    hours = dict(zip((space.pk for space in spaces), (Decimal(20), Decimal("13.5"), None), strict=True))
    tablets = dict(zip((space.pk for space in spaces), (Decimal(6), Decimal(10), Decimal(2)), strict=True))
    with known_facts({"test.hours": hours, "test.tablets": tablets}):
        yield


@pytest.fixture
def officer(client: Client, network: Network) -> Client:
    client.force_login(make_region_officer(network))
    return client


@pytest.mark.parametrize("part", Part.values)
def test_a_seat_opens_the_overview_and_no_rules(client: Client, scheme: Scheme, part: str) -> None:
    member = make_user()
    make_seat(scheme, part, member)
    client.force_login(member)
    assert [client.get(page(name, scheme.slug)).status_code for name in PAGES] == [200] * 4
    assert client.get(page("overviews")).status_code == 302
    assert client.get(page("schemes")).status_code == 403
    assert client.get(page("version", scheme.versions.get().uid)).status_code == 404


def test_a_seat_that_is_over_or_of_another_label_opens_nothing(client: Client, scheme: Scheme) -> None:
    member = make_user()
    make_seat(scheme, Part.COMMITTEE, member, valid_until=LONG_AGO)
    make_seat(make_scheme(), Part.COMMITTEE, member)
    client.force_login(member)
    assert [client.get(page(name, scheme.slug)).status_code for name in PAGES] == [404] * 4


def names_in(text: str) -> list[str]:
    return [name for name in ("Aa", "Bb", "Cc") if f">{name}<" in text]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ({}, ["Aa", "Bb", "Cc"]),
        ({"q": "bB"}, ["Bb"]),
        ({"outcome": "fails"}, ["Bb", "Cc"]),
        ({"outcome": "meets", "label": "no"}, []),
        ({"label": "yes"}, ["Aa"]),
        ({"outcome": "nonsense"}, ["Aa", "Bb", "Cc"]),
    ],
)
def test_the_table_is_filtered(
    officer: Client, known: None, scheme: Scheme, question: dict[str, str], names: list[str]
) -> None:
    assert names_in(officer.get(page("matrix", scheme.slug), question).content.decode()) == names


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("hours", ["s-Bb", "s-Aa", "s-Cc"]),
        ("-hours", ["s-Aa", "s-Bb", "s-Cc"]),
        ("-tablets", ["s-Bb", "s-Aa", "s-Cc"]),
        ("-failed", ["s-Bb", "s-Cc", "s-Aa"]),
        ("-name", ["s-Cc", "s-Bb", "s-Aa"]),
        ("nonsense", ["s-Aa", "s-Bb", "s-Cc"]),
    ],
)
def test_the_table_is_sorted_and_what_is_not_measured_comes_last(
    officer: Client, known: None, scheme: Scheme, sort: str, order: list[str]
) -> None:
    answer = officer.get(page("matrix-file", scheme.slug, "csv"), {"sort": sort})
    assert [line.split(",")[0] for line in answer.content.decode().splitlines()[1:]] == order


def test_the_file_says_what_the_page_says(officer: Client, known: None, scheme: Scheme) -> None:
    answer = officer.get(page("matrix-file", scheme.slug, "csv"), {"label": "no"})
    assert answer.content.decode().splitlines() == [
        "\ufeffspace,name,organisation,label_since,outcome,failed,not_measured,hours,hours:met,tablets,tablets:met",
        "s-Bb,Bb,,,fails,1,0,13.5,no,10,yes",
        "s-Cc,Cc,,,fails,1,1,,not measured,2,no",
    ]
    assert [
        officer.get(page("matrix-file", scheme.slug, kind)).status_code for kind in ("xlsx", "ods", "pdf")
    ] == [
        200,
        200,
        404,
    ]


def test_another_threshold(officer: Client, known: None, scheme: Scheme) -> None:
    text = officer.get(
        page("threshold", scheme.slug), {"criterion": "hours", "threshold": "13"}
    ).content.decode()
    part = text[text.index("They would meet it") :]
    assert (">Bb<" in part, ">Aa<" in part, "It fails no other criterion." in part) == (True, False, True)
    assert "1 is not measured, and counted nowhere." in text


@pytest.mark.parametrize(
    "question", [{"criterion": "said", "threshold": "3"}, {"criterion": "hours", "threshold": "x"}]
)
def test_a_question_that_cannot_be_answered_is_said(
    officer: Client, known: None, scheme: Scheme, question: dict[str, str]
) -> None:
    answer = officer.get(page("threshold", scheme.slug), question)
    assert (answer.status_code, "What you typed is kept" in answer.content.decode()) == (400, True)


def test_close_to_the_label_says_what_is_lacking(officer: Client, known: None, scheme: Scheme) -> None:
    text = officer.get(page("close", scheme.slug)).content.decode()
    assert names_in(text) == ["Bb"]
    assert "Lacking: 1.5 hours a week (at least 15 hours a week)" in text
    assert 'href="/where/"' not in text  # the region counts and does not change records


@pytest.mark.parametrize("name", PAGES)
def test_without_a_version_in_force_the_page_says_so(officer: Client, network: Network, name: str) -> None:
    scheme = make_scheme(network)
    make_version(scheme, published=False)
    assert (
        "No version of the rules is in force today" in officer.get(page(name, scheme.slug)).content.decode()
    )


@pytest.mark.parametrize("more", [0, 2])
def test_queries_of_the_table_do_not_grow(
    officer: Client, known: None, scheme: Scheme, network: Network, more: int, django_assert_num_queries: Any
) -> None:
    for _number in range(more):
        make_space(network=network)
    officer.get(page("matrix", scheme.slug))
    with django_assert_num_queries(QUERIES_OF_TABLE):
        officer.get(page("matrix", scheme.slug))


QUERIES_OF_TABLE = 9
