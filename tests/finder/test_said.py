"""What is kept of a state never outlives its facts, nor the moment at which they mean something else."""

from datetime import datetime, timedelta

import pytest
from django.utils.translation import override

from opstap.finder.display.rows import Row, drawn, rows_of
from opstap.finder.search import Answer, Found, Question
from opstap.spaces.models import Space
from opstap.spaces.services.duty import check_in, check_out
from opstap.spaces.services.openings import derive_openings
from opstap.spaces.status import statuses
from tests.factories import make_animator, make_duty, make_space
from tests.finder.conftest import MONDAY

pytestmark = pytest.mark.django_db


def row_of(space: Space, now: datetime) -> Row:
    (row,) = rows_of(Answer(Question(), now, found=(Found(space.pk),)))
    return row


def said(space: Space, now: datetime) -> str:
    with override("en"):
        return str(row_of(space, now).status.words)


def freshly_said(space: Space, now: datetime) -> str:
    with override("en"):
        return str(statuses([Space.objects.get(pk=space.pk)], now)[space.pk].words)


WEEKS = [
    {"open_hours": "Mo,Tu 09:00-18:00", "staffed_hours": "Mo 10:00-12:30,14:00-16:00"},
    {"open_hours": "24/7", "staffed_hours": "Mo 10:00-12:30"},
    {"open_hours": "Mo 09:00-26:00; Tu off"},
    {"open_hours": "We 09:00-12:00", "is_itinerant": True},
    {"open_hours": "Mo-Fr 09:00-12:00", "valid_until": MONDAY.date()},
    {"open_hours": "Mo-Su 11:00-12:00", "timezone": "Pacific/Noumea"},
    {},
]


@pytest.mark.parametrize("week", WEEKS)
@pytest.mark.parametrize("step", [timedelta(minutes=17), timedelta(hours=5)])
def test_at_any_time_the_kept_words_are_those_of_that_time(week: dict[str, object], step: timedelta) -> None:
    space = make_space(**week)
    derive_openings(space, now=MONDAY)
    make_duty(space, starts_at=MONDAY, checked_in_at=MONDAY + timedelta(minutes=40), hours=1.5)
    moments = [MONDAY + number * step for number in range(int(timedelta(days=2) / step))]

    assert [said(space, now) for now in moments] == [freshly_said(space, now) for now in moments]


def test_also_where_the_openings_that_are_kept_end() -> None:
    space = make_space(open_hours="Mo-Su 09:00-12:00")
    derive_openings(space, now=MONDAY)
    moments = [MONDAY + timedelta(days=58, hours=hours) for hours in range(0, 96, 3)]

    assert [said(space, now) for now in moments] == [freshly_said(space, now) for now in moments]


def test_the_state_is_worked_out_once_while_its_facts_stay() -> None:
    space = make_space(open_hours="Mo 09:00-18:00")
    derive_openings(space, now=MONDAY)
    first = row_of(space, MONDAY).said

    assert row_of(space, MONDAY + timedelta(hours=1)).said is first
    assert row_of(space, MONDAY + timedelta(hours=9)).said is not first


def test_a_check_in_and_a_check_out_are_said_at_once() -> None:
    space = make_space(open_hours="Mo 09:00-18:00")
    derive_openings(space, now=MONDAY)
    person = make_animator(space)
    heard = [said(space, MONDAY)]

    check_in(space, person, at=MONDAY)
    heard.append(said(space, MONDAY))
    check_out(space, person, at=MONDAY)
    heard.append(said(space, MONDAY))

    assert [words.split(".")[0] for words in heard] == [
        "Normally open",
        "Somebody is there now",
        "Normally open",
    ]


def test_an_opening_that_changes_is_said_at_once() -> None:
    space = make_space(open_hours="Mo 09:00-18:00")
    derive_openings(space, now=MONDAY)
    before = said(space, MONDAY)

    Space.objects.filter(pk=space.pk).update(open_hours="")
    derive_openings(space, now=MONDAY)

    assert (before[:14], said(space, MONDAY)) == ("Normally open.", "Closed. No next day is known.")


def test_a_row_is_drawn_in_the_language_of_the_page() -> None:
    space = make_space()
    for language, words in {"en": "No phone number", "nl": "Geen telefoonnummer"}.items():
        with override(language):
            (html,) = drawn([row_of(space, MONDAY)], "?where=1080")
        assert words in html
