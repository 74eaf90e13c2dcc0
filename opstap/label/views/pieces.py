"""Pieces of a file: added, removed, and served as attachments to who may read the file."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.permissions import person
from opstap.label import permissions
from opstap.label.forms.files import PieceForm, thing_named
from opstap.label.models import Application, Piece, State
from opstap.label.pieces import LARGEST
from opstap.label.services.pieces import add_piece, path_of, remove_piece
from opstap.label.services.steps import has_open_correction
from opstap.label.transitions import REASON_WORDS, Act, Reason
from opstap.label.views.acts import check_may


@require_http_methods(["GET", "HEAD", "POST"])
def pieces(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    file, parties = permissions.get_file(user, uid)
    check_may(user, file, parties, Act.WRITE)
    if file.state != State.DRAFT and not has_open_correction(file):
        raise PermissionDenied(REASON_WORDS[Reason.STATE])
    posted = request.method == "POST"
    form = PieceForm(request.POST if posted else None, request.FILES if posted else None, file=file)
    if form.is_valid():
        sent = form.cleaned_data["piece"]
        about = thing_named(file, form.cleaned_data["about"])
        # One byte more than is taken tells that it is too large; the rest is not read into memory.
        try:
            add_piece(application=file, name=sent.name, content=sent.read(LARGEST + 1), by=user, **about)
        except ValidationError as refused:
            form.add_error("piece", refused)
        else:
            messages.success(request, _("The piece is added."))
            return redirect("label:file-pieces", uid=uid)
    kept = file.pieces.filter(removed_at__isnull=True).select_related("criterion")
    context = {"file": file, "form": form, "pieces": kept, "may_remove": file.state == State.DRAFT}
    return render(request, "label/file_pieces.html", context)


@require_safe
def piece(request: HttpRequest, uid: UUID, number: UUID) -> HttpResponse:
    """The piece as a file to keep: never shown inside a page, its type never guessed."""
    user = person(request)
    file, parties = permissions.get_file(user, uid)
    if permissions.must_declare(user, file, parties):
        raise PermissionDenied(REASON_WORDS[Reason.INTEREST])
    found = _find(file, number)
    return attached(found.name, found.sha256)


def attached(name: str, sha256: str) -> HttpResponse:
    """What was sent, as a file to keep. Raises Http404 when it lies there no more."""
    path = path_of(sha256)
    if not path.is_file():
        raise Http404
    answer = HttpResponse(path.read_bytes(), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_POST
def piece_remove(request: HttpRequest, uid: UUID, number: UUID) -> HttpResponse:
    user = person(request)
    file, parties = permissions.get_file(user, uid)
    check_may(user, file, parties, Act.WRITE)
    try:
        remove_piece(piece=_find(file, number), by=user)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("The piece is taken out."))
    return redirect("label:file", uid=uid)


def _find(file: Application, number: UUID) -> Piece:
    found = file.pieces.filter(uid=number, removed_at__isnull=True).first()
    if found is None:
        raise Http404
    return found
