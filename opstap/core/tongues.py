"""In which languages the site speaks: everything in three, the words of the finder in six more.

A page that stands in all of them is marked with `in_every_tongue`. Where somebody asks for another page in
one of the six, she is told in that language that it stands in French, Dutch and English, with a link to each:
the language never changes by itself.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

OFFICE = frozenset(code for code, _name in settings.OFFICE_LANGUAGES)
FINDER = dict(settings.FINDER_LANGUAGES)
"""Code → the language's own name."""
RIGHT_TO_LEFT = frozenset(code for code in FINDER if code in settings.LANGUAGES_BIDI)

# An isolate that runs rightward, and its end: what is inside does not turn what is around it.
_LEFT_TO_RIGHT, _FIRST_STRONG, _END = "\u2066", "\u2068", "\u2069"
_LATIN = re.compile("[A-Za-z]")

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


def finder_tongue() -> str:
    """The language of the page where it is one of the six, else ""."""
    language = (translation.get_language() or "")[:2]
    return language if language in FINDER else ""


def ltr(text: str) -> str:
    """A number, a time, a phone number on a page: its signs keep their order where all else runs leftward."""
    return f"{_LEFT_TO_RIGHT}{text}{_END}" if text and translation.get_language_bidi() else text


def isolated(text: str) -> str:
    """A text of another script keeps its direction and its full stop in a sentence that runs leftward."""
    is_foreign = translation.get_language_bidi() and _LATIN.search(text)
    return f"{_FIRST_STRONG}{text}{_END}" if is_foreign else text


def comma() -> str:
    """The one of the script of the page."""
    return "،" if translation.get_language_bidi() else ","


def listed(words: Iterable[str]) -> str:
    """“Windows, Linux”; names of another script keep the order of the list."""
    return f"{comma()} ".join(map(isolated, words))


def apart(parts: Iterable[str]) -> str:
    """“Monday, 9:00; Friday, 10:00”: parts that may have commas of their own."""
    return ("؛ " if translation.get_language_bidi() else "; ").join(parts)


def direction(language: str) -> str:
    """How a text in `language` runs: "rtl" or "ltr" where the page runs the other way, else ""."""
    rightward = language not in RIGHT_TO_LEFT
    return "" if rightward != translation.get_language_bidi() else "ltr" if rightward else "rtl"


def in_every_tongue(view: V) -> V:
    """Mark a view whose page stands in all nine languages."""
    view.in_every_tongue = True  # type: ignore[attr-defined]
    return view


def is_in_every_tongue(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and getattr(match.func, "in_every_tongue", False)


class TongueMiddleware:
    """Stands behind LocaleMiddleware, and before everything that asks who somebody is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not finder_tongue() or getattr(view, "in_every_tongue", False):
            return None
        if translation.get_language_from_path(request.path_info):
            return _elsewhere(request)
        request.LANGUAGE_CODE = _office_language(request)
        translation.activate(request.LANGUAGE_CODE)
        return None


def _elsewhere(request: HttpRequest) -> HttpResponse:
    """Nothing of it is done in a language in which nobody could say what was done."""
    if request.method in {"GET", "HEAD"}:
        return render(request, "other_tongue.html")
    response = render(request, "other_tongue.html", status=405)
    response["Allow"] = "GET, HEAD"
    return response


def _office_language(request: HttpRequest) -> str:
    """Of an address without a language: the first of the three that the browser asks for."""
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    wanted = (code[:2] for code, _weight in asked)
    return next((code for code in wanted if code in OFFICE), settings.LANGUAGE_CODE)
