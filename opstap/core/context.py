"""What every page needs: is this a demonstration, who is signed in, in which languages it can be read.

A visitor without a session stays one: her session is never looked at, so her page may be kept by a cache.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url

from opstap.core.tongues import FINDER, finder_tongue, is_in_every_tongue

LANGUAGES = (("fr", "Français"), ("nl", "Nederlands"), ("en", "English"))
_KNOWN = frozenset(code for code, _name in settings.LANGUAGES)


def site(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)  # absent when the request was refused before sign-in was looked at
    signed_in = has_session(request) and user is not None and user.is_authenticated
    return {
        "demo": settings.DEMO,
        "site_url": settings.SITE_URL,
        "signed_in": signed_in,
        "may_have_messages": may_have_messages(request),
        "language_links": language_links(request),
        "more_links": more_links(request) if is_in_every_tongue(request) else [],
        "finder_tongue": finder_tongue(),
        "is_unchecked": bool(finder_tongue()) and getattr(request, "tongue_is_unchecked", True),
    }


def has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def may_have_messages(request: HttpRequest) -> bool:
    """Kept from the page before, or added by this one. A visitor without a session and messages has none."""
    stored = getattr(request, "_messages", None)
    return has_session(request) or "messages" in request.COOKIES or bool(stored and stored.added_new)


def language_links(request: HttpRequest) -> list[dict[str, str]]:
    """The same page in each language: the address keeps its question."""
    path = request.get_full_path()
    return [{"code": code, "name": name, "href": _in_language(path, code)} for code, name in LANGUAGES]


def more_links(request: HttpRequest) -> list[dict[str, str]]:
    """The same page of the finder in each of the six other languages."""
    path = request.get_full_path()
    return [{"code": code, "name": name, "href": _in_language(path, code)} for code, name in FINDER.items()]


def _in_language(path: str, code: str) -> str:
    """Only the first part of an address tells its language; asking the resolver for that takes long."""
    first, slash, rest = path[1:].partition("/")
    is_prefixed = bool(slash) and first in _KNOWN
    return f"/{code}/{rest}" if is_prefixed else translate_url(path, code)
