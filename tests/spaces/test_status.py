from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from opstap.spaces.models import Offer, Space
from opstap.spaces.services.duty import check_in
from opstap.spaces.services.openings import derive_openings
from opstap.spaces.status import Status, statuses
from tests.factories import make_animator, make_space

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)  # 10:12 in Brussels


def status_at(space: Space, now: datetime = MONDAY) -> Status:
    derive_openings(space, now=MONDAY)
    return statuses([space], now)[space.pk]


def said(status: Status) -> tuple[str, str]:
    with translation.override("en"):
        return str(status.kind), str(status.words)


@pytest.mark.parametrize(
    ("fields", "kind", "words"),
    [
        (
            {"open_hours": "Mo 09:00-18:00", "staffed_hours": "Mo 10:00-12:30"},
            "usual",
            "Normally open. Today from 10:00 to 12:30. Not yet confirmed.",
        ),
        (
            {"open_hours": "Mo 09:00-18:00"},
            "usual",
            "Normally open. Today from 9:00 to 18:00. Not yet confirmed.",
        ),
        ({"open_hours": "24/7"}, "usual", "Normally open. Day and night. Not yet confirmed."),
        (
            {"open_hours": "Mo 09:00-18:00", "staffed_hours": "Mo 14:00-18:00"},
            "open_unstaffed",
            "Open, nobody helps now. Until 18:00. Somebody helps from 14:00.",
        ),
        (
            {"open_hours": "Mo 09:00-13:00", "staffed_hours": "Tu 14:00-18:00"},
            "open_unstaffed",
            "Open, nobody helps now. Until 13:00.",
        ),
        ({"open_hours": "Mo 14:00-18:00"}, "later", "Opens at 14:00. Open until 18:00."),
        (
            {"open_hours": "Mo 13:00-24:00", "staffed_hours": "Mo 14:00-16:00"},
            "later",
            "Opens at 13:00. Open until midnight. Somebody helps from 14:00.",
        ),
        (
            {"open_hours": "Mo 13:00-18:00", "staffed_hours": "off"},
            "later",
            "Opens at 13:00. Open until 18:00. Nobody helps then.",
        ),
        ({"staffed_hours": "Tu 09:00-12:00"}, "next_day", "Closed now. Opens again tomorrow at 9:00."),
        (
            {"staffed_hours": "Th 09:00-12:00"},
            "next_day",
            "Closed now. Opens again on Thursday 26 November at 9:00.",
        ),
        (
            {"staffed_hours": 'Mo-Fr 09:00-12:00; 2026 Nov 23-2027 Jan 08 off "works"'},
            "closed",
            "Closed: works. Opens again on Monday 11 January 2027 at 9:00.",
        ),
        ({"staffed_hours": "off"}, "closed", "Closed. No next day is known."),
        ({"open_hours": "24/7", "valid_until": date(2026, 11, 1)}, "closed", "Closed. No next day is known."),
        (
            {"is_itinerant": True, "open_hours": "Mo 14:00-15:00"},
            "itinerant",
            "Here today from 14:00 to 15:00.",
        ),
        (
            {"is_itinerant": True, "open_hours": "Th 13:00-16:00"},
            "itinerant",
            "Here on Thursday from 13:00 to 16:00.",
        ),
        (
            {"is_itinerant": True, "open_hours": "2026 Dec 03 13:00-16:00"},
            "itinerant",
            "Here on Thursday 3 December from 13:00 to 16:00.",
        ),
        ({"training_hours": "Mo 09:00-12:00"}, "appointment", "Only courses. Ask the place to join one."),
        ({}, "unknown", "Hours not known. Call first."),
    ],
)
def test_states_in_words(fields: dict[str, Any], kind: str, words: str) -> None:
    assert said(status_at(make_space(**fields))) == (kind, words)


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        (["phone", "online"], ("appointment", "By appointment. Call first.")),
        (["online"], ("appointment", "By appointment. Book online first.")),
        (["referral"], ("appointment", "By appointment. Somebody must send you there.")),
        (["no_public"], ("closed", "Not open to visitors.")),
        (["walk_in", "phone"], ("usual", "Normally open. Day and night. Not yet confirmed.")),
    ],
)
def test_who_cannot_just_walk_in_is_told_what_to_do(modes: list[str], expected: tuple[str, str]) -> None:
    space = make_space(open_hours="24/7")
    Offer.objects.bulk_create(Offer(space=space, vocabulary="access_mode", code=mode) for mode in modes)
    assert said(status_at(space)) == expected


def test_a_check_in_says_there_now_since_when_and_until_when() -> None:
    space = make_space(staffed_hours="Mo 09:00-12:30")
    derive_openings(space, now=MONDAY)
    check_in(space, make_animator(space), at=MONDAY - timedelta(minutes=70))
    check_in(space, make_animator(space), at=MONDAY - timedelta(minutes=10))
    expected = ("there_now", "Somebody is there now. Until 12:30. Confirmed at 10:02.")
    assert said(status_at(space)) == expected
    assert said(status_at(space, MONDAY + timedelta(hours=3)))[0] == "next_day"


def test_the_words_keep_the_clock_of_the_space() -> None:
    space = make_space(open_hours="Mo 09:00-18:00", timezone="Indian/Reunion")
    assert said(status_at(space))[1] == "Normally open. Today from 9:00 to 18:00. Not yet confirmed."


def test_beyond_the_kept_openings_the_hours_are_asked() -> None:
    space = make_space(staffed_hours="Mo 10:00-12:00")
    assert status_at(space, MONDAY + timedelta(weeks=30)).kind == "usual"
    assert status_at(space, MONDAY + timedelta(weeks=30, hours=1)).kind == "next_day"
    assert status_at(space, MONDAY - timedelta(weeks=4)).kind == "usual"


def test_the_number_of_queries_does_not_grow(django_assert_num_queries: Any) -> None:
    for hours in ("24/7", "Mo 09:00-12:00", ""):
        derive_openings(make_space(open_hours=hours), now=MONDAY)
    for count in (1, 3):
        spaces = list(Space.objects.prefetch_related("offers", "interruptions")[:count])
        with django_assert_num_queries(2):
            assert len(statuses(spaces, MONDAY)) == count
