"""Plans that stay: two side by side, another name or audience, removed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opstap.accounts.permissions import person
from opstap.coverage.comparing import compared
from opstap.coverage.forms import CompareForm, PlanChangeForm
from opstap.coverage.permissions import get_plan_to_change, get_reach_network, plans_of
from opstap.coverage.services import change_plan, remove_plan
from opstap.coverage.showing.plans import MOST_LISTED


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two plans side by side; with one of them or none in the address, the question which."""
    user = person(request)
    network = get_reach_network(user, slug)
    plans = list(plans_of(user, network).exclude(answer={})[:MOST_LISTED])
    is_asked = {"a", "b"} <= request.GET.keys()
    form = CompareForm(plans, request.GET if is_asked else None, initial=request.GET.dict())
    context: dict[str, object] = {"network": network, "form": form}
    if form.is_valid():
        for plan in form.chosen:
            plan.network = network
        context |= compared(*form.chosen)
    return render(request, "coverage/compare.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """The name of a plan, and who sees it."""
    user = person(request)
    plan = get_plan_to_change(user, slug, uid)
    initial = {"name": plan.name, "audience": plan.audience}
    form = PlanChangeForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        change_plan(plan=plan, by=user, **form.cleaned_data)
        messages.success(request, _("Noted."))
        return redirect("coverage:plan", slug, uid)
    context = {"network": plan.network, "plan": plan, "form": form}
    return render(request, "coverage/plan_change.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """First the question whether, then gone."""
    user = person(request)
    plan = get_plan_to_change(user, slug, uid)
    if request.method == "POST":
        remove_plan(plan=plan, by=user)
        messages.success(request, _("The plan is removed."))
        return redirect("coverage:plans", slug)
    return render(request, "coverage/plan_remove.html", {"network": plan.network, "plan": plan})
