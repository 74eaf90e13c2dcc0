"""Labels in the register: given by a decision, and put beside what a space held before."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext

from opstap.accounts.models import User
from opstap.core import audit
from opstap.label.models import (
    HELD,
    Appeal,
    AppealState,
    Application,
    Decision,
    DecisionKind,
    Label,
    Standing,
)
from opstap.label.services.proof import follow, issue_proof


class AlreadyHeldError(Exception):
    """The space holds a label of this version already."""


@transaction.atomic
def award(*, application: Application, decision: Decision, by: User) -> Label:
    """The label that an accepted file gives; the decision to award stands already.

    A label of an older version of the same scheme that the space still holds is replaced: by asking for the
    new one the organisation gave the old one up. Raises AlreadyHeldError.
    """
    held = _held_by(application)
    if any(label.version_id == application.version_id for label in held):
        raise AlreadyHeldError(application.reference)
    day = local_day(application, decision)
    label = Label.objects.create(
        space=application.space,
        organisation=application.organisation,
        version=application.version,
        awarded_on=day,
        application=application,
    )
    record("label.awarded", label, by=by)
    for older in held:
        _replace(older, label, day=day, by=by)
    for ended in _same(application).exclude(standing__in=HELD):
        end_appeals(ended, by=by)
    issue_proof(label=label, by=by)
    return label


def local_day(application: Application, decision: Decision) -> date:
    """The day of the decision where the space stands."""
    return timezone.localdate(decision.decided_at, timezone=application.space.zone)


def record(action: str, label: Label, *, by: User | None) -> None:
    audit.record(action, by=by, kind="label", uid=label.uid, space_uid=label.space.uid)


def end_appeals(label: Label, *, by: User | None) -> None:
    """An open appeal has no object any more once the label is given anew, in force again or given up."""
    open_ones = Appeal.objects.filter(decision__label=label, state=AppealState.LODGED)
    if open_ones.update(state=AppealState.MOOT):
        record("label.appeal-ended", label, by=by)


def _same(application: Application) -> QuerySet[Label]:
    """Labels of the space in the same scheme."""
    same = Label.objects.filter(space=application.space_id, version__scheme=application.version.scheme_id)
    return same.select_related("space")


def _held_by(application: Application) -> list[Label]:
    return list(_same(application).filter(standing__in=HELD).select_for_update(of=("self",)))


def _replace(older: Label, newer: Label, *, day: date, by: User) -> None:
    language = newer.application.language if newer.application else "fr"
    with translation.override(language):
        reasons = gettext(
            "Replaced by the label of a newer version of the scheme, which the organisation asked."
        )
    older.standing, older.ended_on = Standing.RENOUNCED, day
    older.save(update_fields=["standing", "ended_on"])
    Decision.objects.create(
        kind=DecisionKind.RENOUNCE, label=older, reasons=reasons, language=language, decided_by=by
    )
    record("label.renounce", older, by=by)
    end_appeals(older, by=by)
    follow(older, reason=reasons, by=by)
