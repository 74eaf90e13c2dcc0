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
from opstap.spaces.models import Space
from opstap.spaces.services.interruptions import end_interruption
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
