"""What search engines ask for: what they may read, and where all pages for everybody are."""

from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from opstap.core.context import LANGUAGES
from opstap.spaces.models import Space

A_DAY = "public, max-age=86400"
KEPT_SECONDS = 3600
# A file may hold 50,000 addresses; each place has one in three languages.
PLACES_A_PART = 5_000
XML = "application/xml; charset=utf-8"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

# Lists are found by their links; what a map or a form asks for is no page. An address with a point says where
# somebody is: nobody is to keep it.
_NOT_FOR_CRAWLERS = (
    "/*/find/*/",
    "/*/find/?near=",
    "/*/find/*map=1",
    "/*/place/*/card/",
    "/*/place/*/wrong/",
    "/*/open/embed/",
    "/*/account/",
)


@login_not_required
@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """A demonstration is not to be found: everything in it is invented."""
    hidden = ("/",) if settings.DEMO else _NOT_FOR_CRAWLERS
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in hidden)]
    if not settings.DEMO:
        lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}"]
    return _sent("\n".join(lines) + "\n", "text/plain; charset=utf-8")


@login_not_required
@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """For browsers that ask before they have read a page."""
    response = redirect(static("icon.svg"))
    response["Cache-Control"] = A_DAY
    return response


@login_not_required
@require_safe
def sitemap(_request: HttpRequest) -> HttpResponse:
    """The index of the parts, and how many there are."""
    parts = cache.get_or_set("finder:sitemap", _parts, KEPT_SECONDS) or 1
    addresses = (settings.SITE_URL + reverse("sitemap-part", args=[number]) for number in range(1, parts + 1))
    listed = "".join(f"<sitemap><loc>{address}</loc></sitemap>\n" for address in addresses)
    return _sent(f"{_HEAD}<sitemapindex {_SPACE}>\n{listed}</sitemapindex>\n", XML)


@login_not_required
@require_safe
def sitemap_part(_request: HttpRequest, number: int) -> HttpResponse:
    if not 1 <= number <= _parts():
        raise Http404
    body = cache.get_or_set(f"finder:sitemap:{number}", lambda: "".join(_part(number)), KEPT_SECONDS)
    return _sent(f"{_HEAD}<urlset {_SPACE}>\n{body}</urlset>\n", XML)


def _parts() -> int:
    return max(1, -(-Space.objects.public().count() // PLACES_A_PART))


def _part(number: int) -> Iterator[str]:
    if number == 1:
        for path in _in_each("finder:question"):
            yield _entry(path)
    first = (number - 1) * PLACES_A_PART
    spaces = Space.objects.public().order_by("pk").values_list("slug", "changed_at")
    pages = _in_each("finder:space", "_slug_")
    for slug, changed_at in spaces[first : first + PLACES_A_PART]:
        for page in pages:
            yield _entry(page.replace("_slug_", slug), changed_at)


def _in_each(name: str, *args: str) -> list[str]:
    found = []
    for language, _name in LANGUAGES:
        with translation.override(language):
            found.append(reverse(name, args=args))
    return found


def _entry(path: str, changed_at: datetime | None = None) -> str:
    when = f"<lastmod>{changed_at:%Y-%m-%d}</lastmod>" if changed_at else ""
    return f"<url><loc>{escape(settings.SITE_URL + path)}</loc>{when}</url>\n"


def _sent(text: str, kind: str) -> HttpResponse:
    return HttpResponse(text, content_type=kind, headers={"Cache-Control": A_DAY})
