"""What the map asks for: where places are, which of them are meant, their names, outlines, and a card."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from opstap.core.tongues import in_every_tongue
from opstap.finder.display.atlas import Atlas, known
from opstap.finder.display.outlines import outlines
from opstap.finder.display.points import MOST_NAMES, cannot_be_read, names, points
from opstap.finder.display.rows import drawn, row_of
from opstap.finder.search import read_question
from opstap.finder.views.public import as_asked, public_page
from opstap.spaces.models import Space

GEOJSON, JSON = "application/geo+json", "application/json"
A_MINUTE = "public, max-age=60"
FOR_EVER = "public, max-age=31536000, immutable"


@in_every_tongue
@login_not_required
@require_safe
def map_atlas(request: HttpRequest, digest: str) -> HttpResponseBase:
    """Where all places are."""
    found = _known(digest)
    return _sent(request, found.body, found.digest, FOR_EVER, JSON)


@in_every_tongue
@login_not_required
@require_safe
def map_points(request: HttpRequest, digest: str) -> HttpResponseBase:
    """Which of them a question leads to."""
    found = points(_known(digest), read_question(request.GET), timezone.now())
    return _sent(request, found.body, found.digest, A_MINUTE, JSON)


@in_every_tongue
@login_not_required
@require_safe
def map_names(request: HttpRequest, digest: str) -> HttpResponseBase:
    """What some of them are called: `at` are their positions, with commas between."""
    places = _known(digest)
    positions = _positions(request.GET.get("at", ""), len(places.keys))
    if positions is None:
        return JsonResponse({"fault": cannot_be_read()}, status=400)
    response = JsonResponse({"names": names(places, positions, get_language() or "fr")})
    response["Cache-Control"] = A_MINUTE
    return response


def _known(digest: str) -> Atlas:
    """Raises Http404 for one that nobody made, or hours ago: the page is to be loaded anew."""
    found = known(digest, timezone.now())
    if found is None:
        raise Http404
    return found


def _positions(written: str, count: int) -> list[int] | None:
    """At most MOST_NAMES numbers below `count`, else None."""
    parts = written.split(",") if written else []
    if len(parts) > MOST_NAMES or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    positions = [int(part) for part in parts if len(part) < 10]
    return positions if len(positions) == len(parts) and all(at < count for at in positions) else None


@in_every_tongue
@login_not_required
@require_safe
def map_outlines(request: HttpRequest, digest: str) -> HttpResponseBase:
    now = outlines()
    if digest != now.digest:  # of before an import, or of a process that has not read it yet
        return redirect("finder:map-outlines", now.digest)
    return _sent(request, now.body, now.digest, FOR_EVER, GEOJSON)


def _sent(request: HttpRequest, body: bytes, digest: str, how_long: str, kind: str) -> HttpResponseBase:
    """The same for everybody, so a cache may keep it; nothing when the browser has it."""
    tag = f'W/"{digest}"'
    response = get_conditional_response(request, etag=tag) or as_asked(request, body, kind)
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
