"""A page for everybody."""

import gzip
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from opstap.core.context import LANGUAGES, language_links, may_have_messages, more_links
from opstap.core.moulds import Mould, gap, mould
from opstap.core.tongues import FINDER, finder_tongue
from opstap.finder.tongues import is_unchecked_tongue
from opstap.spaces.models import Space

View = Callable[..., HttpResponse]
# A list of 40 kB becomes 6 kB, in a tenth of a millisecond; the highest level makes it 4.
GZIP_LEVEL = 1


def get_public_space(slug: str) -> Space:
    """A space that is public, else 404 for everybody: its team looks at it in the office."""
    spaces = Space.objects.public().select_related("organisation", "municipality")
    return get_object_or_404(spaces.prefetch_related("offers"), slug=slug)


def public_page(view: View) -> View:
    """A page for everybody, sent small. Only pages without a session are compressed: they hold no secret."""

    @login_not_required
    @wraps(view)
    def public(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.tongue_is_unchecked = is_unchecked_tongue(finder_tongue())  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        if _is_large(response) and may_be_small(request):
            response.content = small(response.content)
            response["Content-Encoding"] = "gzip"
        patch_vary_headers(response, ["Accept-Encoding"])
        return response

    return public


def filled_page(
    request: HttpRequest, template: str, parts: Mapping[str, object], shape: Mapping[str, Hashable]
) -> HttpResponse:
    """A page of parts that are drawn already. `shape`: what its template asks about, with few values.

    For visitors the template is rendered once per language and shape, with gaps for the parts; people who
    have a session have a menu and messages of their own around it.
    """
    if settings.DEBUG or may_have_messages(request):
        return render(request, template, {**parts, **shape})
    language = get_language() or settings.LANGUAGE_CODE
    around = (settings.DEMO, is_unchecked(request))
    page = _page_mould(template, language, around, tuple(parts), tuple(shape.items()))
    all_links = (*language_links(request), *more_links(request))
    links = {f"in_{link['code']}": link["href"] for link in all_links}
    return HttpResponse(page.fill(**parts, **links))


@lru_cache(maxsize=64)
def _page_mould(
    template: str,
    language: str,
    around: tuple[bool, bool],
    parts: tuple[str, ...],
    shape: tuple[tuple[str, Hashable], ...],
) -> Mould:
    """`around`: whether this is a demonstration, and whether a speaker has still to check the words."""
    del language  # the active one: part of the key
    demo, unchecked = around
    frame = {
        "demo": demo,
        "site_url": settings.SITE_URL,
        "is_unchecked": unchecked,
        "finder_tongue": finder_tongue(),
        "language_links": _links(LANGUAGES),
        "more_links": _links(FINDER.items()),
    }
    return mould(template, {**frame, **dict(shape), **{part: gap(part) for part in parts}})


def _links(languages: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"code": code, "name": name, "href": gap(f"in_{code}")} for code, name in languages]


def is_unchecked(request: HttpRequest) -> bool:
    """Whether the words of this page are a translation that no speaker of the language has checked."""
    return bool(getattr(request, "tongue_is_unchecked", False))


def small(content: bytes) -> bytes:
    return gzip.compress(content, GZIP_LEVEL, mtime=0)


def as_asked(request: HttpRequest, body: bytes, content_type: str) -> HttpResponse:
    """A compressed body, as it is or unpacked for who cannot. It holds no secret."""
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(body, content_type=content_type, headers={"Content-Encoding": "gzip"})
    return HttpResponse(gzip.decompress(body), content_type=content_type)


def may_be_small(request: HttpRequest) -> bool:
    """Whether the visitor can read a compressed page, and has nothing of her own on it."""
    asked = "gzip" in request.headers.get("Accept-Encoding", "")
    return asked and not may_have_messages(request)


def _is_large(response: HttpResponse) -> bool:
    is_page = response.get("Content-Type", "").startswith("text/html")
    return is_page and "Content-Encoding" not in response
