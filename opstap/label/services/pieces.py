"""Pieces of a file: checked, scanned where there is a scanner, kept by the digest of their content."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core import contents
from opstap.label import pieces, scanning
from opstap.label.models import Application, Criterion, FilePart, Mandate, Piece, Scan
from opstap.label.pieces import Fault, PieceError
from opstap.label.services import steps
from opstap.label.services.steps import RefusedError, begin
from opstap.label.transitions import Act

MOST_PIECES = 60
"""Of one file: sixty of the largest are 600 MB."""

WORDS: dict[Fault, Promise] = {
    Fault.EMPTY: _("The file is empty."),
    Fault.TOO_LARGE: _("The file is larger than 10 MB. Make it smaller, or cut it in two."),
    Fault.UNKNOWN: _("Only PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS and plain text (UTF-8) are taken."),
    Fault.DENIED: _("The name says one kind of file, the content is another. Save it under its right name."),
    Fault.MACROS: _("The document carries a program (macros). Save it without, or as PDF."),
    Fault.OLD_OFFICE: _(
        "An office file of the old kind, or one with a password, can hide a program. Save it as DOCX, XLSX "
        "or PDF."
    ),
    Fault.PASSWORD: _("The file is protected by a password. Save it without."),
    Fault.BOMB: _("Unpacked, this file is far larger than a document should be."),
    Fault.DAMAGED: _("The file is damaged: it cannot be opened."),
}
KEPT = _("Nothing of it was kept; your other pieces and what you wrote are still there.")


@transaction.atomic
def add_piece(
    *,
    application: Application,
    name: str,
    content: bytes,
    by: User,
    part: FilePart | None = None,
    criterion: Criterion | None = None,
) -> Piece:
    """While the file is written, or a correction request is open. Raises RefusedError, ValidationError."""
    file = begin_piece(application, by)
    if file.pieces.filter(removed_at__isnull=True).count() >= MOST_PIECES:
        raise _refused(gettext("A file has at most %(number)d pieces.") % {"number": MOST_PIECES})
    taken = take(name, content)
    piece = Piece.objects.create(
        application=file,
        part="" if criterion else part or "",
        criterion=criterion,
        name=taken.name,
        kind=taken.kind,
        size=taken.size,
        sha256=taken.sha256,
        scan=taken.scan,
        added_by=by,
    )
    steps.record("piece-added", file, by, fields=["piece"])
    return piece


@dataclass(frozen=True, slots=True)
class Taken:
    """Content that passed every check and lies in the folder, under its digest."""

    name: str
    kind: str
    size: int
    sha256: str
    scan: Scan


def take(name: str, content: bytes) -> Taken:
    """Check, scan and keep what somebody sent. Raises ValidationError in the page's language."""
    name = plain_name(name)
    known = _check(name, content)
    scan = _scan(content)
    return Taken(name, known.kind, known.size, store(content), scan)


def begin_piece(application: Application, by: User) -> Application:
    """Raises RefusedError."""
    try:
        return begin(Act.WRITE, application, by)
    except RefusedError:
        if not steps.has_open_correction(application):
            raise
        return begin(Act.ANSWER, application, by)


@transaction.atomic
def remove_piece(*, piece: Piece, by: User) -> None:
    """Only while the file is written: what was handed in stays. Raises RefusedError."""
    file = begin(Act.WRITE, piece.application, by)
    piece.removed_at = timezone.now()
    piece.save(update_fields=["removed_at"])
    steps.record("piece-removed", file, by, fields=["piece"])
    transaction.on_commit(lambda: forget_content(piece.sha256))


def plain_name(name: str) -> str:
    """The last part of a path, without control characters, at most 200 characters, its ending kept."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(letter for letter in last if letter.isprintable()).strip() or "piece"
    stem, dot, ending = clean.rpartition(".")
    return (
        f"{stem[: 199 - len(ending)]}{dot}{ending}" if len(clean) > 200 and len(ending) < 20 else clean[:200]
    )


def _check(name: str, content: bytes) -> pieces.Known:
    try:
        return pieces.check(name, content)
    except PieceError as error:
        raise _refused(str(WORDS[error.fault]), str(error.fault)) from error


def _scan(content: bytes) -> Scan:
    if not settings.CLAMD:
        return Scan.NOT_SCANNED
    try:
        found = scanning.find_virus(content, Path(settings.CLAMD))
    except scanning.ScanError as error:
        words = gettext("The virus scanner does not answer. Try again in a few minutes.")
        raise _refused(words, "scanner") from error
    if found:
        raise _refused(gettext("The virus scanner found %(name)s in it.") % {"name": found}, "virus")
    return Scan.CLEAN


def _refused(words: str, code: str = "piece") -> ValidationError:
    return ValidationError(f"{words} {KEPT}", code=code)


FOLDER = "label"


def path_of(sha256: str) -> Path:
    """Beside the other files of the installation: backups carry it."""
    return contents.path_of(FOLDER, sha256)


def store(content: bytes) -> str:
    """Keep the bytes under their digest; twice the same is kept once."""
    return contents.store(FOLDER, content)


def forget_content(sha256: str) -> None:
    """Delete the bytes when no piece of any file and no mandate names them any more."""
    if Piece.objects.filter(sha256=sha256, removed_at__isnull=True).exists():
        return
    if not Mandate.objects.filter(document_sha256=sha256).exists():
        path_of(sha256).unlink(missing_ok=True)
