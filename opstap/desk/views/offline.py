"""The desk without a line: the page without records, the service worker that keeps it, the app's manifest."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from opstap.accounts.permissions import person
from opstap.desk.views.page import shell_context
from opstap.desk.views.sender import at_shared_desk
from opstap.spaces.permissions import get_desk_space

DEXIE = "vendor/dexie/dist/modern/dexie.min.mjs"
NAMELESS = {"signed_in": False, "may_have_messages": False, "csrf_token": ""}
"""What the frame of every page would otherwise show of the person and her session."""


@at_shared_desk
@never_cache
@require_safe
def shell(request: HttpRequest, slug: str) -> HttpResponse:
    """The desk page without any record, name or token: what a browser keeps for a start without a line."""
    space = get_desk_space(person(request), slug)
    with timezone.override(space.zone):
        response = render(request, "desk/desk.html", shell_context(space, person(request)) | NAMELESS)
    response["Opstap-Desk"] = "1"
    response["Opstap-Version"] = version()
    return response


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """One program for the desk in every language; a changed version replaces what browsers keep."""
    context = {"version": version(), "files": json.dumps([static(name) for name in _files()])}
    text = get_template("desk/sw.js").render(context)
    headers = {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers=headers)


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a browser asks when the desk is put on the start screen. It is fetched without a cookie."""
    start = reverse("desk:choose")
    icon = {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    body = {
        "id": start,
        "name": _("Opstap desk"),
        "short_name": _("Desk"),
        "lang": request.LANGUAGE_CODE,
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#fdfaf4",
        "theme_color": "#4b1039",
        "icons": [icon | {"purpose": "any"}, icon | {"purpose": "maskable"}],
    }
    return JsonResponse(body, content_type="application/manifest+json")


@lru_cache(maxsize=1)
def version() -> str:
    """Of everything a browser keeps: changes when a file, the service worker or a page of the desk does."""
    package = Path(settings.PACKAGE)
    pages = [*(package / "desk" / "templates" / "desk").glob("*"), package / "templates" / "base.html"]
    known = hashlib.sha256()
    for path in sorted([*pages, *(package / "static" / name for name in _files())]):
        known.update(path.read_bytes())
    return known.hexdigest()[:16]


def _files() -> list[str]:
    """Static files of the shell, as the templates name them."""
    modules = sorted(path.name for path in (Path(settings.PACKAGE) / "static" / "desk").glob("*.js"))
    return ["opstap.css", "sprite.svg", "icon.svg", DEXIE, *(f"desk/{name}" for name in modules)]
