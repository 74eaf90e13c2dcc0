"""The list or the map of places inside the page of another site: one line to copy, no cookie, no tracking."""

from html import escape

from csp.constants import HEADER
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from opstap.core.policy import embeddable_policy
from opstap.core.tongues import finder_tongue, in_every_tongue
from opstap.finder.display import listing, mapping
from opstap.finder.display.rows import drawn, rows_of
from opstap.finder.search import Answer, Question, read_question, search
from opstap.finder.tongues import is_unchecked_tongue

FRESH_SECONDS = 60
LOOKS = ("light", "dark")


@in_every_tongue
@login_not_required
@xframe_options_exempt
@gzip_page
@require_safe
def embed(request: HttpRequest) -> HttpResponse:
    """The finder's own list around the place in the address, with its map where `map=1`; without a place it
    asks. Links open outside. `look`: light or dark, whatever the browser likes."""
    request.tongue_is_unchecked = is_unchecked_tongue(finder_tongue())  # type: ignore[attr-defined]
    asked = read_question(request.GET)
    answer = None if asked.is_empty else search(asked, timezone.now())
    # Of several places with one name nobody can choose in here: the site itself asks which one.
    is_asking = answer is None or answer.is_unknown or bool(answer.choices)
    context = _asking(asked) if answer is None or is_asking else _listing(answer)
    look = request.GET.get("look", "")
    response = render(request, "exchange/embed.html", {**context, "look": look if look in LOOKS else ""})
    response[HEADER] = embeddable_policy()
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _asking(asked: Question) -> dict[str, object]:
    return {"question": asked, "heading": _("Where are you?")}


def _listing(answer: Answer) -> dict[str, object]:
    asked = answer.question
    found = rows_of(answer)
    return {
        "question": asked,
        "heading": listing.heading(answer),
        "rows": drawn(found, asked.place.with_map(False).to_query()),
        "map": mapping.drawn(answer, found),
        "query": asked.to_query(),
    }


def line(address: str, tongue: str, height: int) -> str:
    """What a webmaster copies. The frame does not even tell us on which page it stands."""
    with translation.override(tongue):
        title = _("Places where somebody helps you")
    return (
        f'<iframe src="{escape(settings.SITE_URL + address)}" title="{escape(title)}" '
        f'width="100%" height="{height}" loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )


def address_of(asked: Question, tongue: str, look: str = "") -> str:
    """The address of a frame in a language, without the host."""
    with translation.override(tongue):
        path, query = reverse("open:embed"), asked.with_page(1).to_query()
    if not look:
        return path + query
    return f"{path}{query or '?'}{'&' if query else ''}look={look}"
