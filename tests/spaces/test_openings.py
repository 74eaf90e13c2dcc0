from datetime import UTC, datetime, timedelta

import pytest

from opstap.core import jobs
from opstap.spaces.models import Opening, Space
from opstap.spaces.services.openings import derive_openings, derive_openings_bulk
from tests.factories import make_space

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def rows(space: Space, kind: str) -> list[str]:
    return [
        f"{row.starts_at.astimezone(space.zone):%a %d %H:%M}-{row.ends_at.astimezone(space.zone):%H:%M}"
        for row in space.openings.filter(kind=kind)
    ]


def test_the_three_kinds_are_kept_apart() -> None:
    space = make_space(
        open_hours="Mo 09:00-17:00", staffed_hours="Mo 09:00-12:00", training_hours="Tu 14:00-16:00"
    )
    derive_openings(space, now=MONDAY, days=7)
    assert {kind: rows(space, kind) for kind in Opening.Kind.values} == {
        "open": ["Mon 23 09:00-17:00", "Mon 30 09:00-17:00"],
        "staffed": ["Mon 23 09:00-12:00", "Mon 30 09:00-12:00"],
        "training": ["Tue 24 14:00-16:00"],
        "reserved": [],
        "circle": [],
    }


def test_without_open_hours_it_is_open_when_somebody_helps() -> None:
    space = make_space(staffed_hours="Mo 09:00-12:00")
    derive_openings(space, now=MONDAY, days=1)
    assert rows(space, "open") == ["Mon 23 09:00-12:00"]


def test_starts_with_yesterday_and_ends_with_the_last_day_ahead() -> None:
    space = make_space(open_hours="Mo-Su 00:00-24:00; Mo-Su 10:00-11:00")
    derive_openings(space, now=MONDAY, days=60)
    assert (rows(space, "open")[0], rows(space, "open")[-1], space.openings_until) == (
        "Sun 22 10:00-11:00",
        "Fri 22 10:00-11:00",
        datetime(2027, 1, 22, 23, tzinfo=UTC),
    )


def test_a_public_holiday_is_closed_where_the_record_says_so() -> None:
    space = make_space(open_hours="Mo-Su 10:00-11:00; PH off")
    derive_openings(space, now=datetime(2026, 12, 24, 9, tzinfo=UTC), days=2)
    assert rows(space, "open") == ["Wed 23 10:00-11:00", "Thu 24 10:00-11:00", "Sat 26 10:00-11:00"]


def test_only_what_differs_is_replaced() -> None:
    space = make_space(open_hours="Mo 09:00-12:00; We 09:00-12:00")
    derive_openings(space, now=MONDAY, days=7)
    kept = set(space.openings.filter(starts_at__day=25).values_list("pk", flat=True))
    Space.objects.filter(pk=space.pk).update(open_hours="Mo 09:00-13:00; We 09:00-12:00")
    assert derive_openings(space, now=MONDAY, days=7) == 4
    assert kept <= set(space.openings.values_list("pk", flat=True))
    assert derive_openings(space, now=MONDAY, days=7) == 0


def test_the_next_night_adds_a_day_and_drops_one() -> None:
    space = make_space(open_hours="Mo-Su 10:00-11:00")
    derive_openings(space, now=MONDAY)
    assert derive_openings(space, now=MONDAY + timedelta(days=1)) == 2


@pytest.mark.parametrize(
    ("hours", "flags"),
    [
        ("Mo-Fr 09:00-18:00", (False, False)),
        ("Tu 14:00-20:00", (True, False)),
        ("Sa 10:00-13:00", (False, True)),
        ("off", (False, False)),
        ("", (False, False)),
    ],
)
def test_evening_and_weekend(hours: str, flags: tuple[bool, bool]) -> None:
    space = make_space(staffed_hours=hours)
    derive_openings(space, now=MONDAY)
    assert (space.opens_evening, space.opens_weekend) == flags


def test_hours_that_cannot_be_read_leave_no_openings() -> None:
    space = make_space(open_hours="Mo-Fr whenever", staffed_hours="Mo 09:00-12:00")
    derive_openings(space, now=MONDAY, days=1)
    assert (rows(space, "open"), rows(space, "staffed")) == ([], ["Mon 23 09:00-12:00"])


def test_many_at_once_each_in_its_own_zone() -> None:
    home, far = (
        make_space(open_hours="Mo 09:00-10:00"),
        make_space(open_hours="Mo 09:00-10:00", timezone="Indian/Reunion"),
    )
    assert derive_openings_bulk([home, far], now=MONDAY, days=1) == 2
    assert [opening.starts_at.hour for opening in Opening.objects.order_by("space")] == [8, 5]


def test_the_nightly_job_derives_all_spaces_and_shows_how_far_it_is() -> None:
    space = make_space(open_hours="Mo-Su 10:00-11:00")
    jobs.enqueue("spaces.derive-openings")
    done = jobs.run_next()
    assert done is not None
    done.refresh_from_db()
    assert (done.state, done.done, done.total, space.openings.count()) == ("done", 1, 1, 62)
