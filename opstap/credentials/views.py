"""For everybody, without an account: is it genuine? And for programs: our keys, lists and credentials."""

import json
import uuid
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from opstap.credentials import identifiers, keyring, reasons
from opstap.credentials.adapter import Document
from opstap.credentials.forms import CheckForm
from opstap.credentials.models import Credential
from opstap.credentials.pictures import LARGEST_PICTURE
from opstap.credentials.reading import LARGEST
from opstap.credentials.reasons import Reason
from opstap.credentials.services import check, status_list
from opstap.credentials.services.publishing import has_list
from opstap.credentials.verifying import Verdict, summary

# A check costs up to a second or two of work. People check a few.
MOST_CHECKS, PERIOD_SECONDS = 20, 300
# Programs may keep keys and lists so long; what is withdrawn is seen everywhere after that.
KEPT_SECONDS = 300


# Without the token against forged requests, since that needs a cookie: nobody's rights are used here.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, CheckForm())
    if _is_too_long(request):
        return _too_large(request)
    try:
        form = CheckForm(request.POST, request.FILES)
    except RequestDataTooBig:  # the text alone
        return _too_large(request)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if _checks_too_often(request):
        form.add_error(None, _("Many checks came in a short time. Try again in five minutes."))
        return _page(request, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    return _page(request, CheckForm(), check(form.content(LARGEST_PICTURE), now=timezone.now()))


def _too_large(request: HttpRequest) -> HttpResponse:
    verdict = Verdict(Reason.TOO_LARGE)
    return _page(request, CheckForm(), verdict, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _is_too_long(request: HttpRequest) -> bool:
    length = request.headers.get("Content-Length", "")
    return length.isdecimal() and int(length) > LARGEST_PICTURE + LARGEST


def _checks_too_often(request: HttpRequest) -> bool:
    """Counted per network address for five minutes, not stored."""
    key = f"verify:{request.META.get('REMOTE_ADDR', '')}"
    if cache.add(key, 1, PERIOD_SECONDS):
        return False
    try:
        return cache.incr(key) > MOST_CHECKS
    except ValueError:  # the period ended between the two lines
        return False


def _page(
    request: HttpRequest, form: CheckForm, verdict: Verdict | None = None, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = {"form": form, "body_class": "sheet", **(_said(verdict) if verdict else {})}
    return render(request, "credentials/verify.html", context, status=status)


def _said(verdict: Verdict) -> dict[str, object]:
    return {
        "verdict": verdict,
        "sentence": reasons.sentence(verdict.reason) if verdict.reason else "",
        "advice": reasons.advice(verdict.reason) if verdict.reason else "",
        "badge": summary(verdict.said) if verdict.said else None,
    }


@login_not_required
@require_safe
def credential(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One of our own, behind its QR code: what it says and whether it holds now."""
    found = get_object_or_404(Credential, uid=uid)
    verdict = check(json.dumps(found.document).encode(), now=timezone.now())
    context = {"own": found, "body_class": "sheet", **_said(verdict)}
    return render(request, "credentials/credential.html", context)


@login_not_required
@require_safe
def short(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The address in the QR code has no language: the reader's own is taken."""
    with translation.override(translation.get_language_from_request(request)):
        return redirect("credentials:credential", uid=uid)


@login_not_required
@require_safe
def document(_request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Credential, uid=uid)
    response = _json(found.document, "application/vc")
    response["Content-Disposition"] = f'attachment; filename="credential-{uid}.json"'
    return response


@login_not_required
@require_safe
def did_document(_request: HttpRequest) -> HttpResponse:
    """Our keys. 404 where none was ever made: this installation issues nothing."""
    try:
        document = identifiers.own_document()
    except keyring.KeyringError:
        return _unavailable(_("The keys cannot be read at the moment."))
    if not document["verificationMethod"]:
        raise Http404
    return _json(document, "application/json")


@login_not_required
@require_safe
def status_list_document(_request: HttpRequest, number: int) -> HttpResponse:
    if not has_list(number):
        raise Http404
    try:
        return _json(status_list(number, timezone.now()), "application/vc")
    except keyring.KeyringError:
        return _unavailable(_("The list cannot be signed at the moment."))


def _unavailable(text: str) -> HttpResponse:
    plain = "text/plain; charset=utf-8"
    return HttpResponse(text, content_type=plain, status=HTTPStatus.SERVICE_UNAVAILABLE)


def _json(content: Document, content_type: str) -> HttpResponse:
    """For programs anywhere, those in a browser included; it holds nothing but what is public."""
    response = HttpResponse(json.dumps(content, ensure_ascii=False), content_type=content_type)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={0 if settings.DEBUG else KEPT_SECONDS}"
    return response
