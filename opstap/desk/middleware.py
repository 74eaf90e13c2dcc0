"""What scripts at the desk are answered when the request does not reach its view."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from opstap.desk.views.refusals import not_allowed, not_here, signed_out, wants_data


class DeskAnswersMiddleware:
    """401, 403 and 404 as JSON instead of a page or a redirect, and a header that says: this is the desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not wants_data(request):
            return response
        if _leads_to_sign_in(response):
            response = signed_out()
        response["Opstap-Desk"] = "1"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if wants_data(request) and isinstance(exception, PermissionDenied):
            return not_allowed(str(exception))
        if wants_data(request) and isinstance(exception, Http404):
            return not_here()
        return None


def _leads_to_sign_in(response: HttpResponse) -> bool:
    """To the password, or to setting up the second factor."""
    if response.status_code != 302:
        return False
    return response["Location"].startswith((reverse("account_login"), reverse("mfa_activate_totp")))
