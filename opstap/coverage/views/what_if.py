""" "What if": reach before and after changes that nobody has made. Nothing is stored; the link keeps them."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from opstap.accounts.permissions import person
from opstap.core.downloads import KINDS, table_file
from opstap.coverage.forms import CHANGE_FORMS, ChangeForm, ReachForm
from opstap.coverage.permissions import get_reach_network
from opstap.coverage.views.asking import Ground, ground_of, question_of
from opstap.coverage.views.reach import IMPORT
from opstap.coverage.what_if import exports, showing
from opstap.coverage.what_if.applying import Applied, apply
from opstap.coverage.what_if.changes import written
from opstap.coverage.what_if.comparing import Comparison, compare
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
    applied, found = _compared(request, ground)
    context |= showing.page_of(applied, found, ground.asked, _question(request.GET, form))
    context |= {"forms": forms, "bound": bound, "kinds": KINDS, "question": _question(request.GET, form)}
    is_bad = bool(form.errors or applied.refused or bound)
    return render(request, "coverage/what_if.html", context, status=400 if is_bad else 200)


def _compared(request: HttpRequest, ground: Ground) -> tuple[Applied, Comparison]:
    texts = request.GET.getlist("change")
    applied = apply(texts, ground.sites, network=ground.network, asked=ground.asked, day=ground.day)
    before, after = ground.measure(), ground.measure(applied.sites)
    people_per_post = ground.network.people_per_post
    return applied, compare(before, after, ground.rules, people_per_post=people_per_post)


def _forms(request: HttpRequest, ground: Ground) -> list[ChangeForm]:
    """One of each kind of change; the one that was sent carries what was typed."""
    spaces = sorted(((site.space.slug, str(site.space)) for site in ground.sites), key=lambda one: one[1])
    areas = [(f"{one.area.kind}.{one.area.code}", str(one.area)) for one in ground.demand.areas]
    areas.sort(key=lambda one: one[1])
    asked = request.GET.get("do", "")
    return [
        form(request.GET if form.code == asked else None, spaces=spaces, areas=areas) for form in CHANGE_FORMS
    ]


def _question(query: QueryDict, form: ReachForm) -> showing.Pairs:
    """The parts of the question that can be answered, for hidden fields and links."""
    return [(name, str(query[name])) for name in form.fields if query.get(name) and name not in form.errors]


def _with_change(request: HttpRequest, network: Network, form: ReachForm, bound: ChangeForm) -> str:
    texts = [*request.GET.getlist("change"), written(bound.change)]
    address = reverse("coverage:what-if", args=[network.slug])
    return address + showing.link(_question(request.GET, form), texts)


@require_safe
def what_if_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Before and after, area by area and for the whole, as CSV, XLSX or ODS."""
    network = get_reach_network(person(request), slug)
    if kind not in KINDS:
        raise Http404
    form = question_of(request, network)
    ground = ground_of(network, form if form.is_valid() else form.mended())
    applied, found = _compared(request, ground)
    if form.errors or applied.refused:
        return what_if(request, slug)
    rows = exports.rows(network, applied, found, ground.asked) if ground.demand.level else []
    name = f"opstap-what-if-{network.slug}-{ground.day:%Y%m%d}{asked_slug(ground.asked)}"
    return table_file(kind, name=name, title=name, columns=exports.COLUMNS, rows=rows)
