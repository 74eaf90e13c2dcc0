"""What is asked of signed-in people on every page.

`request.let_in`: a room has checked by other means who asks (the desk: an enrolled computer, with or without
a PIN), for this one view.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import middleware as auth_middleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from opstap.accounts.services import has_second_factor
from opstap.accounts.sessions import person_of

# What somebody may reach who has signed in and has no second factor yet.
SET_UP = {"mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout"}


class AuthenticationMiddleware(auth_middleware.AuthenticationMiddleware):
    """Who asks, only when somebody wants to know."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]


class LoginRequiredMiddleware(auth_middleware.LoginRequiredMiddleware):
    """Log-in by default. Django's own looks at the session first; here a public page needs none."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: Any,
        view_kwargs: Any,
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True) or getattr(request, "let_in", False):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class SecondFactorMiddleware:
    """Leads everybody without a second factor to its set-up. A demonstration does not force it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        public = not getattr(view, "login_required", True)
        let_in = getattr(request, "let_in", False)
        if settings.DEMO or public or let_in or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in SET_UP or has_second_factor(request.user):
            return None
        return redirect("mfa_activate_totp")


class PrivatePagesMiddleware:
    """After signing out at a shared computer, the button "back" shows nothing: pages are not kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        if signed_in and "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        return response
