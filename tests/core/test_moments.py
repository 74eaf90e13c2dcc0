from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation

from opstap.core import moments

TODAY = date(2026, 4, 14)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["9 h 02", "9 h", "14 h"]),
        ("nl", ["9.02 uur", "9.00 uur", "14.00 uur"]),
        ("en", ["9:02", "9:00", "14:00"]),
    ],
)
def test_the_clock_as_people_say_it(language: str, words: list[str]) -> None:
    said = [moments.clock(moment, language) for moment in (time(9, 2), time(9), time(14))]
    assert [word.replace("\u00a0", " ") for word in said] == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["%(h)s h", "%(h)s h %(m)s"]),
        ("nl", ["%(h)s.00 uur", "%(h)s.%(m)s uur"]),
        ("en", ["%(h)s:00", "%(h)s:%(m)s"]),
    ],
)
def test_the_clock_for_scripts(language: str, words: list[str]) -> None:
    with translation.override(language):
        said = moments.clock_patterns()
    assert [word.replace("\u00a0", " ") for word in said] == words


def test_utc_is_shown_in_the_current_zone_and_other_zones_keep_their_own() -> None:
    stored = datetime(2026, 7, 1, 7, 2, tzinfo=UTC)
    assert moments.clock(stored, "en") == "9:02"
    assert moments.clock(stored.astimezone(ZoneInfo("Indian/Reunion")), "en") == "11:02"


def test_two_times_carry_the_dutch_unit_once() -> None:
    with translation.override("nl"):
        said = moments.from_to(time(9), time(12, 30))
    assert (said.count("uur"), "9.00" in said, "12.30" in said) == (1, True, True)


def test_from_one_time_to_another() -> None:
    with translation.override("en"):
        assert moments.between(time(9), time(12, 30)) == "from 9:00 to 12:30"
        assert moments.from_to(time(18), time(0)) == "18:00 to midnight"


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "vendredi 1er mai"), ("nl", "vrijdag 1 mei"), ("en", "Friday 1 May")],
)
def test_a_day_in_words(language: str, words: str) -> None:
    with translation.override(language):
        assert moments.day_words(date(2026, 5, 1), TODAY) == words
        assert moments.day_words(date(2026, 5, 1), date(2025, 5, 1)) == f"{words} 2026"


@pytest.mark.parametrize(
    ("day", "words"),
    [(14, "today"), (15, "tomorrow"), (16, "on Thursday 16 April"), (13, "on Monday 13 April")],
)
def test_near_days_have_their_own_words(day: int, words: str) -> None:
    with translation.override("en"):
        assert moments.on_day(date(2026, 4, day), TODAY) == words


def test_every_template_knows_the_words() -> None:
    template = Template(
        "{{ start|clock }}, {{ day|day_name }}, {{ 7|weekday_name }}, {% from_to start end %}"
    )
    with translation.override("en"):
        said = template.render(Context({"start": time(9), "end": time(10), "day": TODAY}))
    assert said == "9:00, Tuesday, Sunday, 9:00 to 10:00"
