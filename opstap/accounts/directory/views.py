"""To the directory and back: signing in, connecting one's account or not any more. 404 where none is set."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.directory import asking, attempts, entry, identities
from opstap.accounts.directory.asking import DirectoryError
from opstap.accounts.directory.attempts import Attempt
from opstap.accounts.directory.configuration import Directory, directory
from opstap.accounts.directory.identities import RefusedError
from opstap.accounts.directory.refusals import REFUSALS
from opstap.accounts.directory.tokens import Claims
from opstap.accounts.permissions import person

logger = logging.getLogger(__name__)

LIMIT = {"directory": "60/m/ip"}
# What a directory says when a person stopped there (RFC 6749, 4.1.2.1; OpenID Connect Core, 3.1.2.6).
DECLINED = {
    "access_denied",
    "login_required",
    "consent_required",
    "interaction_required",
    "account_selection_required",
}
UNAVAILABLE = {"server_error", "temporarily_unavailable"}

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]
ViewWithDirectory = Callable[Concatenate[HttpRequest, Directory, Rest], HttpResponse]

limited = ratelimit.decorator(app="opstap", action="directory", config=LIMIT, limit_get=True)


def with_directory(view: "ViewWithDirectory[Rest]") -> "View[Rest]":
    """Hands the view the directory; 404 where none is set."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        known = directory()
        if known is None:
            raise Http404
        return view(request, known, *args, **kwargs)

    return wrapped


@login_not_required
@require_POST
@with_directory
@limited  # type: ignore[untyped-decorator]
def sign_in(request: HttpRequest, known: Directory) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return entry.send_there(request, known, following=get_next_redirect_url(request) or "")


@require_POST
@with_directory
@reauthentication_required  # type: ignore[untyped-decorator]
@limited  # type: ignore[untyped-decorator]
def connect(request: HttpRequest, known: Directory) -> HttpResponse:
    return entry.send_there(request, known, user=person(request), following=reverse("account:profile"))


@login_not_required
@require_safe
@with_directory
@limited  # type: ignore[untyped-decorator]
def answer(request: HttpRequest, known: Directory) -> HttpResponse:
    """Where the directory sends the browser back to."""
    attempt = attempts.take(request.session, request.GET.get("state", ""))
    if attempt is None and request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    if attempt is None:
        return entry.refuse("stale")
    with translation.override(attempt.language):
        try:
            return _act(request, known, attempt)
        except DirectoryError as error:
            logger.warning("Sign-in directory: %s.", error)
            return entry.refuse(error.why)
        except RefusedError as refused:
            return entry.refuse(refused.reason)


def _act(request: HttpRequest, known: Directory, attempt: Attempt) -> HttpResponse:
    signed_in = request.user.pk if request.user.is_authenticated else None
    if attempt.user != signed_in:
        # Meanwhile somebody signed in or out in this browser.
        return redirect(settings.LOGIN_REDIRECT_URL)
    claims = _identify(request, known, attempt)
    if attempt.user is None:
        user = identities.find_user(known, claims)
        return entry.enter(request, user, of=known, subject=claims.subject, following=attempt.following)
    user = person(request)
    identities.connect(user=user, directory=known, subject=claims.subject, by=user)
    said = _("Connected. From now on you can sign in with %(name)s.") % {"name": known.name}
    messages.success(request, said)
    return redirect(attempt.following)


def _identify(request: HttpRequest, known: Directory, attempt: Attempt) -> Claims:
    said = request.GET
    names_itself = asking.metadata(known).names_itself
    if ("iss" in said or names_itself) and said.get("iss") != known.issuer:
        raise DirectoryError("nonsense", "the answer comes from another issuer")
    if error := said.get("error", ""):
        if error in DECLINED:
            raise RefusedError("declined")
        raise DirectoryError("down" if error in UNAVAILABLE else "nonsense", f"it says {error[:60]!r}")
    if "code" not in said:
        raise DirectoryError("nonsense", "it sends back no code")
    return asking.identify(
        known,
        code=said["code"],
        verifier=attempt.verifier,
        nonce=attempt.nonce,
        redirect_uri=entry.redirect_uri(),
        needs_email=lambda subject: attempt.user is None and not identities.is_known(known, subject),
    )


@login_not_required
@require_safe
@with_directory
def refused(request: HttpRequest, known: Directory, reason: str) -> HttpResponse:
    """What happened, at an address of its own: it can be read again, and in each language."""
    if reason not in REFUSALS:
        raise Http404
    refusal = REFUSALS[reason].of(known.name)
    return render(request, "accounts/directory_refused.html", {"refusal": refusal})


@require_http_methods(["GET", "HEAD", "POST"])
@with_directory
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def disconnect(request: HttpRequest, known: Directory) -> HttpResponse:
    user = person(request)
    if identities.identity_of(user, known) is None:
        return redirect("account:profile")
    has_other_way = identities.has_other_way(user)
    if request.method == "POST" and has_other_way:
        identities.disconnect(user=user, directory=known, by=user)
        said = _("Disconnected. %(name)s does not open your account any more.") % {
            "name": capfirst(known.name)
        }
        messages.success(request, said)
        return redirect("account:profile")
    context = {"directory": known, "has_other_way": has_other_way}
    status = 409 if request.method == "POST" else 200
    return render(request, "accounts/directory_disconnect.html", context, status=status)
