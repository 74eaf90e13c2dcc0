"""One step of a file: asked of the table under a lock, written with its history, its trail and its mails.

Every service of the procedure begins with `begin` and ends with `finish`, in one transaction. Who comes
second finds the file as the first left it, and is refused.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit
from opstap.label.models import Application, Step
from opstap.label.permissions import has_conflict, parties_of
from opstap.label.services import step_mails
from opstap.label.transitions import REASON_WORDS, RULES, Act, Party, Reason, refusal


class RefusedError(ValidationError):
    """The step is not allowed; `code` is the `Reason`. Nothing was changed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(REASON_WORDS[reason]), code=reason)


def begin(act: Act, application: Application, by: User | None) -> Application:
    """The file as it is now, locked until the end of the transaction. Raises RefusedError.

    `by` None: a term passed.
    """
    related = ("version__scheme__network", "space__organisation", "space__municipality", "organisation")
    locked = Application.objects.select_for_update(of=("self",)).select_related(*related)
    file = locked.get(pk=application.pk)
    parties = parties_of(by, file) if by is not None else frozenset({Party.CLOCK})
    reason = refusal(act, file.state_now, parties, correction_open=has_open_correction(file))
    if reason is None and by is not None and Party.APPLICANT not in parties and has_conflict(by, file):
        reason = Reason.CONFLICT
    if reason is not None:
        raise RefusedError(reason)
    return file


def finish(act: Act, file: Application, by: User | None, *, remark: str = "", **fields: Any) -> Step:
    """Put the file where the table says and note it. `fields`: columns of the file that change with it."""
    before = file.state
    file.state = RULES[act].to or before
    for name, value in fields.items():
        setattr(file, name, value)
    file.save(update_fields=["state", *fields])
    step = Step.objects.create(
        application=file, act=act, before=before, after=file.state, by=by, remark=remark, at=timezone.now()
    )
    record(act, file, by, fields=["state", *fields] if file.state != before else list(fields))
    transaction.on_commit(lambda: step_mails.tell(step))
    return step


def record(act: str, file: Application, by: User | None, *, fields: list[str]) -> None:
    """The row of the audit trail."""
    audit.record(
        f"label_file.{act}",
        by=by,
        kind="label_file",
        uid=file.uid,
        space_uid=file.space.uid,
        fields=fields,
    )


def has_open_correction(file: Application) -> bool:
    return file.corrections.filter(answered_at__isnull=True, lapsed_at__isnull=True).exists()
