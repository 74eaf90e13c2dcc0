"""Asking, the list, and the page of one space."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opstap.core.tongues import in_every_tongue
from opstap.finder.display import described, listing, mapping, networks, place, understood
from opstap.finder.display.before import drawn_before, keep
from opstap.finder.display.linked import linked_data
from opstap.finder.display.rows import Row, drawn, rows_of
from opstap.finder.papers import listed
from opstap.finder.papers.beside import beside
from opstap.finder.papers.poster import page_address
from opstap.finder.papers.squares import inline_square
from opstap.finder.search import Answer, Question, read_question, search, unanswered
from opstap.finder.views.public import (
    filled_page,
    get_public_space,
    is_unchecked,
    may_be_small,
    public_page,
    small,
)
from opstap.spaces.models import Photo, Space
from opstap.spaces.permissions import successor_of
from opstap.spaces.sending import photo_answer

# A sheet of paper holds so many rows.
PRINTED = 10


@in_every_tongue
@login_not_required
@require_safe
def choose_language(request: HttpRequest) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        return redirect("finder:question")


@in_every_tongue
@public_page
@require_safe
def question(request: HttpRequest) -> HttpResponse:
    return _ask(request, read_question(request.GET))


def _ask(
    request: HttpRequest, asked: Question, problem: str = "", notes: tuple[str, ...] = ()
) -> HttpResponse:
    without = replace(asked.wishes, help="").to_query()
    context = {"question": asked, "problem": problem, "notes": notes, "without_need": without}
    context |= networks.context(asked)
    context |= {"description": described.site(), "canonical": reverse("finder:question")}
    return render(request, "finder/question.html", context)


@in_every_tongue
@public_page
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    asked = read_question(request.GET)
    if asked.is_empty:
        return _ask(request, asked, _problem(asked))
    answer = search(asked, timezone.now())
    if answer.lacks_place:
        return _ask(request, answer.question, notes=understood.notes(answer))
    if answer.choices:
        choices = networks.linked(answer.choices, answer.question)
        return render(request, "finder/choose.html", {"question": answer.question, "choices": choices})
    if answer.is_unknown:
        return _suggest(request, answer)
    return _list(request, answer)


def _problem(asked: Question) -> str:
    if "near" in asked.unread:
        return _("The point in the address of this page cannot be read. Write where you are.")
    return _("Write where you are. What you chose is kept.") if asked.filters else _("Write where you are.")


def _suggest(request: HttpRequest, answer: Answer) -> HttpResponse:
    asked = answer.question
    unanswered.note(asked.where)
    context = {
        "question": asked,
        "choices": networks.linked(answer.alike_areas, asked),
        "spaces": answer.alike_spaces,
        **networks.context(asked),
    }
    return render(request, "finder/unknown.html", context)


def _list(request: HttpRequest, answer: Answer) -> HttpResponse:
    rows = rows_of(answer)
    if not may_be_small(request):
        return _drawn_list(request, answer, rows)
    around = (get_language(), settings.DEMO, is_unchecked(request))
    address = (request.get_full_path(), listing.when(answer.now), *around)
    said = (listing.heading(answer), listing.order_said(answer), understood.notes(answer))
    facts = (*said, answer.totals, answer.has_more, mapping.facts(answer, rows))
    body = drawn_before(address, facts, rows)
    if body is None:
        body = keep(address, facts, rows, small(_drawn_list(request, answer, rows).content))
    return HttpResponse(body, headers={"Content-Encoding": "gzip"})


def _drawn_list(request: HttpRequest, answer: Answer, found: list[Row]) -> HttpResponse:
    asked = answer.question
    rows = drawn(found, asked.to_query())
    parts = {
        "wishes_query": asked.wishes.to_query(),
        "heading": listing.heading(answer),
        "description": described.of_list(listing.heading(answer)),
        "canonical": reverse("finder:results") + described.canonical(asked).to_query(),
        "when": listing.when(answer.now),
        "order_said": listing.order_said(answer),
        "unread": _notices(answer),
        "kept_fields": listing.kept_fields(asked),
        "filter_fields": listing.filter_fields(asked),
        "wishes": listing.drawn_links("wishes", listing.wishes(asked)),
        "tabs": listing.drawn_links("tabs", listing.tabs(answer)),
        "rows": SafeString("".join(rows)),
        "pages": listing.drawn_links("pages", listing.pages(answer)),
        "map_link": mapping.link(asked),
        "map": mapping.drawn(answer, found),
        "leaflet": listed.link(answer),
        "nothing": "" if rows else _drawn("nothing", nothing=listing.nothing(answer)),
    }
    shape = {
        "body_class": "sheet",
        "has_rows": bool(rows),
        "is_long": len(rows) > PRINTED,
        "has_map": asked.map,
    }
    return filled_page(request, "finder/results.html", parts, shape)


def _notices(answer: Answer) -> SafeString:
    """What was left out of the question, and how the rest was read."""
    asked, notes = answer.question, understood.notes(answer)
    left_out = _drawn("unread", question=asked) if asked.unread else ""
    read = _drawn("understood", question=asked, notes=notes) if notes else ""
    return SafeString(left_out + read)


def _drawn(kind: str, **context: Any) -> SafeString:
    return SafeString(render_to_string(f"finder/{kind}.html", context))


OfAPlace = Callable[[HttpRequest, str], HttpResponse]


def of_a_place(view: OfAPlace) -> OfAPlace:
    """The address of a merged place leads to the one that was kept; not for ever, as it may be undone."""

    @wraps(view)
    def found(request: HttpRequest, slug: str) -> HttpResponse:
        try:
            return view(request, slug)
        except Http404:
            kept = Space.objects.public().filter(pk=successor_of(slug) or 0).first()
            if kept is None:
                raise
        asked = request.GET.urlencode()
        return redirect(reverse(f"finder:{view.__name__}", args=[kept.slug]) + (f"?{asked}" if asked else ""))

    return found


@in_every_tongue
@public_page
@require_safe
@of_a_place
def space(request: HttpRequest, slug: str) -> HttpResponse:
    context = _place_context(request, slug)
    space = context["space"]
    more = {
        "linked": linked_data(space, context["now"]),
        "description": described.of_place(space),
        "canonical": space.get_absolute_url(),
    }
    return render(request, "finder/space.html", {**context, **more})


@in_every_tongue
@public_page
@require_safe
@of_a_place
def slip(request: HttpRequest, slug: str) -> HttpResponse:
    context = _place_context(request, slug)
    space, language = context["space"], get_language() or "fr"
    square = inline_square(page_address(space, language))
    more = {"slip": True, "square": square, "beside": beside(space, language, context["now"])}
    return render(request, "finder/slip.html", {**context, **more})


@in_every_tongue
@login_not_required
@require_safe
def photo(request: HttpRequest, slug: str, uid: UUID, size: str) -> HttpResponse:
    """Of a space that is public; else 404 for everybody."""
    public = Photo.objects.filter(space__in=Space.objects.public().filter(slug=slug))
    return photo_answer(get_object_or_404(public, uid=uid), size, cache="public")


def _place_context(request: HttpRequest, slug: str) -> dict[str, Any]:
    found = get_public_space(slug)
    asked = read_question(request.GET)
    shown = place.context(found, timezone.now())
    around = mapping.of_space(found, asked)
    return {"question": asked, "query": asked.to_query(), "body_class": "slip", **around, **shown}
