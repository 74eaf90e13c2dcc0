"""A clock may be years off: nothing is refused for it, and what was changed is said."""

from datetime import UTC, datetime, timedelta

import pytest

from opstap.desk.models import Clock
from opstap.desk.services.clocks import Moment, as_said, believed

NOW = datetime(2026, 4, 14, 9, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NONE = timedelta(0)


@pytest.mark.parametrize(
    ("client_at", "ahead", "at", "clock"),
    [
        (NOW - DAY, NONE, NOW - DAY, ""),
        (NOW - DAY, 2 * MINUTE, NOW - DAY, ""),
        (NOW - DAY, -2 * MINUTE, NOW - DAY, ""),
        (NOW - DAY, 3 * MINUTE, NOW - DAY + 3 * MINUTE, Clock.CORRECTED),
        (NOW + 60 * DAY, -60 * DAY - MINUTE, NOW - MINUTE, Clock.CORRECTED),
        (NOW - 3000 * DAY, 2999 * DAY, NOW - DAY, Clock.CORRECTED),
        (NOW + MINUTE, NONE, NOW, ""),
        (NOW + 3 * MINUTE, NONE, NOW, Clock.CORRECTED),
        (NOW - 400 * DAY, NONE, NOW - 400 * DAY, ""),
        (NOW - 400 * DAY - MINUTE, NONE, NOW, Clock.GUESSED),
        (datetime.max.replace(tzinfo=UTC), DAY, NOW, Clock.GUESSED),
        (datetime.min.replace(tzinfo=UTC), -DAY, NOW, Clock.GUESSED),
        (None, NONE, NOW, Clock.GUESSED),
    ],
)
def test_the_moment_that_is_believed(
    client_at: datetime | None, ahead: timedelta, at: datetime, clock: str
) -> None:
    expected = Moment(at, "as said", clock, client_at if clock else None)
    assert believed(client_at, "as said", ahead=ahead, now=NOW) == expected


def test_a_moment_taken_as_it_is_says_itself_in_utc() -> None:
    brussels = datetime.fromisoformat("2026-04-14T11:00:00+02:00")
    assert as_said(brussels) == Moment(brussels, "2026-04-14T09:00:00+00:00")
    assert as_said(None) == Moment()
