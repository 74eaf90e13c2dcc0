from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from opstap.finder.display.rows import drawn, rows_of
from opstap.finder.search import Answer, Question, Totals, search
from opstap.finder.search import answer as answer_module
from opstap.finder.search import fitting as fitting_module
from opstap.finder.search.question import Moment
from opstap.spaces.models import Offer, Space
from opstap.spaces.services.openings import derive_openings_bulk
from opstap.territory.models import Area
from tests.factories import make_duty, make_reserved, make_space
from tests.finder.conftest import MONDAY

pytestmark = pytest.mark.django_db

MOLENBEEK = {"lat": 50.8546, "lon": 4.3386}


def make_near(step: int = 0, *, offers: dict[str, list[str]] | None = None, **fields: Any) -> Space:
    """A space in Molenbeek, the higher its step the farther from the middle."""
    space = make_space(lat=50.8546 + step / 100, lon=4.3386, **fields)
    for vocabulary, codes in (offers or {}).items():
        Offer.objects.bulk_create(Offer(space=space, vocabulary=vocabulary, code=code) for code in codes)
    derive_openings_bulk([space], now=MONDAY)
    return space


def ask(where: str = "1080", **wishes: Any) -> Answer:
    return search(Question(where=where, **wishes), MONDAY)


def found(where: str = "1080", **wishes: Any) -> list[int]:
    return [one.pk for one in ask(where, **wishes).found]


@pytest.mark.parametrize(
    "where", ["1080", "Molenbeek-Saint-Jean", "sint-jans-molenbeek", "B-1080", "MOLENBEEK"]
)
def test_a_postcode_or_a_name_in_either_language_leads_to_the_spaces_around(
    brussels: Area, where: str
) -> None:
    far, near = make_near(2), make_near(1)

    assert found(where) == [near.pk, far.pk]


def test_a_point_needs_no_name(brussels: Area) -> None:
    far, near = make_near(2), make_near(1)

    assert [one.pk for one in search(Question(near=(50.86, 4.34)), MONDAY).found] == [near.pk, far.pk]


@pytest.mark.parametrize(
    ("wishes", "fields", "offers"),
    [
        ({"help": "procedures"}, {}, {"service": ["procedures"]}),
        ({"language": "ar"}, {}, {"language": ["fr", "ar"]}),
        ({"free": True}, {"price": "free"}, {}),
        ({"wheelchair": True}, {"wheelchair": "yes"}, {}),
        ({"wheelchair": True}, {"wheelchair": "limited"}, {}),
        ({"evening": True}, {"open_hours": "Mo-Fr 10:00-20:00"}, {}),
        ({"weekend": True}, {"open_hours": "Sa 10:00-12:00"}, {}),
        ({"is_open": True}, {"open_hours": "Mo 10:00-12:00"}, {}),
        ({"moment": Moment.NOW}, {"staffed_hours": "Mo 10:00-12:00"}, {}),
        ({"moment": Moment.TODAY}, {"open_hours": "Mo 14:00-15:00"}, {}),
    ],
)
@pytest.mark.parametrize("few", [True, False])
def test_each_filter_keeps_those_that_have_it(
    brussels: Area,
    monkeypatch: pytest.MonkeyPatch,
    wishes: dict[str, Any],
    fields: dict[str, Any],
    offers: dict[str, list[str]],
    few: bool,
) -> None:
    if not few:
        monkeypatch.setattr(fitting_module, "FEW", 0)
        monkeypatch.setattr(fitting_module, "RARE", 0)
    make_near(0, price="paid", wheelchair="no", open_hours="Mo 08:00-09:00", staffed_hours="Tu 10:00-12:00")
    fits = make_near(1, offers=offers, **fields)

    assert found(**wishes) == [fits.pk]


def test_a_rare_code_is_looked_up_from_its_own_list(brussels: Area, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting_module, "FEW", 0)
    make_near(0)
    speaks = make_near(1, offers={"language": ["ti"]})

    assert found(language="ti") == [speaks.pk]


@pytest.mark.parametrize("few", [True, False])
def test_of_few_also_the_one_on_no_map_is_found_after_all_others(
    brussels: Area, monkeypatch: pytest.MonkeyPatch, few: bool
) -> None:
    monkeypatch.setattr(fitting_module, "FEW", 0)
    monkeypatch.setattr(answer_module, "PAGE_SIZE", 2)
    if not few:
        monkeypatch.setattr(answer_module, "RAREST", 0)
    nowhere = make_space(names={"fr": "Bus"})
    Offer.objects.create(space=nowhere, vocabulary="language", code="ti")
    spaces = [make_near(step, offers={"language": ["ti"]}) for step in (1, 2, 3, 90, 91)]
    make_near(0)

    pages = [one.pk for page in (1, 2, 3) for one in ask(language="ti", page=page).found]

    assert pages == [*(space.pk for space in spaces), nowhere.pk]


def test_somebody_who_checked_in_counts_whatever_the_hours_say(brussels: Area) -> None:
    space = make_near(staffed_hours="off")
    start = MONDAY - timedelta(hours=1)
    make_duty(space, starts_at=start, checked_in_at=start)

    assert found(moment=Moment.NOW) == [space.pk]


def test_open_today_is_over_when_the_last_one_has_closed(brussels: Area) -> None:
    make_near(open_hours="Mo 08:00-09:00")

    assert found(moment=Moment.TODAY) == []


def test_the_tabs_carry_numbers_while_there_are_few(brussels: Area) -> None:
    make_near(0, staffed_hours="Mo 10:00-12:00")
    make_near(1, open_hours="Mo 14:00-18:00")
    make_near(2)

    assert ask().totals == Totals(any=3, now=1, today=2)
    assert ask(moment=Moment.NOW).totals == Totals(any=3, now=1, today=2)


def test_the_tabs_carry_no_numbers_when_counting_would_cost(
    brussels: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting_module, "FEW", 1)
    make_near(0), make_near(1)

    assert ask().totals is None


def test_pages_of_twenty_follow_one_another(brussels: Area) -> None:
    spaces = [make_near(step) for step in range(23)]

    first, second = ask(), ask(page=2)

    assert [one.pk for one in first.found] == [space.pk for space in spaces[:20]]
    assert [one.pk for one in second.found] == [space.pk for space in spaces[20:]]
    assert (first.has_more, second.has_more, second.first_number) == (True, False, 21)


def test_the_name_of_a_space_puts_it_first_and_its_neighbours_behind(brussels: Area) -> None:
    neighbour = make_near(1)
    asked = make_near(0, names={"fr": "La Marche", "nl": "De Trede"}, price="paid")

    answer = ask("trede", free=False)

    assert [one.pk for one in answer.found] == [asked.pk, neighbour.pk]
    assert (answer.named, answer.origin and answer.origin.kind) == (asked, "space")


def test_a_space_asked_for_by_name_is_shown_whatever_the_filters(brussels: Area) -> None:
    make_near(1)
    asked = make_near(0, names={"fr": "La Marche"}, price="paid")

    assert found("La Marche", free=True) == [asked.pk]


def test_an_unplaced_space_is_found_by_its_name(brussels: Area) -> None:
    asked = make_space(names={"fr": "Bus numérique"})

    answer = ask("bus")

    assert ([one.pk for one in answer.found], answer.origin) == ([asked.pk], None)


def test_several_spaces_of_a_name_are_listed_those_that_begin_with_it_first(brussels: Area) -> None:
    second = make_space(names={"fr": "Petite bibliothèque"})
    first = make_space(names={"fr": "Bibliothèque du Nord"})
    make_space(names={"fr": "La Marche"})

    assert found("bibliotheque") == [first.pk, second.pk]


def test_spaces_that_are_not_public_are_not_found_by_name(brussels: Area) -> None:
    make_space(names={"fr": "La Marche"}, publication="review")

    assert ask("La Marche").is_unknown is True


def test_several_areas_of_a_name_are_offered_to_choose_from(brussels: Area) -> None:
    answer = ask("Saint")

    assert sorted(origin.label["fr"] for origin in answer.choices) == [
        "Saint-Gilles",
        "Saint-Josse-ten-Noode",
    ]
    assert answer.found == ()


def test_the_chosen_one_among_several_is_taken(brussels: Area) -> None:
    area = Area.objects.get(names__fr="Saint-Gilles")

    answer = ask("Saint", area=area.pk)

    assert answer.origin is not None
    assert answer.origin.area == area


@pytest.mark.parametrize(
    ("where", "alike"),
    [
        ("wolluwe", ["Woluwe-Saint-Lambert", "Woluwe-Saint-Pierre"]),
        ("rue de l’Escalier 12, Jette", ["Jette"]),
        ("xyzxyz", []),
    ],
)
def test_an_unknown_place_gets_suggestions(brussels: Area, where: str, alike: list[str]) -> None:
    answer = ask(where)

    assert answer.is_unknown is True
    assert [origin.label["fr"] for origin in answer.alike_areas if origin.area] == alike


def test_what_is_surely_meant_is_answered_and_called_a_guess(brussels: Area) -> None:
    space = make_near(1)

    answer = ask("molenbek")

    assert ([one.pk for one in answer.found], answer.is_guess) == ([space.pk], True)
    assert ask("Molenbeek").is_guess is False


def test_around_a_station(brussels: Area) -> None:
    space = make_near(1)

    answer = ask("Noordstation")

    assert answer.origin is not None
    assert ([one.pk for one in answer.found], answer.origin.kind) == ([space.pk], "place")


def test_a_misspelt_name_of_a_space_gets_suggestions(brussels: Area) -> None:
    space = make_space(names={"fr": "La Passerelle"})

    assert ask("Paserelle").alike_spaces == (space,)


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(brussels: Area, count: int) -> None:
    for step in range(count):
        make_near(step, offers={"language": ["fr"]}, staffed_hours="Mo 10:00-12:00")

    with CaptureQueriesContext(connection) as queries:
        rows = drawn(rows_of(ask()), "")

    assert len(rows) == count
    assert len(queries) == QUERIES


@pytest.mark.parametrize("count", [1, 3])
def test_reserved_hours_of_all_rows_are_one_query_and_then_none(brussels: Area, count: int) -> None:
    for step in range(count):
        space = make_near(step, staffed_hours="Mo 10:00-12:00")
        make_reserved(space, "Mo 10:00-11:00")
        derive_openings_bulk([space], now=MONDAY)

    asked = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            rows = drawn(rows_of(ask()), "")
        asked.append(sum("reservedtime" in str(query["sql"]) for query in queries))

    assert (asked, "femmes" in rows[-1] or "women" in rows[-1]) == ([1, 0], True)


# Where it is (1), are there stops (1) or places elsewhere for a time (1), few or not (1), three tabs (3);
# which records changed (1), those that did with their ways in and languages (2) and their closures and moves
# (1), what opens next there (1); who is there today (1).
QUERIES = 13
