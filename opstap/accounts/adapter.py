"""Where allauth and axes ask us: our words, our addresses, when to ask for the password again."""

import time
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from opstap.accounts import encryption
from opstap.accounts.devices import NAME_LENGTH, device_of, in_words
from opstap.accounts.directory import entry
from opstap.accounts.models import User
from opstap.accounts.sessions import SIGNED_IN

NOWHERE = "0.0.0.0"  # noqa: S104 (a visitor without an address, as through a socket; nothing listens there)


def client_address(request: HttpRequest) -> str:
    """The visitor's IP address; behind N proxies of ours the N-th from the end of what they noted."""
    noted = request.headers.get("X-Forwarded-For", "").split(",")
    believed = noted[-settings.PROXIES] if 0 < settings.PROXIES <= len(noted) else ""
    for text in (believed, request.META.get("REMOTE_ADDR") or ""):
        with suppress(ValueError):
            return str(ip_address(text.strip()))
    return NOWHERE


def attempted_email(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Whose sign-in is counted: the e-mail as typed, whether allauth or Django hands it over."""
    given = credentials or {}
    email = given.get("email") or given.get("login") or request.POST.get("login") or ""
    return str(email).strip().lower()[:250]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail or the password is not right. Check both and try again."),
        "incorrect_password": _("This is not your password. Try again."),
        "enter_current_password": _("This is not your password of today. Try again."),
        "too_many_login_attempts": _("Too many tries. Wait a quarter of an hour, then try again."),
        "rate_limited": _("Too many tries. Wait a quarter of an hour, then try again."),
    }

    def login(self, request: HttpRequest, user: User) -> None:
        """Called when she has shown everything that is asked, the second factor included."""
        super().login(request, user)
        entry.complete(request, user)
        device = device_of(request.headers.get("User-Agent", ""))
        request.session[SIGNED_IN] = [timezone.now().isoformat(), device]

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = context.get("user")
        with translation.override(user.language if isinstance(user, User) else translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address of this installation, whatever name the asking browser used."""
        uidb36, _dash, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token})
        return f"{settings.SITE_URL}{path}"

    def reauthenticate(self, user: User, password: str) -> bool:
        # allauth looks for the address in a table that we do not fill.
        again = self.authenticate(context.request, email=user.email, password=password)
        return again is not None and again.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within a quarter of an hour after signing in: nobody types the password twice in a row."""
        records = get_authentication_records(context.request, context.request.user)
        if records and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account:profile")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        return redirect("account_login")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of the second factor stand encrypted in the database (accounts.encryption)."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. A code lives half a minute: type the newest one."),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey belongs to the name under which the browser came."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Opstap"}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        """As the form proposes it: the device at which she sits."""
        return in_words(device_of(context.request.headers.get("User-Agent", "")))[:NAME_LENGTH]

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return encryption.decrypt(encrypted_text)
