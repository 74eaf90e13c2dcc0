"""When something happened, whatever the clock of the computer says: nothing is refused for an odd clock.

The client tells its own time at sending; the difference to the server's is the error of its clock. What
still makes no sense counts for the moment it arrived, and the row says so.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from opstap.desk.models import Clock

TOLERANCE = timedelta(minutes=2)
OLDEST = timedelta(days=400)


@dataclass(frozen=True)
class Moment:
    """When it happened (None: when it is stored), and what the client said when that is something else.

    `said`: the client's own words for the content of the receipt, the same at every sending.
    """

    at: datetime | None = None
    said: str | None = None
    clock: str = ""
    client_at: datetime | None = None


def as_said(moment: datetime | None) -> Moment:
    """A moment to be taken as it is. None stays None in the content: a form sent twice is the same."""
    return Moment(moment, moment.astimezone(UTC).isoformat() if moment else None)


def believed(client_at: datetime | None, said: str, *, ahead: timedelta, now: datetime) -> Moment:
    """The moment of something noted at `client_at`, on a clock that `ahead` must be added to.

    `said` as it was written, `client_at` None where that cannot be read.
    """
    at = _shifted(client_at, ahead if abs(ahead) > TOLERANCE else timedelta(0))
    if client_at is None or at is None or at < now - OLDEST:
        return Moment(now, said, Clock.GUESSED, client_at)
    at = min(at, now)
    if abs(at - client_at) > TOLERANCE:
        return Moment(at, said, Clock.CORRECTED, client_at)
    return Moment(at, said)


def _shifted(moment: datetime | None, by: timedelta) -> datetime | None:
    try:
        return moment and moment + by
    except OverflowError:
        return None
