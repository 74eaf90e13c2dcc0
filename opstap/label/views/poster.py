"""What a place shows: the poster for its door, its mark on a website."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from opstap.accounts.adapter import client_address
from opstap.core.printed import Paper, send
from opstap.core.texts import say
from opstap.label import showing
from opstap.label.models import Label
from opstap.label.poster import address_of, poster_facts
from opstap.label.views.register import all_labels


def _in_force(uid: UUID) -> Label:
    """A label in force: a suspended or ended one has no poster."""
    label = get_object_or_404(all_labels(), uid=uid)
    if not label.is_in_force:
        raise Http404
    return label


@login_not_required
@require_safe
def label_poster(request: HttpRequest, uid: UUID) -> HttpResponse:
    label = _in_force(uid)
    paper = Paper("label", "poster", poster_facts(label), f"label-{label.space.slug}.pdf")
    back = reverse("label:label-page", args=[uid])
    return send(request, paper, now=timezone.now(), asked_by=client_address(request), back=back)


@login_not_required
@require_safe
def label_mark(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The mark as it stands today: whoever shows it by link never shows a label that has ended as held."""
    label = get_object_or_404(all_labels(), uid=uid)
    context = {"label": label, "sign": showing.standing_sign(label), "name": say(label.space.names)}
    response = render(request, "label/mark.svg", context, content_type="image/svg+xml")
    # It may stand on websites of others: nothing in it runs, and it says the standing of this hour.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cache-Control"] = "public, max-age=3600"
    return response


@login_not_required
@require_safe
def label_embed(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How a website shows the mark: a few lines to copy, with nothing in them that watches visitors."""
    label = _in_force(uid)
    page = address_of(label, get_language() or "fr")
    words = f"{say(label.version.scheme.names)}, {say(label.space.names)}"
    picture = format_html('<img src="{}mark.svg" width="320" height="96" alt="{}">', page, words)
    lines = str(format_html('<a href="{}">{}</a>', page, picture))
    context = {"label": label, "space": label.space, "lines": lines, "words": words}
    return render(request, "label/label_embed.html", context)
