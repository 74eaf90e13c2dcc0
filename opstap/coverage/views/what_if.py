""" "What if": reach before and after changes that nobody has made. Nothing is stored; the link keeps them."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from opstap.accounts.permissions import person
from opstap.core.downloads import KINDS, table_file
from opstap.coverage.forms import CHANGE_FORMS, ChangeForm, ReachForm
from opstap.coverage.permissions import get_reach_network, plans_of
from opstap.coverage.views.asking import Ground, ground_of, question_of
from opstap.coverage.views.reach import IMPORT, said_of_ways
from opstap.coverage.what_if import exports, showing
from opstap.coverage.what_if.applying import Applied, apply
from opstap.coverage.what_if.changes import written
from opstap.coverage.what_if.comparing import Comparison, compare
from opstap.coverage.what_if.of_plan import PlanYear, find_year
from opstap.coverage.words import asked_slug
from opstap.territory.models import Network


@require_safe
def what_if(request: HttpRequest, slug: str) -> HttpResponse:
    """Before, after, and the difference; whatever cannot be read is named, and the rest is answered."""
    network = get_reach_network(person(request), slug)
    form = question_of(request, network)
    ground = ground_of(network, form if form.is_valid() else form.mended())
    context: dict[str, object] = {"network": network, "form": form}
    if ground.demand.level is None:
        return render(request, "coverage/nothing.html", context | {"command": IMPORT})
    forms = _forms(request, ground)
    bound = next((one for one in forms if one.is_bound), None)
    if bound is not None and bound.is_valid():
        return redirect(_with_change(request, network, form, bound))
    year = _plan_year(request, network)
    question = _question(request.GET, form, year)
    applied, found = _compared(request, ground, year)
    context |= showing.page_of(applied, found, ground.asked, question)
    context |= showing.plan_of(applied, question, year) | said_of_ways(ground.rules, found.after)
    context |= {"forms": forms, "bound": bound, "kinds": KINDS, "question": question}
    is_lost = bool(request.GET.get("plan")) and year is None
    is_bad = bool(form.errors or applied.refused or bound or is_lost)
    context["is_plan_lost"] = is_lost
    return render(request, "coverage/what_if.html", context, status=400 if is_bad else 200)


def _plan_year(request: HttpRequest, network: Network) -> PlanYear | None:
    """The plan whose places are tried, where the link names one."""
    uid = request.GET.get("plan", "")
    plans = plans_of(person(request), network)
    return find_year(plans, uid, request.GET.get("year", "")) if uid else None


def _compared(request: HttpRequest, ground: Ground, year: PlanYear | None) -> tuple[Applied, Comparison]:
    """The changes, against the network of today or, where the link says so, against the whole plan."""
    against = year.texts if year and request.GET.get("against") == "plan" else []
    base, applied = (
        apply(texts, ground.sites, network=ground.network, asked=ground.asked, day=ground.day)
        for texts in (against, request.GET.getlist("change"))
    )
    before, after = ground.measure(base.sites), ground.measure(applied.sites)
    people_per_post = ground.network.people_per_post
    return applied, compare(before, after, people_per_post=people_per_post)


def _forms(request: HttpRequest, ground: Ground) -> list[ChangeForm]:
    """One of each kind of change; the one that was sent carries what was typed."""
    spaces = sorted(((site.space.slug, str(site.space)) for site in ground.sites), key=lambda one: one[1])
    areas = [(f"{one.area.kind}.{one.area.code}", str(one.area)) for one in ground.demand.areas]
    areas.sort(key=lambda one: one[1])
    asked = request.GET.get("do", "")
    return [
        form(request.GET if form.code == asked else None, spaces=spaces, areas=areas) for form in CHANGE_FORMS
    ]


def _question(query: QueryDict, form: ReachForm, year: PlanYear | None) -> showing.Pairs:
    """The parts of the question that can be answered, for hidden fields and links."""
    of_plan = ("plan", "year", "against") if year else ()
    names = [name for name in form.fields if name not in form.errors]
    return [(name, str(query[name])) for name in (*names, *of_plan) if query.get(name)]


def _with_change(request: HttpRequest, network: Network, form: ReachForm, bound: ChangeForm) -> str:
    texts = [*request.GET.getlist("change"), written(bound.change)]
    address = reverse("coverage:what-if", args=[network.slug])
    question = _question(request.GET, form, _plan_year(request, network))
    return address + showing.link(question, texts)


@require_safe
def what_if_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Before and after, area by area and for the whole, as CSV, XLSX or ODS."""
    network = get_reach_network(person(request), slug)
    if kind not in KINDS:
        raise Http404
    form = question_of(request, network)
    ground = ground_of(network, form if form.is_valid() else form.mended())
    year = _plan_year(request, network)
    applied, found = _compared(request, ground, year)
    if form.errors or applied.refused or (request.GET.get("plan") and year is None):
        return what_if(request, slug)
    against = year if request.GET.get("against") == "plan" else None
    rows = exports.rows(network, applied, found, ground.asked, against) if ground.demand.level else []
    name = f"opstap-what-if-{network.slug}-{ground.day:%Y%m%d}{asked_slug(ground.asked)}"
    return table_file(kind, name=name, title=name, columns=exports.COLUMNS, rows=rows)
