"""A sign-in by the directory: there, and from the entry that was found to the session.

The directory stands for the password; the second factor is asked as ever. What the first sign-in connects is
connected once that was shown, too: an e-mail address alone changes nothing of an account.
"""

import logging

from allauth.account.internal.flows.login import (
    get_authentication_records,
    perform_login,
    record_authentication,
)
from allauth.account.models import Login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from opstap.accounts.directory import asking, attempts, identities
from opstap.accounts.directory.asking import DirectoryError
from opstap.accounts.directory.configuration import Directory, directory
from opstap.accounts.directory.identities import RefusedError
from opstap.accounts.models import User

logger = logging.getLogger(__name__)

METHOD = "directory"
ARRIVED = "directory_arrived"
"""In the session between the directory's answer and the second factor: [account, issuer, subject]."""
BY_DIRECTORY = "by_directory"
"""In the session of who came in by the directory."""


def send_there(
    request: HttpRequest, known: Directory, *, user: User | None = None, following: str
) -> HttpResponse:
    """The browser goes to the directory, to sign in or to connect the account of `user`."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    pk = user.pk if user else None
    try:
        asking.metadata(known)
        state, attempt = attempts.begin(request.session, language=language, following=following, user=pk)
        address = asking.sign_in_address(
            known,
            state=state,
            nonce=attempt.nonce,
            challenge=attempt.challenge,
            redirect_uri=redirect_uri(),
            language=language,
        )
    except DirectoryError as error:
        logger.warning("Sign-in directory: %s.", error)
        return refuse(error.why)
    return redirect(address)


def redirect_uri() -> str:
    """Where the directory sends the browser back: one address for all languages, which it knows by heart."""
    return f"{settings.SITE_URL}{reverse('directory-answer')}"


def refuse(reason: str) -> HttpResponse:
    """`reason`: a key of `refusals.REFUSALS`."""
    return redirect("account:directory-refused", reason=reason)


def enter(request: HttpRequest, user: User, *, of: Directory, subject: str, following: str) -> HttpResponse:
    """On to the second factor, or in."""
    request.session[ARRIVED] = [user.pk, of.issuer, subject]
    record_authentication(request, user, METHOD)
    login = Login(user=user, redirect_url=following or None)
    return perform_login(request, login)  # type: ignore[no-any-return]


def complete(request: HttpRequest, user: User) -> None:
    """Of who is signed in now: whether she came by the directory, and with which entry."""
    pk, issuer, subject = request.session.pop(ARRIVED, [None, "", ""])
    of = directory()
    if pk != user.pk or of is None or issuer != of.issuer or not _came_by_it(request, user):
        return
    try:
        identities.connect(user=user, directory=of, subject=subject, by=user)
    except RefusedError as refused:
        # Somebody connected it in these seconds; she has shown who she is, and comes in.
        logger.warning("Sign-in directory: an entry was not connected (%s).", refused.reason)
        return
    identities.note_use(user=user, directory=of)
    request.session[BY_DIRECTORY] = True


def _came_by_it(request: HttpRequest, user: User) -> bool:
    """Whether the directory stood for the password: what somebody left unfinished in this browser connects
    nothing when she then signs in otherwise."""
    records = get_authentication_records(request, user)
    first_factors = [record["method"] for record in records if record["method"] != "mfa"]
    is_passkey_alone = any(record.get("passwordless") for record in records)
    return first_factors[-1:] == [METHOD] and not is_passkey_alone


def sign_out_address(request: HttpRequest, back: str) -> str:
    """Where she signs out at the directory, too; "" where that is not wanted, or not possible now."""
    of = directory()
    if of is None or not of.signs_out or not request.session.get(BY_DIRECTORY):
        return ""
    try:
        return asking.sign_out_address(of, back)
    except DirectoryError as error:
        logger.warning("Sign-in directory: no sign-out there, %s.", error)
        return ""
