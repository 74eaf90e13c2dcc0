"""The API for programs: published spaces as JSON. Read only, without a key, without a cookie."""

import gzip
from collections.abc import Callable, Iterator
from functools import wraps
from hashlib import sha256
from pathlib import Path
from time import time
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from opstap.accounts.adapter import client_address
from opstap.core import limits
from opstap.exchange.open_data import answers, catalogue, files, openapi, software
from opstap.exchange.open_data.asked import Asked, RefusedError, read_asked
from opstap.exchange.open_data.licences import licence_links
from opstap.exchange.open_data.place import as_json

FRESH_SECONDS = 60
FILE_COST, FILE_SECONDS = 5, 600
CHUNK = 64 * 1024
BAD_REQUEST, NOT_FOUND, GONE, TOO_MANY, NOT_YET = 400, 404, 410, 429, 503
View = Callable[..., HttpResponseBase]


def open_data(cost: int = 1) -> Callable[[View], View]:
    """A view of open data: any site's page may read it, and nobody may ask too much in a minute."""

    def decorate(view: View) -> View:
        @login_not_required
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            wait = limits.seconds_to_wait(client_address(request), time(), cost=cost)
            response = too_many(wait) if wait else view(request, *args, **kwargs)
            response["Access-Control-Allow-Origin"] = "*"
            return response

        return answer

    return decorate


def problem(status: int, title: str, detail: str, reasons: dict[str, str] | None = None) -> HttpResponse:
    """An answer in the form of RFC 9457; `reasons`: name of a parameter → what is wrong with it."""
    said: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if reasons:
        said["errors"] = [{"parameter": name, "detail": reason} for name, reason in reasons.items()]
    response = JsonResponse(said, status=status, content_type=openapi.PROBLEM)
    response["Cache-Control"] = "no-store"
    return response


def refusal(refused: RefusedError) -> HttpResponse:
    detail = _("Nothing was read. Put right what is named in “errors” and ask again.")
    return problem(BAD_REQUEST, _("The question cannot be read"), detail, refused.reasons)


def too_many(wait: int) -> HttpResponse:
    detail = _("You asked more often than %(most)d times in a minute. Ask again in %(seconds)d seconds.")
    response = problem(TOO_MANY, _("Too many requests"), detail % {"most": limits.MOST, "seconds": wait})
    response["Retry-After"] = str(wait)
    return response


@open_data()
@gzip_page
def place_list(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    try:
        asked = read_asked(request.GET, now)
    except RefusedError as refused:
        return refusal(refused)
    if asked.is_timed:
        return _fresh(JsonResponse(answers.page_of(asked, now).as_json()), asked)
    return unless_known(request, lambda: _fresh(JsonResponse(answers.page_of(asked, now).as_json()), asked))


def _fresh(response: HttpResponse, asked: Asked) -> HttpResponse:
    response["Link"] = licence_links(asked.network)
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def unless_known(request: HttpRequest, make: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """304 to who has the answer already: it is the same as long as no published space changed today."""
    changed = answers.last_change()
    basis = f"{changed} {timezone.localdate()} {request.get_full_path()}"
    etag = f'W/"{sha256(basis.encode()).hexdigest()[:32]}"'
    known = get_conditional_response(request, etag, int(changed.timestamp()) if changed else None)
    response = known if known is not None and known.status_code == 304 else make()
    response["ETag"] = etag
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    return response


@open_data()
@gzip_page
def place(request: HttpRequest, key: str) -> HttpResponseBase:
    found = answers.find_space(uid) if (uid := _uid(key)) else None
    if found is None:
        return problem(NOT_FOUND, _("Not found"), _("No published space has this id."))
    if not found.is_public:
        return problem(GONE, _("Gone"), _("This space is no longer public. Throw your copy away."))

    def make() -> HttpResponse:
        response = JsonResponse(as_json(found))
        response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        response["Link"] = licence_links(None)
        return response

    return unless_known(request, make)


def _uid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


@open_data()
@gzip_page
def software_list(request: HttpRequest) -> HttpResponseBase:
    try:
        said = software.answer(request.GET, timezone.localdate())
    except RefusedError as refused:
        return refusal(refused)
    return _told(request, said)


@open_data()
@gzip_page
def software_one(request: HttpRequest, key: str) -> HttpResponseBase:
    said = software.find_program(uid) if (uid := _uid(key)) else None
    if said is None:
        return problem(NOT_FOUND, _("Not found"), _("No free program has this id."))
    return _told(request, said)


def _told(request: HttpRequest, said: dict[str, Any]) -> HttpResponseBase:
    """The answer, or 304 to who has the very same one."""
    response = JsonResponse(said)
    etag = f'W/"{sha256(response.content).hexdigest()[:32]}"'
    known = get_conditional_response(request, etag)
    if known is not None and known.status_code == 304:
        response = known  # type: ignore[assignment]
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    response["Link"] = licence_links(None)
    return response


@open_data()
@gzip_page
def description(_request: HttpRequest) -> HttpResponseBase:
    response = JsonResponse(openapi.document())
    response["Cache-Control"] = "public, max-age=3600"
    return response


@open_data()
@gzip_page
def catalogue_record(_request: HttpRequest) -> HttpResponseBase:
    response = JsonResponse(catalogue.record(), content_type="application/ld+json")
    response["Cache-Control"] = f"public, max-age={FILE_SECONDS}"
    return response


@open_data(cost=FILE_COST)
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of all published spaces, as it lies on the disk."""
    known = files.FILES.get(name)
    if known is None:
        names = ", ".join(files.FILES)
        return problem(NOT_FOUND, _("Not found"), _("There are these files: %(names)s.") % {"names": names})
    return unless_known(request, lambda: _sent(request, name, known))


def _sent(request: HttpRequest, name: str, known: files.File) -> HttpResponseBase:
    path = files.standing(name)
    if path is None:
        response = problem(
            NOT_YET, _("Not yet"), _("This file is being written. Come back in a few minutes.")
        )
        response["Retry-After"] = "300"
        return response
    is_small = known.is_text and "gzip" in request.headers.get("Accept-Encoding", "")
    is_as_kept = is_small or not known.is_text
    sent = StreamingHttpResponse(_chunks(path, is_as_kept=is_as_kept), content_type=known.content_type)
    sent["Content-Disposition"] = f'attachment; filename="{name}"'
    if is_as_kept:
        sent["Content-Length"] = str(path.stat().st_size)
    if is_small:
        sent["Content-Encoding"] = "gzip"
    sent["Cache-Control"] = f"public, max-age={FILE_SECONDS}"
    sent["Link"] = licence_links(None)
    patch_vary_headers(sent, ["Accept-Encoding"])
    return sent


def _chunks(path: Path, *, is_as_kept: bool) -> Iterator[bytes]:
    """Opened when the first piece is asked for, closed after the last one."""
    with path.open("rb") if is_as_kept else gzip.open(path) as kept:
        while chunk := kept.read(CHUNK):
            yield chunk
