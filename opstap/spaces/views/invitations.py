"""Invitations: the page of who is invited, and sending again or withdrawing by who may."""

from uuid import UUID

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opstap.accounts.directory import entry
from opstap.accounts.directory.configuration import directory
from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.spaces import permissions
from opstap.spaces.forms.people import TakeUpForm
from opstap.spaces.models import Invitation
from opstap.spaces.services import invitations as services

require_form = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_form
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who is invited makes her account here. The link is all that is asked of her."""
    try:
        found = services.find(token)
        answers = request.POST if request.method == "POST" else None
        form = TakeUpForm(answers, invitation=found)
        if not form.is_valid():
            context = {"form": form, "invitation": found, "directory": directory()}
            return render(request, "spaces/invitation.html", context)
        user, is_new = services.take_up(token=token, **form.answers())
    except services.NotOpenError:
        return render(request, "spaces/invitation_over.html", status=404)
    if not is_new:
        messages.success(request, _("You have the role now. Sign in as always."))
        return redirect("account_login")
    return _signed_in(request, user)


def _signed_in(request: HttpRequest, user: User) -> HttpResponse:
    """On to her second factor: with a passkey where she wants no password. By the directory if she asks."""
    known = directory() if "by_directory" in request.POST else None
    by_passkey = known is None and not user.has_usable_password()
    following = reverse("mfa_add_webauthn" if by_passkey else "mfa_activate_totp")
    record_authentication(request, user, "invitation")
    signed_in: HttpResponse = perform_login(request, Login(user=user, redirect_url=following))
    return entry.send_there(request, known, user=user, following=following) if known else signed_in


@require_POST
def invitation_again(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    found = permissions.get_invitation(user, uid)
    return show_sent(request, found, services.renew(invitation=found, by=user))


@require_POST
def invitation_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    services.withdraw(invitation=permissions.get_invitation(user, uid), by=user)
    messages.success(request, _("The invitation is withdrawn. Its link opens nothing any more."))
    return redirect("spaces:people")


def show_sent(request: HttpRequest, found: Invitation, link: str) -> HttpResponse:
    """The link is shown once, on this page, and nowhere kept."""
    sent = services.send(invitation=found, link=link)
    return render(request, "spaces/invitation_sent.html", {"invitation": found, "link": link, "sent": sent})
