"""What the map asks for: its points, its outlines, and the card of one place."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from opstap.core.tongues import in_every_tongue
from opstap.finder.display.outlines import outlines
from opstap.finder.display.points import points
from opstap.finder.display.rows import drawn, row_of
from opstap.finder.search import read_question
from opstap.finder.views.public import as_asked, public_page
from opstap.spaces.models import Space

GEOJSON = "application/geo+json"
A_MINUTE = "public, max-age=60"
FOR_EVER = "public, max-age=31536000, immutable"


@in_every_tongue
@login_not_required
@require_safe
def map_points(request: HttpRequest) -> HttpResponseBase:
    found = points(read_question(request.GET), timezone.now(), get_language() or "fr")
    return _sent(request, found.body, found.digest, A_MINUTE)


@in_every_tongue
@login_not_required
@require_safe
def map_outlines(request: HttpRequest, digest: str) -> HttpResponseBase:
    now = outlines()
    if digest != now.digest:  # of before an import, or of a process that has not read it yet
        return redirect("finder:map-outlines", now.digest)
    return _sent(request, now.body, now.digest, FOR_EVER)


def _sent(request: HttpRequest, body: bytes, digest: str, how_long: str) -> HttpResponseBase:
    """The same for everybody, so a cache may keep it; nothing when the browser has it."""
    tag = f'W/"{digest}"'
    response = get_conditional_response(request, etag=tag) or as_asked(request, body, GEOJSON)
    response["ETag"], response["Cache-Control"] = tag, how_long
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@in_every_tongue
@public_page
@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The row of the list, alone."""
    space = get_object_or_404(Space.objects.public().only("lat", "lon"), slug=slug)
    asked = read_question(request.GET)
    row = row_of(space, asked, timezone.now())
    rows = drawn([row] if row else [], asked.to_query())
    return render(request, "finder/map/card.html", {"rows": rows})
