"""A kept plan held against what happened since."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opstap.accounts.permissions import person
from opstap.core.downloads import KINDS, table_file
from opstap.coverage.forms import OutcomeForm
from opstap.coverage.models import CoveragePlan
from opstap.coverage.outcome.exports import PARTS, table_of
from opstap.coverage.outcome.finding import outcome_of
from opstap.coverage.outcome.showing import page_of
from opstap.coverage.outcome.then import day_of
from opstap.coverage.permissions import get_plan


@require_safe
def outcome(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """One year of the plan against the network of today, or of a day since."""
    plan = _answered(request, slug, uid)
    form = OutcomeForm(plan, request.GET.dict(), timezone.localdate())
    year, on = (form if form.is_valid() else form.mended()).asked
    context: dict[str, object] = {
        "network": plan.network,
        "plan": plan,
        "form": form,
        "kinds": KINDS,
        "parts": PARTS,
    }
    context |= {"query": f"?{urlencode({'year': year, 'on': on.isoformat()})}"}
    context |= page_of(outcome_of(plan, year, on), form.today)
    return render(request, "coverage/outcome.html", context, status=400 if form.errors else 200)


@require_safe
def outcome_file(request: HttpRequest, slug: str, uid: UUID, part: str, kind: str) -> HttpResponse:
    """The places of the plan and the others, or its areas, as CSV, XLSX or ODS."""
    plan = _answered(request, slug, uid)
    if part not in PARTS or kind not in KINDS:
        raise Http404
    form = OutcomeForm(plan, request.GET.dict(), timezone.localdate())
    if not form.is_valid():
        return outcome(request, slug, uid)
    columns, rows = table_of(outcome_of(plan, *form.asked), part, day_of(plan).isoformat())
    name = f"opstap-plan-{plan.network.slug}-{plan.at:%Y%m%d}-{part}-{form.asked[1]:%Y%m%d}"
    return table_file(kind, name=name, title=plan.name, columns=columns, rows=rows)


def _answered(request: HttpRequest, slug: str, uid: UUID) -> CoveragePlan:
    """A plan that the person sees and whose search is done, else 404."""
    plan = get_plan(person(request), slug, uid)
    if not plan.answer:
        raise Http404
    return plan
