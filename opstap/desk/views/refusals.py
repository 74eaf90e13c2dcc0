"""Who may not, and why, for scripts: JSON with a word for the program and words for the person.

Never a redirect and never a page: a client that keeps what it could not send must not take a sign-in page
for success.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as csrf_page

from opstap.desk.views.body import Answer, wanted_answer
from opstap.desk.views.sender import COOKIE


def wants_data(request: HttpRequest) -> bool:
    """Whether a script asks at the desk."""
    match = request.resolver_match
    return match is not None and match.app_name == "desk" and wanted_answer(request) is not Answer.PAGE


def refusal(status: int, error: str, says: str) -> JsonResponse:
    return JsonResponse({"error": error, "says": says}, status=status)


def signed_out() -> JsonResponse:
    return refusal(401, "sign-in", _("You are signed out. Sign in to send what was noted here."))


def revoked() -> JsonResponse:
    says = _("This computer does not belong to the desk any more. Sign in to send, or export what was noted.")
    return refusal(401, "revoked", says)


def not_allowed(reason: str) -> JsonResponse:
    return refusal(403, "not-allowed", reason or _("Your role does not allow it."))


def not_here() -> JsonResponse:
    return refusal(404, "not-found", _("This desk is not here."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django asks here when the token of a form is missing or wrong."""
    if not wants_data(request):
        return csrf_page(request, reason)
    if not request.user.is_authenticated and not request.COOKIES.get(COOKIE):
        return signed_out()
    return refusal(403, "csrf", _("The page was open too long, or your browser refuses cookies."))
