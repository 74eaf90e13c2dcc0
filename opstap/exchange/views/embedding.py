"""The page on which a webmaster chooses what a frame shows on her site, sees it, and copies its line."""

from csp.constants import HEADER
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opstap.core.policy import framing_policy
from opstap.exchange.forms import EmbedForm
from opstap.exchange.views.embed import address_of, line
from opstap.finder.display import listing
from opstap.finder.search import read_question, search


@login_not_required
@require_safe
def embed_make(request: HttpRequest) -> HttpResponse:
    asked = read_question(request.GET)
    form = EmbedForm(request.GET if "height" in request.GET else None, asked=asked)
    answer = None if asked.is_empty else search(asked, timezone.now())
    context = {
        "form": form,
        "question": asked,
        "filter_fields": listing.filter_fields(asked),
        "choices": answer.choices if answer else (),
        "is_unknown": answer is not None and answer.is_unknown,
        "body_class": "sheet",
    }
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        address = address_of(asked, chosen["tongue"], chosen["look"])
        context |= {
            "address": address,
            "height": str(chosen["height"]),
            "line": line(address, chosen["tongue"], chosen["height"]),
        }
    response = render(request, "exchange/embed_make.html", context)
    response[HEADER] = framing_policy()
    return response
