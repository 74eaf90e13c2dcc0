"""A closure or a move for a time, as the public reads it: in the list, on the page, on the slip."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from opstap.finder.display.rows import drawn, rows_of
from opstap.finder.display.week import week_of
from opstap.finder.search import Question, search
from opstap.finder.search.question import Moment
from opstap.spaces.models import Space
from opstap.spaces.services.interruptions import end_interruption
from opstap.spaces.services.openings import derive_openings
from tests.factories import make_interruption, make_space
from tests.finder.conftest import MONDAY

pytestmark = pytest.mark.django_db

TODAY = MONDAY.date()
HOME, AWAY = {"lat": 50.85, "lon": 4.35}, {"lat": 50.86, "lon": 4.35}
MOVE = {"kind": "moved", "streets": {"fr": "Rue Neuve 12"}, "postcode": "1000", "cities": {"fr": "Bruxelles"}}


def row(question: Question | None = None) -> Any:
    [one] = rows_of(search(question or Question(near=(50.85, 4.35)), MONDAY))
    return one


def test_the_list_follows_what_is_announced_and_taken_back() -> None:
    space = make_space(open_hours="Mo-Fr 09:00-18:00", **HOME)
    with translation.override("en"):
        assert row().status.is_open is True
        closure = make_interruption(space, TODAY, reasons={"en": "works"})
        assert str(row().status.words).startswith("Closed: works.")
        end_interruption(closure, by=None, today=TODAY)
        assert row().status.is_open is True


@pytest.mark.parametrize(
    ("first", "point", "distance"),
    [
        (TODAY, AWAY, 1112),
        (TODAY, {}, None),
        (TODAY + timedelta(days=1), AWAY, 0),
    ],
)
def test_the_distance_of_a_moved_space_leads_to_where_it_is(first: Any, point: Any, distance: Any) -> None:
    make_interruption(make_space(open_hours="24/7", **HOME), first, **MOVE, **point)
    shown = row()
    assert ("Rue Neuve 12" in drawn([shown], "")[0]) is True
    metres = shown.metres
    assert (metres if metres is None else round(metres)) == distance


def test_the_list_is_sorted_by_where_a_space_is_today() -> None:
    moved, still = make_space(open_hours="24/7", **HOME), make_space(open_hours="24/7", lat=50.855, lon=4.35)
    nowhere = make_space(open_hours="24/7", lat=50.87, lon=4.35)
    make_interruption(moved, TODAY, TODAY, **MOVE, **AWAY)
    make_interruption(nowhere, TODAY, **MOVE)
    here = Question(near=(50.85, 4.35))
    assert [one.pk for one in search(here, MONDAY).found] == [still.pk, moved.pk, nowhere.pk]
    tomorrow = MONDAY + timedelta(days=1)
    assert [one.pk for one in search(here, tomorrow).found] == [moved.pk, still.pk, nowhere.pk]


def test_who_moved_out_of_reach_is_in_no_list_of_now_and_is_found_by_name() -> None:
    far = {"lat": 51.22, "lon": 4.40}
    moved = make_space(staffed_hours="24/7", names={"fr": "Le Fil"}, **HOME)
    neighbour = make_space(staffed_hours="24/7", lat=51.221, lon=4.40)
    make_interruption(moved, TODAY, **MOVE, **far)
    for space in (moved, neighbour):
        derive_openings(space)
    now = timezone.now()
    found = search(Question(near=(50.85, 4.35), moment=Moment.NOW), now).found
    assert [one.pk for one in found] == [neighbour.pk]
    by_name = search(Question(where="Le Fil"), now)
    assert by_name.origin is not None
    assert ([one.pk for one in by_name.found], by_name.origin.lat) == ([moved.pk, neighbour.pk], 51.22)


def test_the_week_opens_nothing_on_closed_days() -> None:
    space = make_space(open_hours="Mo-Fr 09:00-18:00")
    make_interruption(space, TODAY + timedelta(days=1), TODAY + timedelta(days=2), reasons={"fr": "travaux"})
    week = week_of(Space.objects.get(pk=space.pk), MONDAY)
    assert week is not None
    assert [(len(day.lines), day.closed) for day in week.days[:4]] == [
        (1, ""),
        (0, "travaux"),
        (0, "travaux"),
        (1, ""),
    ]


def test_page_and_slip_say_why_and_where(client: Client) -> None:
    space, today = make_space(streets={"fr": "Rue Haute 1"}), timezone.localdate()
    make_interruption(space, today, **MOVE, reasons={"fr": "<travaux>"})
    make_interruption(space, today + timedelta(days=60), today + timedelta(days=60))
    for name in ("finder:space", "finder:slip"):
        with translation.override("fr"):
            body = client.get(reverse(name, args=[space.slug])).content.decode()
        assert "Rue Neuve 12, 1000 Bruxelles.</strong> &lt;travaux&gt;" in body
        assert "<strong>Fermé le" in body
        assert "Rue Haute 1" not in body
