"""The page that says what of this site others may take and use."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from opstap.core import limits
from opstap.exchange.open_data import asked, licences
from opstap.exchange.views.embed import address_of, line
from opstap.finder.search import Question
from opstap.spaces.models import Space

FILES = (
    ("places.csv", _("Table (CSV)")),
    ("places.xlsx", _("Spreadsheet (XLSX)")),
    ("places.ods", _("Spreadsheet (ODS)")),
    ("places.geojson", _("Map (GeoJSON)")),
    ("mednum.csv", _("French national standard of mediation places, Belgian profile (CSV)")),
    ("hsds.json", _("Human Services Data Specification 3.0 (JSON)")),
)


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "number": Space.objects.public().count(),
        "licences": licences.given(),
        "default_licence": licences.DEFAULT.label,
        "files": FILES,
        "examples": _examples(),
        "line": _line_to_copy(),
        "site": settings.SITE_URL,
        "most": limits.MOST,
        "most_on_page": asked.MOST,
        "body_class": "sheet",
    }
    return render(request, "exchange/open_data.html", context)


def _line_to_copy() -> str:
    tongue = get_language() or "fr"
    return line(address_of(Question(where="1080"), tongue), tongue, 700)


def _examples() -> list[tuple[str, str]]:
    """Addresses to try, each with what it asks."""
    places = reverse("api:place-list")
    return [
        (f"{places}?limit=20", gettext("Twenty places")),
        (f"{places}?help=procedures&wheelchair=1", gettext("With the filters of the finder")),
        (f"{places}?changed_since=2026-01-01", gettext("What changed since a day")),
        (reverse("api:software-list"), gettext("The free programs, and in which places they are in use")),
        (reverse("api:description"), gettext("The description of all that can be asked (OpenAPI)")),
    ]
