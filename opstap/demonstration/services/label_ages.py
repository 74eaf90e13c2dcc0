"""The invented files and hearings did not all happen today: their days are set back, each step in its order.

They are made by the real services, so the audit trail has them in the order and on the day they were made:
only the days that the label's own rows carry are changed.
"""

from datetime import date, datetime, timedelta

from opstap.label.deadlines import add_working_days, end_of_calendar_term
from opstap.label.models import Application, Correction, Decision, Hearing, Step
from opstap.label.services.clock import local_day
from opstap.label.transitions import Act

MOMENTS = {
    Act.START: "created_at",
    Act.SUBMIT: "submitted_at",
    Act.COMPLETE: "completed_at",
    Act.ADVISE: "advised_at",
    Act.AWARD: "decided_at",
    Act.REFUSE: "decided_at",
}
# How many days ago each step of the file in this state was taken; one that is not named: with the one before.
AGES: dict[str, dict[str, int]] = {
    "draft": {Act.START: 12},
    "correction": {Act.START: 33, Act.SUBMIT: 17, Act.ASK: 6},
    "review": {Act.START: 58, Act.SUBMIT: 37, Act.COMPLETE: 26},
    "scheduled": {Act.START: 96, Act.SUBMIT: 62, Act.COMPLETE: 55, Act.DECLARE: 30, Act.SCHEDULE: 9},
    "refused": {
        Act.START: 160,
        Act.SUBMIT: 121,
        Act.COMPLETE: 110,
        Act.DECLARE: 75,
        Act.SCHEDULE: 60,
        Act.ADVISE: 41,
        Act.REFUSE: 13,
    },
}


def set_back(file: Application, state: str) -> None:
    """The file as it would stand had each step been taken so many days ago."""
    file.refresh_from_db()
    ages, days = AGES[state], 0
    for step in file.steps.order_by("pk"):
        days = ages.get(step.act, days)
        step.at -= timedelta(days=days)
        _set_moment(file, step)
        step.save(update_fields=["at"])
    file.save(update_fields=[*dict.fromkeys(MOMENTS.values())])
    for correction in file.corrections.all():
        _ask_earlier(correction, ages[Act.ASK])
    looked = timedelta(days=ages.get(Act.DECLARE, 0))
    for interest in file.interests.all():
        interest.declared_at -= looked
        interest.save(update_fields=["declared_at"])
    for review in file.reviews.all():
        review.written_at -= looked
        review.save(update_fields=["written_at"])
    _freeze_earlier(file)
    if Act.ADVISE in ages:
        _meet_earlier(file)
    for decision in file.decisions.all():
        decide_earlier(decision, ages[Act.REFUSE], file.space.holiday_country, file.version.appeal_days)


def _set_moment(file: Application, step: Step) -> None:
    name = MOMENTS.get(Act(step.act))
    if name:
        setattr(file, name, step.at)


def _ask_earlier(correction: Correction, days: int) -> None:
    file = correction.application
    correction.asked_at -= timedelta(days=days)
    term = file.version.correction_working_days
    correction.answer_until = add_working_days(
        local_day(file, correction.asked_at), term, file.space.holiday_country
    )
    correction.save(update_fields=["asked_at", "answer_until"])


def _freeze_earlier(file: Application) -> None:
    """What was measured when the file was handed in, is of that day."""
    if file.submitted_at is None:
        return
    day = local_day(file, file.submitted_at).isoformat()
    for answer in file.answers.exclude(measured={}):
        answer.measured["as_of"] = day
        answer.save(update_fields=["measured"])


def _meet_earlier(file: Application) -> None:
    for item in file.agenda_items.select_related("meeting"):
        assert file.advised_at is not None
        item.meeting.held_on = local_day(file, file.advised_at)
        item.meeting.save(update_fields=["held_on"])


def decide_earlier(decision: Decision, days: int, country: str, appeal_days: int) -> None:
    """With the term to appeal and the days that its letter says."""
    decision.decided_at -= timedelta(days=days)
    file = decision.application
    label = decision.label
    zone = (file or label).space.zone  # type: ignore[union-attr]
    day = decision.decided_at.astimezone(zone).date()
    decision.facts["decided_on"] = day.isoformat()
    if file is not None:
        decision.facts |= _days_of(file)
    if decision.appeal_until is not None:
        decision.appeal_until = end_of_calendar_term(day, appeal_days, country)
    decision.save(update_fields=["decided_at", "facts", "appeal_until"])


def _days_of(file: Application) -> dict[str, str]:
    item = file.agenda_items.select_related("meeting").last()
    day_of = {"submitted_on": file.submitted_at, "completed_on": file.completed_at}
    days = {name: local_day(file, moment).isoformat() for name, moment in day_of.items() if moment}
    return days | ({"meeting_on": item.meeting.held_on.isoformat()} if item else {})


def hear_earlier(hearing: Hearing, *, proposed: int, answered: int, decided: int) -> Hearing:
    """A hearing that is over, so many days ago."""
    label = hearing.label
    zone, country = label.space.zone, label.space.holiday_country

    def earlier(moment: datetime, days: int) -> datetime:
        return moment - timedelta(days=days)

    hearing.proposed_at = earlier(hearing.proposed_at, proposed)
    first: date = hearing.proposed_at.astimezone(zone).date()
    hearing.answer_until = add_working_days(first, label.version.hearing_working_days, country)
    assert hearing.answered_at is not None
    assert hearing.closed_at is not None
    assert hearing.decision is not None
    hearing.answered_at = earlier(hearing.answered_at, answered)
    hearing.closed_at = earlier(hearing.closed_at, decided)
    hearing.save()
    hearing.decision.facts |= {
        "proposed_on": first.isoformat(),
        "answered_on": hearing.answered_at.astimezone(zone).date().isoformat(),
    }
    decide_earlier(hearing.decision, decided, country, label.version.appeal_days)
    return hearing
