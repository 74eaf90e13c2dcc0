"""Pages of words: accessibility, privacy, free software."""

from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from opstap.core.tongues import in_every_tongue
from opstap.finder.display import networks, source_code, statement
from opstap.finder.search import Question
from opstap.finder.views.public import public_page


@public_page
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "finder/accessibility.html", _context(facts=statement.facts()))


@in_every_tongue
@public_page
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "finder/privacy.html", _context(tiles_host=settings.MAP_HOST))


@public_page
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "finder/about.html", _context(version=version("opstap")))


def _context(**more: Any) -> dict[str, Any]:
    """Every page of words says whom one can call."""
    return {"phones": networks.phones(), "question": Question(), "body_class": "sheet", **more}


@public_page
@require_safe
def source(request: HttpRequest) -> HttpResponse:
    """The source of exactly what runs here, changes of the operator included (AGPL, section 13)."""
    headers = {"Content-Disposition": f'attachment; filename="opstap-{version("opstap")}.tar.gz"'}
    return HttpResponse(source_code.archive(), content_type="application/gzip", headers=headers)
