"""The review list: imported places wait here until somebody who knows says that they are right."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from opstap.accounts.models import User
from opstap.core.folding import fold
from opstap.exchange import words
from opstap.exchange.models import ImportRun
from opstap.exchange.permissions import can_review, get_reviewable_source, reviewable_spaces
from opstap.spaces.models import Publication, Space
from opstap.spaces.models.space import SpaceQuerySet
from opstap.spaces.services.publication import confirm_spaces, hide_space
from opstap.spaces.week_words import week_sentence

PER_PAGE = 50
PROBLEMS_SHOWN = 30


def reviewer(request: HttpRequest) -> User:
    """The signed-in person, or 403 when she reviews nothing."""
    user = request.user
    if not isinstance(user, User) or not can_review(user):
        raise PermissionDenied(_("Only the network's coordinator confirms imported places."))
    return user


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Each source with how many places wait, are public, are not shown."""
    user = reviewer(request)
    counts = (
        reviewable_spaces(user)
        .order_by("source")
        .values("source")
        .annotate(
            waiting=Count("pk", Q(publication=Publication.REVIEW)),
            public=Count("pk", Q(publication=Publication.PUBLIC)),
            hidden=Count("pk", Q(publication=Publication.HIDDEN)),
        )
    )
    runs = {run.source: run for run in ImportRun.objects.order_by("pk").defer("problems", "duplicates")}
    rows = [{**row, "run": runs.get(row["source"])} for row in counts]
    return render(request, "exchange/sources.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def source(request: HttpRequest, name: str) -> HttpResponse:
    """The waiting places of one source: look, choose, confirm."""
    user = cast("User", request.user)
    spaces = get_reviewable_source(user, name)
    if request.method == "POST":
        _act(request, spaces, user)
        return redirect(request.get_full_path())
    return render(request, "exchange/source.html", _source_context(request, name, spaces))


def _source_context(request: HttpRequest, name: str, spaces: SpaceQuerySet) -> dict[str, Any]:
    state = request.GET.get("state", "")
    state = state if state in Publication.values else Publication.REVIEW.value
    question = request.GET.get("q", "")[:100]
    shown = spaces.filter(publication=state).select_related("organisation").order_by("pk")
    for word in fold(question).split():
        shown = shown.filter(Q(folded_name__contains=word) | Q(postcode=word))
    run = ImportRun.objects.filter(source=name).first()
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "name": name,
        "page": page,
        "places": [(space, week_sentence(space.staffed_hours or space.open_hours)) for space in page],
        "waiting": spaces.waiting().count(),
        "states": _states(spaces, state),
        "question": question,
        "run": run,
        "problems": [
            words.row_problem(problem) for problem in (run.problems if run else [])[:PROBLEMS_SHOWN]
        ],
        "pairs": _pairs(run, spaces),
    }


def _states(spaces: SpaceQuerySet, current: str) -> list[dict[str, Any]]:
    counts = dict(spaces.order_by().values_list("publication").annotate(n=Count("pk")))
    return [
        {
            "value": state.value,
            "label": state.label,
            "count": counts.get(state.value, 0),
            "current": state == current,
        }
        for state in Publication
    ]


def _pairs(run: ImportRun | None, spaces: SpaceQuerySet) -> list[tuple[Space, Space]]:
    """Likely duplicates of the last import, as far as both still are there."""
    found = run.duplicates[:PROBLEMS_SHOWN] if run else []
    pks = {pk for pair in found for pk in (pair["a"], pair["b"])}
    known = Space.objects.in_bulk(pks)
    return [
        (known[pair["a"]], known[pair["b"]]) for pair in found if pair["a"] in known and pair["b"] in known
    ]


def _act(request: HttpRequest, spaces: SpaceQuerySet, user: User) -> None:
    action = request.POST.get("action")
    chosen = spaces.filter(uid__in=[uid for uid in request.POST.getlist("place") if _is_uuid(uid)])
    if action == "confirm-all":
        _say_confirmed(request, confirm_spaces(spaces, by=user))
    elif action == "confirm" and chosen.exists():
        _say_confirmed(request, confirm_spaces(chosen, by=user))
    elif action == "hide" and chosen.exists():
        for space in chosen:
            hide_space(space, by=user)
        messages.success(request, _("The chosen places are not shown to the public."))
    else:
        messages.warning(request, _("Choose one or more places first. Nothing was changed."))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _say_confirmed(request: HttpRequest, number: int) -> None:
    messages.success(
        request,
        ngettext("{n} place is public now.", "{n} places are public now.", number).format(n=number),
    )
