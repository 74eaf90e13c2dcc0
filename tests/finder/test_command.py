import json
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from opstap.spaces.services.openings import derive_openings_bulk
from opstap.territory.models import Area
from tests.factories import make_space

pytestmark = pytest.mark.django_db

TUESDAY = "2026-11-24T10:00"


def run(*words: str, **options: Any) -> str:
    out = StringIO()
    call_command("find", *words, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def space(brussels: Area) -> None:
    space = make_space(
        "marche",
        lat=50.83,
        lon=4.3,
        names={"fr": "La Marche"},
        streets={"fr": "Rue Bleue 1"},
        postcode="1070",
        cities={"fr": "Anderlecht"},
        phone="02 000 00 01",
        staffed_hours="Tu 10:00-12:00",
    )
    derive_openings_bulk([space], now=datetime(2026, 11, 24, tzinfo=UTC))


def test_the_answer_for_programs(space: None) -> None:
    answer = json.loads(run("1070", "--at", TUESDAY, "--json"))

    (found,) = answer["places"]
    assert (answer["at"], answer["total"], answer["has_more"]) == ("2026-11-24T10:00:00+01:00", 1, False)
    assert (found["slug"], found["metres"], found["status"]["kind"]) == ("marche", 505, "usual")


def test_the_answer_for_people(space: None) -> None:
    assert run("1070", "--at", TUESDAY).replace("\u00a0", " ").splitlines() == [
        "  1  La Marche  (500 m, 9 minutes on foot)",
        "     Normally open. Today from 10:00 to 12:00. Not yet confirmed.",
        "     Rue Bleue 1, 1070 Anderlecht  02 000 00 01",
    ]


@pytest.mark.parametrize(
    ("at", "count"), [(TUESDAY, 1), ("2026-11-24T09:00", 0), ("2026-11-24T10:00+00:00", 1)]
)
def test_filters_and_local_time(space: None, at: str, count: int) -> None:
    assert len(json.loads(run("1070", "--at", at, "--now", "--json"))["places"]) == count


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Say where"),
        (["1070", "--service", "flying"], "Known codes: procedures"),
        (["1070", "--language", "xx"], "Known codes: fr, nl"),
        (["1070", "--at", "tomorrow"], "no date and time"),
        (["--near", "here"], "--near cannot be read"),
        (["1070", "--page", "0"], "--page cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused(brussels: Area, words: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(*words)


def test_an_unknown_place_ends_with_an_error_and_suggestions(brussels: Area) -> None:
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("find", "wolluwe", stdout=out)

    assert out.getvalue().startswith(
        "wolluwe is not known.\n  Did you mean Woluwe-Saint-Lambert?\n  Did you mean Woluwe-Saint-Pierre?\n"
    )


def test_what_was_nearly_typed_is_said(brussels: Area) -> None:
    said = "We do not know “anderlect”. You see places near Anderlecht.\nNo place fits.\n"

    assert run("anderlect") == said


def test_several_places_of_a_name_are_listed(brussels: Area) -> None:
    assert run("saint") == "Several places fit:\n  Saint-Gilles\n  Saint-Josse-ten-Noode\n"


def test_nothing_that_fits_is_said(brussels: Area) -> None:
    assert run("1070", "--free") == "No place fits.\n"
