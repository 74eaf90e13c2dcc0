"""Plans: asked, searched for by a job, kept, and taken away as files."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from opstap.accounts.permissions import person
from opstap.core.context import LANGUAGES
from opstap.core.documents import DocumentError, attach
from opstap.core.downloads import KINDS, table_file
from opstap.core.models import JobState
from opstap.coverage.briefing.fitting import make_briefing
from opstap.coverage.forms import PlanForm
from opstap.coverage.models import Aim, CoveragePlan
from opstap.coverage.permissions import get_plan, get_reach_network, may_change, plans_of
from opstap.coverage.services import ask_plan
from opstap.coverage.showing.plan_files import as_geojson, table_of
from opstap.coverage.showing.plans import MOST_LISTED, failure, page_of
from opstap.coverage.what_if.of_plan import years_of

FILES = (*KINDS, "geojson")


@require_http_methods(["GET", "HEAD", "POST"])
def plans(request: HttpRequest, slug: str) -> HttpResponse:
    """The plans of the network, and the question of a new one."""
    user = person(request)
    network = get_reach_network(user, slug)
    posted = request.method == "POST"
    form = PlanForm(request.POST if posted else None, request.FILES if posted else None)
    if form.is_valid():
        plan = ask_plan(network=network, by=user, name=form.cleaned_data["name"], question=form.question)
        return redirect("coverage:plan", network.slug, plan.uid)
    context = {
        "network": network,
        "form": form,
        "plans": plans_of(user, network)[:MOST_LISTED],
    }
    return render(request, "coverage/plans.html", context, status=400 if form.is_bound else 200)


@require_safe
def plan(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """How far the search is, or what it found."""
    user = person(request)
    found = get_plan(user, slug, uid)
    context: dict[str, object] = {
        "network": found.network,
        "plan": found,
        "job": found.job,
        "is_running": is_running(found),
        "may_change": may_change(user, found),
    }
    if found.answer:
        context |= page_of(found) | {"kinds": FILES, "languages": LANGUAGES}
        context["what_if"] = years_of(found)
    elif not context["is_running"]:
        context["failure"] = failure(found.job)
    return render(request, "coverage/plan.html", context)


def is_running(plan: CoveragePlan) -> bool:
    return plan.job is not None and plan.job.state in {JobState.WAITING, JobState.RUNNING}


@require_safe
def plan_file(request: HttpRequest, slug: str, uid: UUID, kind: str) -> HttpResponse:
    """The posts of a plan as CSV, XLSX, ODS or GeoJSON."""
    found = get_plan(person(request), slug, uid)
    if kind not in FILES or not found.answer:
        raise Http404
    name = f"opstap-plan-{found.network.slug}-{found.at:%Y%m%d}"
    if kind == "geojson":
        answer = JsonResponse(as_geojson(found), content_type="application/geo+json")
        answer["Content-Disposition"] = f'attachment; filename="{name}.geojson"'
        return answer
    columns, rows = table_of(found)
    return table_file(kind, name=name, title=found.name, columns=columns, rows=rows)


@require_safe
def briefing(request: HttpRequest, slug: str, uid: UUID, language: str) -> HttpResponse:
    """Two pages for somebody who decides, as PDF in the language asked; of plans of posts."""
    found = get_plan(person(request), slug, uid)
    if language not in dict(LANGUAGES) or not found.answer or found.aim != Aim.NORM:
        raise Http404
    try:
        pdf = make_briefing(found, language, timezone.now())
    except DocumentError:
        context = {"network": found.network, "plan": found}
        return render(request, "coverage/briefing_failed.html", context, status=422)
    return attach(pdf, f"opstap-briefing-{found.network.slug}-{found.at:%Y%m%d}-{language}.pdf")
