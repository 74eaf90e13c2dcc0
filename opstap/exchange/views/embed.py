"""The list of places inside the page of another site: one line to copy, no script, no cookie, no tracking."""

from csp.constants import HEADER
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from opstap.core.policy import embeddable_policy
from opstap.finder.display import listing
from opstap.finder.display.rows import drawn, rows_of
from opstap.finder.search import Answer, Question, read_question, search

FRESH_SECONDS = 60


@login_not_required
@xframe_options_exempt
@require_safe
def embed(request: HttpRequest) -> HttpResponse:
    """The finder's own list around the place in the address; without one it asks. Links open outside."""
    asked = read_question(request.GET)
    answer = None if asked.is_empty else search(asked, timezone.now())
    # Of several places with one name nobody can choose in here: the site itself asks which one.
    is_asking = answer is None or answer.is_unknown or bool(answer.choices)
    context = _asking(asked) if answer is None or is_asking else _listing(answer)
    response = render(request, "exchange/embed.html", context)
    response[HEADER] = embeddable_policy()
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _asking(asked: Question) -> dict[str, object]:
    return {"question": asked, "heading": _("Where are you?")}


def _listing(answer: Answer) -> dict[str, object]:
    asked = answer.question
    query = asked.place.to_query()
    rows = drawn(rows_of(answer), query)
    return {"question": asked, "heading": listing.heading(answer), "rows": rows, "query": asked.to_query()}
