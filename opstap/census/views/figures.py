"""The figures of a scope and a period: as a page, as CSV, as JSON."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from opstap.accounts.models import User
from opstap.census import exports, showing
from opstap.census.forms import QuestionForm
from opstap.census.permissions import (
    choices_of,
    coordinated_spaces,
    get_scope,
    own_spaces,
    sees_each_space,
    spaces_for,
)
from opstap.census.report import Report, Scope, discreet, report, today_of

MOST_OWN = 20


def signed_in(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@dataclass(frozen=True)
class Asked:
    """The question of an address: whose figures, and the form of it."""

    scope: Scope
    form: QuestionForm


def read_question(request: HttpRequest) -> Asked | None:
    """Fetch and authorise: 404 for a scope the person does not know, 403 for one her role is too small for.

    None when nothing was asked and there is nothing the person may see.
    """
    user, key = signed_in(request), request.GET.get("of", "")
    choices = choices_of(user)
    scope = get_scope(user, key) if key else choices.first(user)
    if scope is None:
        return None
    return Asked(scope, QuestionForm(request.GET.dict(), choices=choices, scope=scope, today=today_of(scope)))


def make_report(user: User, asked: Asked) -> Report:
    """The report of a valid question, with what the person may see of it."""
    made = report(asked.scope, asked.form.period, among=spaces_for(user, asked.scope))
    return made if sees_each_space(user, asked.scope) else discreet(made, own_spaces(user))


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    asked = read_question(request)
    if asked is None:
        return render(request, "census/nothing.html")
    user = signed_in(request)
    context: dict[str, object] = {
        "scope": asked.scope,
        "form": asked.form,
        "own": coordinated_spaces(user).order_by("pk")[:MOST_OWN],
    }
    if not asked.form.is_valid():
        return render(request, "census/figures.html", context, status=400)
    made = make_report(user, asked)
    context["is_coordinator"] = (
        coordinated_spaces(user).filter(slug=getattr(asked.scope, "slug", "")).exists()
    )
    return render(request, "census/figures.html", context | _shown(made, request.GET.get("answers", "")))


def _shown(made: Report, code: str) -> dict[str, object]:
    """What the page shows of a report; `code`: of which indicator it says who answered."""
    known = {figure.indicator.code: figure for figure in made.figures}
    missing = known["visits"].answers[0].missing if made.is_single and known["visits"].answers else ()
    return {
        "report": made,
        "period": showing.period_in_words(made.period),
        "own_missing": showing.months_in_words(missing),
        "visits": showing.card(made.figure("visits"), made),
        "sections": showing.sections(made),
        "parts": [showing.parts_shown(parted) for parted in made.breakdowns],
        "months": showing.months_shown(made),
        "answers": showing.answers_shown(known.get(code) or known["visits"]),
    }


@require_GET
def figures_csv(request: HttpRequest) -> HttpResponse:
    made = _exported(request)
    if isinstance(made, HttpResponse):
        return made
    response = HttpResponse(exports.as_csv(made), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(made)}.csv"'
    return response


@require_GET
def figures_json(request: HttpRequest) -> HttpResponse:
    made = _exported(request)
    return made if isinstance(made, HttpResponse) else JsonResponse(exports.as_data(made))


def _exported(request: HttpRequest) -> Report | HttpResponse:
    """The report, or the answer 400 that says in words what is wrong with the question."""
    asked = read_question(request)
    if asked is None:
        raise Http404
    if not asked.form.is_valid():
        problems = [str(problem) for found in asked.form.errors.values() for problem in found]
        return HttpResponse("\n".join(problems), status=400, content_type="text/plain; charset=utf-8")
    return make_report(signed_in(request), asked)


def _file_name(made: Report) -> str:
    slug = getattr(made.scope, "slug", "") or getattr(made.scope, "code", "") or made.scope.uid
    return f"opstap-{slug}-{made.period.first:%Y%m%d}-{made.period.last:%Y%m%d}"
