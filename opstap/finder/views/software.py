"""The catalogue of free software for everybody: what can I use instead of …, and where can I try it?"""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opstap.core.downloads import KINDS, table_file
from opstap.core.tongues import in_every_tongue
from opstap.finder.display import software as display
from opstap.finder.search import Question
from opstap.finder.views.public import public_page
from opstap.network.in_use import places_with
from opstap.network.models import FreeProgram
from opstap.network.services.program_lists import FILE_COLUMNS, file_rows

PER_PAGE = 50


@in_every_tongue
@public_page
@require_safe
def software(request: HttpRequest) -> HttpResponse:
    context = display.list_context(request.GET, timezone.localdate())
    around = {"question": Question(), "body_class": "sheet", "kinds": KINDS}
    return render(request, "finder/software.html", {**around, **context})


@in_every_tongue
@public_page
@require_safe
def program(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = get_object_or_404(FreeProgram, uid=uid)
    context = {
        "program": found,
        "is_recommended": found.is_recommended(timezone.localdate()),
        "systems": display.terms_said("operating_system", found.systems),
        "languages": display.terms_said("language", found.languages),
        "page": Paginator(places_with(found), PER_PAGE).get_page(request.GET.get("page")),
        "question": Question(),
        "body_class": "sheet",
    }
    return render(request, "finder/program.html", context)


@public_page
@require_safe
def software_export(request: HttpRequest, file_format: str) -> HttpResponse:
    """The catalogue as CSV, XLSX or ODS, as a network brings it in again; 404 for another format."""
    if file_format not in KINDS:
        raise Http404
    rows = file_rows(display.recommended(timezone.localdate()))
    title = _("Free programs")
    return table_file(file_format, name="free-software", title=title, columns=FILE_COLUMNS, rows=rows)
