"""One's own pages: home, profile, password; and the page of who tried too often to sign in."""

from math import ceil
from typing import Any

from allauth.account import views as allauth_views
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal import ratelimit
from allauth.mfa.base import views as code_views
from allauth.mfa.webauthn import views as passkey_views
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.mfa.webauthn.internal import flows as passkey_flows
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts import services
from opstap.accounts.adapter import attempted_email, client_address
from opstap.accounts.directory import entry, identities
from opstap.accounts.directory.configuration import directory
from opstap.accounts.forms import PasskeySignInForm, ProfileForm
from opstap.accounts.models import User
from opstap.accounts.permissions import person

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/home.html")


@require_form
def profile(request: HttpRequest) -> HttpResponse:
    user = person(request)
    # The form works on a copy: after a refused answer the page still greets with the name that is stored.
    form = ProfileForm(
        request.POST if request.method == "POST" else None, instance=User.objects.get(pk=user.pk)
    )
    if form.is_valid():
        services.save_profile(user=form.instance, changed=form.changed_data, by=user)
        messages.success(request, _("Saved."))
        return redirect("account:profile")
    context = {
        "form": form,
        "roles": services.roles_in_words(user),
        "has_phone": services.has_phone(user),
        "passkeys": services.passkeys_of(user),
        "directory": (known := directory()),
        "identity": identities.identity_of(user, known) if known else None,
    }
    return render(request, "accounts/profile.html", context)


class SignInView(allauth_views.LoginView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"directory": directory()}  # type: ignore[no-any-return]


class SignOutView(allauth_views.LogoutView):  # type: ignore[misc]
    def get_redirect_url(self) -> str:
        """At the directory, too, where she came in by it and the operator wants it."""
        here = f"{settings.SITE_URL}{reverse('root')}"
        return entry.sign_out_address(self.request, here) or super().get_redirect_url()


@require_form
def change_password(request: HttpRequest) -> HttpResponse:
    if not person(request).has_usable_password():
        return redirect("account_reset_password")
    return allauth_views.password_change(request)  # type: ignore[no-any-return]


@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where allauth returns to when the second factor has changed."""
    return redirect("account:profile")


class CodeView(code_views.AuthenticateView):  # type: ignore[misc]
    """After the password: the code of the phone, a passkey, or a spare code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.stage.login.user
        more = {"has_phone": services.has_phone(user), "has_passkey": bool(services.passkeys_of(user))}
        return super().get_context_data(**kwargs) | more  # type: ignore[no-any-return]


class AddPasskeyView(passkey_views.AddWebAuthnView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            services.note_passkey("added", user=person(self.request))
            return super().form_valid(form)  # type: ignore[no-any-return]


class NamePasskeyView(passkey_views.EditWebAuthnView):  # type: ignore[misc]
    success_url = reverse_lazy("account:profile")


class RemovePasskeyView(passkey_views.RemoveWebAuthnView):  # type: ignore[misc]
    success_url = reverse_lazy("account:profile")

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            services.note_passkey("removed", user=person(self.request))
            return super().form_valid(form)  # type: ignore[no-any-return]


class PasskeyAgainView(passkey_views.ReauthenticateWebAuthnView):  # type: ignore[misc]
    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))  # type: ignore[no-any-return]


@login_not_required
@require_safe
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser is to ask of a passkey that opens alone."""
    return JsonResponse(passkeys.begin_authentication(user=None))


@login_not_required
@require_POST
@ratelimit.decorator(app="allauth.mfa", action="webauthn_login")  # type: ignore[untyped-decorator]
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    form = PasskeySignInForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/passkey_refused.html", {"form": form}, status=400)
    passkey = form.cleaned_data["credential"]
    login = Login(user=passkey.user, redirect_url=get_next_redirect_url(request))
    return passkey_flows.perform_passwordless_login(request, passkey, login)  # type: ignore[no-any-return]


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where she is signed in."""
    places = services.signed_in_places(person(request), this=request.session.session_key)
    return render(request, "accounts/sessions.html", {"places": places, "many": len(places) > 1})


@require_POST
def session_end(request: HttpRequest, handle: str) -> HttpResponse:
    user = person(request)
    if services.end_session(user=user, handle=handle, by=user):
        messages.success(request, _("You are signed out there."))
    else:
        messages.info(request, _("You were signed out there already."))
    return redirect("account:sessions")


@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    user = person(request)
    ended = services.end_other_sessions(user=user, this=request.session.session_key, by=user)
    words = ngettext("You are signed out in {n} place.", "You are signed out in {n} places.", ended)
    messages.success(request, words.format(n=ended))
    return redirect("account:sessions")


def locked(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """Shown by axes in place of the form after too many failed sign-ins."""
    last = (
        AccessAttempt.objects.filter(
            username=attempted_email(request, credentials), ip_address=client_address(request)
        )
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    until = (last or timezone.now()) + get_cool_off(request)
    minutes = max(1, ceil((until - timezone.now()).total_seconds() / 60))
    page = render(request, "accounts/locked.html", {"until": until, "minutes": minutes}, status=429)
    page["Retry-After"] = str(minutes * 60)
    return page
