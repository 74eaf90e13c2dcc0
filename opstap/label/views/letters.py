"""The letter of a decision, made anew each time from what was frozen with it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from opstap.accounts.permissions import person
from opstap.core.documents import attach
from opstap.label import permissions
from opstap.label.letter import letter_pdf
from opstap.label.transitions import REASON_WORDS, Reason


@require_safe
def letter(request: HttpRequest, uid: UUID, number: UUID) -> HttpResponse:
    user = person(request)
    file, parties = permissions.get_file(user, uid)
    if permissions.must_declare(user, file, parties):
        raise PermissionDenied(REASON_WORDS[Reason.INTEREST])
    decision = file.decisions.filter(uid=number).first()
    if decision is None:
        raise Http404
    return attach(letter_pdf(decision), f"{file.reference}-{decision.kind}-{decision.language}.pdf")
