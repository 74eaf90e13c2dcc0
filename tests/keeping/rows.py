"""Old rows of every kind a rule speaks of: one that is due, one that is not yet, one that is held."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from axes.models import AccessAttempt

from opstap.accounts.models import Session
from opstap.core.models import Job, JobState, Quarantine, Receipt
from opstap.desk.models import CoachingSeries, DeskPin
from opstap.exchange.models import ImportRun
from opstap.exchange.services import uploads
from opstap.finder.models import UnansweredSearch
from opstap.label.models import UnsentMail
from opstap.spaces.models import Membership, Role
from opstap.spaces.models.invitation import VALID
from tests.census.events import help_record
from tests.factories import (
    make_animator,
    make_application,
    make_duty,
    make_invitation,
    make_label,
    make_remark,
    make_report,
    make_series,
    make_space,
    make_user,
)

Maker = Callable[[datetime], Any]
"""Makes a row whose period begins at that moment."""


def _receipt(at: datetime) -> Receipt:
    fields = {"content_hash": "a" * 64, "kind": "help", "actor": make_user(), "space_uid": uuid4()}
    return Receipt.objects.create(uid=uuid4(), received_at=at, **fields)


def _quarantine(at: datetime) -> Quarantine:
    content = {"age": "65_plus"}
    return Quarantine.objects.create(
        uid=uuid4(), content_hash="b" * 64, kind="help", content=content, space_uid=uuid4(), received_at=at
    )


def _job(at: datetime) -> Job:
    return Job.objects.create(kind="some.thing", state=JobState.DONE, finished_at=at, payload={"by": 1})


def _session(at: datetime) -> Session:
    return Session.objects.create(session_key=uuid4().hex, session_data="x", expire_date=at)


def _unsent(at: datetime) -> UnsentMail:
    return UnsentMail.objects.create(
        label=make_label(), receiver=make_user(), subject="Label", text="x", failed_at=at, tried_at=at
    )


def _failed_sign_in(at: datetime) -> AccessAttempt:
    row = AccessAttempt.objects.create(
        username=f"{uuid4()}@example.org", ip_address="192.0.2.1", failures_since_start=1
    )
    AccessAttempt.objects.filter(pk=row.pk).update(attempt_time=at)
    return row


def person_who_left(at: datetime, **fields: Any) -> Any:
    """An account whose only role ended on that day."""
    user = make_user(date_joined=at - timedelta(days=900), **fields)
    Membership.objects.create(
        user=user, role=Role.ANIMATOR, space=make_space(), valid_until=at.date() - timedelta(days=1)
    )
    return user


def _role(at: datetime) -> Membership:
    return Membership.objects.create(
        user=make_animator(make_space()), role=Role.ANIMATOR, space=make_space(), valid_until=at.date()
    )


def _answers(at: datetime) -> Any:
    return help_record(make_space(), at.date(), age="65_plus", gender="woman", publics=["seniors"])


def _series(at: datetime) -> CoachingSeries:
    series = make_series(make_space())
    series.opened_on = series.last_on = at.date()
    series.save()
    return series


def _pin(at: datetime) -> DeskPin:
    space = make_space()
    return DeskPin.objects.create(person=make_animator(space), space=space, secret="hash", set_at=at)


def _file(at: datetime) -> Job:
    (uploads.folder() / "kept.csv").write_text("name,contact\n")
    payload = {"path": "kept.csv", "mapping": "", "by": 1}
    return Job.objects.create(kind=uploads.KIND, state=JobState.FAILED, finished_at=at, payload=payload)


def _run(at: datetime) -> ImportRun:
    return ImportRun.objects.create(
        source="a", file_name="names.csv", started_at=at, problems=[{"value": "02 555"}]
    )


def _invitation(at: datetime) -> Any:
    invitation, _link = make_invitation(make_space(), now=at - VALID)
    return invitation


MAKERS: dict[str, Maker] = {
    "finder.unanswered": lambda at: UnansweredSearch.objects.create(
        language="fr", text="borne", folded=f"borne {at}", month=at.date(), times=1
    ),
    "core.remark": lambda at: make_remark(created_at=at, handled_at=at, email="a@example.org"),
    "core.receipt": _receipt,
    "core.quarantine": _quarantine,
    "core.job": _job,
    "accounts.session": _session,
    "accounts.failed-sign-in": _failed_sign_in,
    "spaces.error-report": lambda at: make_report(
        make_space(), created_at=at, state="mended", followed_at=at, email="a@example.org"
    ),
    "spaces.sign-in": lambda at: person_who_left(at, public_name="Noor"),
    "spaces.account": person_who_left,
    "spaces.role": _role,
    "spaces.invitation": _invitation,
    "spaces.duty": lambda at: make_duty(make_space(), starts_at=at - timedelta(hours=2), ends_at=at),
    "desk.help-answers": _answers,
    "desk.coaching": _series,
    "desk.pin": _pin,
    "label.unfinished": lambda at: make_application(created_at=at),
    "label.unsent": _unsent,
    "exchange.file": _file,
    "exchange.problems": _run,
}
"""One for each rule: a rule without a maker fails the suite."""

LONG_AGO = date(2020, 1, 1)
