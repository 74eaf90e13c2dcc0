"""The terms of a file: from its moments, its correction requests and the days of its space."""

from datetime import date, datetime

from django.utils import timezone

from opstap.label.deadlines import Clock, Stop, add_working_days, day_of, end_of_calendar_term
from opstap.label.models import Application, State


def clock_of(file: Application) -> Clock | None:
    """The term that runs now; None for a draft and for a file that is closed."""
    version = file.version
    terms: dict[str, tuple[datetime | None, int]] = {
        State.SUBMITTED: (file.submitted_at, version.completeness_working_days),
        State.REVIEW: (file.completed_at, version.review_working_days),
        State.SCHEDULED: (file.completed_at, version.review_working_days),
        State.ADVISED: (file.advised_at, version.decision_working_days),
    }
    since, days = terms.get(file.state, (None, 0))
    if since is None:
        return None
    return Clock(local_day(file, since), days, file.space.holiday_country, stops_of(file))


def stops_of(file: Application) -> list[Stop]:
    """The clock stands from a question until its answer, or until its term passed."""
    return [
        Stop(local_day(file, asked), local_day(file, ended) if ended else None)
        for asked, ended in (
            (one.asked_at, one.answered_at or one.lapsed_at) for one in file.corrections.all()
        )
    ]


def local_day(file: Application, moment: datetime | None = None) -> date:
    """The day of a moment (default: now) on the calendar where the space stands."""
    return day_of(moment or timezone.now(), file.space.zone)


def answer_until(file: Application) -> date:
    """Until when a correction request that is asked now can be answered."""
    days = file.version.correction_working_days
    return add_working_days(local_day(file), days, file.space.holiday_country)


def appeal_until(file: Application, decided_at: datetime) -> date:
    """The last day to appeal; a term that ends on a day off ends on the next working day."""
    day = local_day(file, decided_at)
    return end_of_calendar_term(day, file.version.appeal_days, file.space.holiday_country)
