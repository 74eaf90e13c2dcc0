"""Errors that visitors report: taken in without an account, followed up by who keeps the record."""

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit
from opstap.spaces.models import ErrorReport, Space


def take_in_report(*, space: Space, topic: str, text: str, email: str, language: str) -> ErrorReport:
    """Keep what somebody found wrong. Raises IntegrityError for a topic nobody knows, or no words at all."""
    return ErrorReport.objects.create(space=space, topic=topic, text=text, email=email, language=language)


@transaction.atomic
def follow_up(report: ErrorReport, *, state: str, answer: str, by: User) -> bool:
    """Say where it stands, with an answer for the person who wrote; whether anything changed.

    One that was brought to an end may be opened again. Raises ValueError for the state of a new one.
    """
    if state not in ErrorReport.State.values or state == ErrorReport.State.NEW:
        raise ValueError(state)
    stored = ErrorReport.objects.select_for_update().get(pk=report.pk)
    if (stored.state, stored.answer) == (state, answer):
        return False
    changed = [
        name for name, value in (("state", state), ("answer", answer)) if getattr(stored, name) != value
    ]
    stored.state, stored.answer = state, answer
    stored.followed_at, stored.followed_by = timezone.now(), by
    stored.save(update_fields=["state", "answer", "followed_at", "followed_by"])
    audit.record(
        "error_report.followed",
        by=by,
        kind="error_report",
        uid=stored.uid,
        space_uid=stored.space.uid,
        fields=changed,
    )
    return True
