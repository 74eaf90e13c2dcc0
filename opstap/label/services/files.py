"""The applicant's own acts: a file is begun, written, handed in, taken back, begun again, moved."""

from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from opstap.accounts.models import User
from opstap.label.measuring import frozen
from opstap.label.models import (
    HELD,
    RUNNING,
    Answer,
    AppealState,
    Application,
    FilePart,
    Label,
    PartText,
    Piece,
    Scheme,
    SchemeVersion,
    State,
    Step,
)
from opstap.label.permissions import applies_for, can_apply
from opstap.label.services import steps
from opstap.label.services.clock import local_day
from opstap.label.services.prefill import first_words
from opstap.label.services.readiness import lines_of, missing
from opstap.label.services.steps import RefusedError, begin, finish
from opstap.label.transitions import Act, Reason
from opstap.spaces.models import Organisation, Space


@transaction.atomic
def start(
    *, space: Space, organisation: Organisation, version: SchemeVersion, language: str, by: User
) -> Application:
    """A draft, filled in with what the record of the space says. Raises RefusedError."""
    if not can_apply(by, space):
        raise RefusedError(Reason.WHO)
    file = _new_file(space, organisation, version, language, by)
    with translation.override(language):
        words = first_words(space, language)
    PartText.objects.bulk_create(PartText(application=file, part=part, text=words[part]) for part in FilePart)
    Answer.objects.bulk_create(
        Answer(application=file, criterion=criterion) for criterion in version.criteria.all()
    )
    return file


def _new_file(
    space: Space, organisation: Organisation, version: SchemeVersion, language: str, by: User
) -> Application:
    # One after the other: two who begin at once get two numbers, and one file.
    list(Scheme.objects.select_for_update().order_by("pk"))
    if _is_taken(space, version):
        raise RefusedError(Reason.TAKEN)
    file = Application.objects.create(
        reference=next_reference(),
        version=version,
        space=space,
        organisation=organisation,
        language=language,
        created_by=by,
    )
    Step.objects.create(application=file, act=Act.START, after=State.DRAFT, by=by)
    steps.record(Act.START, file, by, fields=["version", "language"])
    return file


def _is_taken(space: Space, version: SchemeVersion) -> bool:
    running = Application.objects.filter(space=space, version__scheme=version.scheme_id, state__in=RUNNING)
    return running.exists() or Label.objects.filter(space=space, version=version, standing__in=HELD).exists()


def next_reference() -> str:
    """ "2026-014": the year, and how many files were begun in it. Call it under the lock of the schemes."""
    year = timezone.localdate().year
    numbers = Application.objects.filter(reference__startswith=f"{year}-").values_list("reference", flat=True)
    last = max((int(number.partition("-")[2]) for number in numbers), default=0)
    return f"{year}-{last + 1:03}"


@transaction.atomic
def write_part(*, application: Application, part: FilePart, text: str, is_ready: bool, by: User) -> PartText:
    """Raises RefusedError."""
    file = begin(Act.WRITE, application, by)
    written, _new = PartText.objects.update_or_create(
        application=file, part=part, defaults={"text": text, "is_ready": is_ready}
    )
    steps.record(Act.WRITE, file, by, fields=[part.value])
    return written


@transaction.atomic
def answer_criteria(*, application: Application, answers: dict[int, dict[str, Any]], by: User) -> None:
    """`answers`: `{criterion's primary key: {"declared": bool | None, "remark": str}}`.

    Raises RefusedError.
    """
    file = begin(Act.WRITE, application, by)
    for criterion in file.version.criteria.filter(pk__in=answers):
        said = answers[criterion.pk]
        Answer.objects.update_or_create(application=file, criterion=criterion, defaults=said)
    steps.record(Act.WRITE, file, by, fields=["answers"])


@transaction.atomic
def submit(*, application: Application, by: User) -> Application:
    """What is measured today is frozen beside each answer. Raises RefusedError."""
    file = begin(Act.SUBMIT, application, by)
    today = local_day(file)
    if missing(file, today):
        raise RefusedError(Reason.INCOMPLETE)
    with translation.override(file.language):
        for line in lines_of(file, today):
            Answer.objects.filter(application=file, criterion=line.criterion).update(
                measured=frozen(line.result)
            )
    finish(Act.SUBMIT, file, by, submitted_at=timezone.now())
    return file


@transaction.atomic
def retract(*, application: Application, remark: str = "", by: User) -> Application:
    """Taken back by the applicant, at any time before the decision. Raises RefusedError."""
    file = begin(Act.RETRACT, application, by)
    finish(Act.RETRACT, file, by, remark=remark)
    return file


@transaction.atomic
def reopen(*, application: Application, by: User) -> Application:
    """After a refusal: a new draft with what was written. An accepted file is never opened again.

    Refused while an appeal runs: the decision may still fall. Raises RefusedError.
    """
    file = begin(Act.REOPEN, application, by)
    if file.decisions.filter(appeal__state=AppealState.LODGED).exists():
        raise RefusedError(Reason.TAKEN)
    version = newest_version(file) or file.version
    again = _new_file(file.space, file.organisation, version, file.language, by)
    _copy(file, again)
    finish(Act.REOPEN, file, by, remark=again.reference)
    return again


def _copy(old: Application, new: Application) -> None:
    PartText.objects.bulk_create(
        PartText(application=new, part=one.part, text=one.text) for one in old.parts.all()
    )
    answers = list(old.answers.select_related("criterion"))
    said = {answer.criterion.code: answer for answer in answers}
    criteria = {criterion.code: criterion for criterion in new.version.criteria.all()}
    Answer.objects.bulk_create(
        Answer(application=new, criterion=criterion, **_said(said.get(code)))
        for code, criterion in criteria.items()
    )
    for piece in old.pieces.filter(removed_at__isnull=True).select_related("criterion"):
        about = criteria.get(piece.criterion.code) if piece.criterion else None
        Piece.objects.create(
            application=new,
            part=piece.part,
            criterion=about,
            **{name: getattr(piece, name) for name in ("name", "kind", "size", "sha256", "scan", "added_by")},
        )


def _said(answer: Answer | None) -> dict[str, Any]:
    return {"declared": answer.declared, "remark": answer.remark} if answer else {}


def newest_version(application: Application) -> SchemeVersion | None:
    """A version of the same scheme in force today that is newer than the file's; None when there is none."""
    scheme, number = application.version.scheme_id, application.version.number
    in_force = SchemeVersion.objects.in_force(local_day(application))
    return in_force.filter(scheme=scheme, number__gt=number).first()


@transaction.atomic
def move(*, application: Application, by: User) -> Application:
    """To the newest version, which only the applicant may want. It is a draft again: other things are asked.

    Answers to criteria of the same code are taken over. Raises RefusedError.
    """
    file = begin(Act.MOVE, application, by)
    version = newest_version(file)
    if version is None or steps.has_open_correction(file):
        raise RefusedError(Reason.CORRECTION if version else Reason.NOTHING_OPEN)
    codes = {criterion.code: criterion for criterion in version.criteria.all()}
    said = {answer.criterion.code: _said(answer) for answer in file.answers.select_related("criterion")}
    for piece in file.pieces.filter(criterion__isnull=False).select_related("criterion"):
        piece.criterion = codes.get(piece.criterion.code) if piece.criterion else None
        piece.save(update_fields=["criterion"])
    file.answers.all().delete()
    Answer.objects.bulk_create(
        Answer(application=file, criterion=criterion, **said.get(code, {}))
        for code, criterion in codes.items()
    )
    file.parts.update(is_ready=False)
    finish(Act.MOVE, file, by, remark=str(version.number), version=version, submitted_at=None)
    return file


def may_start(user: User, space: Space, version: SchemeVersion) -> bool:
    return can_apply(user, space) and not _is_taken(space, version)


def is_own(user: User, file: Application) -> bool:
    return applies_for(user, file)
