"""The desk without a line: the page without records, the service worker that keeps it, the app's manifest."""

import json

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
from opstap.desk.views.scripts import leaving_context
from opstap.desk.views.sender import at_shared_desk
from opstap.desk.views.version import kept_files, version
from opstap.spaces.permissions import get_desk_space

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


@never_cache
@require_safe
def leaving(request: HttpRequest) -> HttpResponse:
    """What is asked before signing out where notes of a desk are not sent; whoever they belong to."""
    return render(request, "desk/leaving.html", leaving_context())


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """One program for the desk in every language; a changed version replaces what browsers keep."""
    context = {"version": version(), "files": json.dumps([static(name) for name in kept_files()])}
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
