"""What scripts at the desk are answered when the request does not reach its view."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from opstap.desk.models import DeskDevice
from opstap.desk.services import computer_with, person_at, seen
from opstap.desk.views.refusals import not_allowed, not_here, revoked, signed_out, wants_data
from opstap.desk.views.sender import COOKIE


class DeskAnswersMiddleware:
    """401, 403 and 404 as JSON instead of a page or a redirect, and a header that says: this is the desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not wants_data(request):
            return response
        if _leads_to_sign_in(response):
            response = revoked() if getattr(request, "desk_revoked", False) else signed_out()
        response["Opstap-Desk"] = "1"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if wants_data(request) and isinstance(exception, PermissionDenied):
            return not_allowed(str(exception))
        if wants_data(request) and isinstance(exception, Http404):
            return not_here()
        return None


class SharedDeskMiddleware:
    """At an enrolled computer: who is at it is known by PIN, at the desk of its space and nowhere else.

    Sets `request.desk_device`. Every other page, and every other space, sees an anonymous visitor.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        token = request.COOKIES.get(COOKIE)
        device = computer_with(token) if token and getattr(view, "at_shared_desk", False) else None
        if device is None or device.space.slug != kwargs.get("slug"):
            return None
        if device.revoked_at is not None:
            request.desk_revoked = True  # type: ignore[attr-defined]
            return None
        request.desk_device = device  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            return None
        return self._let_in(request, view, device)

    def _let_in(
        self, request: HttpRequest, view: Callable[..., HttpResponse], device: DeskDevice
    ) -> HttpResponse | None:
        """Device and PIN are two factors: no page leads to another one."""
        user = person_at(device)
        if user is None and not getattr(view, "for_the_computer", False):
            return None if wants_data(request) else redirect("desk:who", device.space.slug)
        if user is not None:
            request.user = user
        request.let_in = True  # type: ignore[attr-defined]
        if request.method == "POST":
            seen(device, acted=user is not None)
        return None


def _leads_to_sign_in(response: HttpResponse) -> bool:
    """To the password, or to setting up the second factor."""
    if response.status_code != 302:
        return False
    return response["Location"].startswith((reverse("account_login"), reverse("mfa_activate_totp")))
