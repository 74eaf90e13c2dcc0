"""What every page needs: is this a demonstration, which network speaks, in which languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url


def site(request: HttpRequest) -> dict[str, Any]:
    return {"demo": settings.DEMO, "language_links": _language_links(request)}


def _language_links(request: HttpRequest) -> list[dict[str, str]]:
    """The same page in each language: the address keeps its question."""
    path = request.get_full_path()
    return [
        {"code": code, "name": name, "href": translate_url(path, code)}
        for code, name in (("fr", "Français"), ("nl", "Nederlands"), ("en", "English"))
    ]
