"""Pages of reach: where help is near home today, and the rules by which that is measured."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opstap.accounts.permissions import person
from opstap.core.downloads import KINDS, table_file
from opstap.coverage import exports
from opstap.coverage.forms import RulesForm
from opstap.coverage.permissions import get_reach_network, reach_networks
from opstap.coverage.reach.demand import demand_of
from opstap.coverage.reach.found import Reach
from opstap.coverage.rules import Rules, rules_of
from opstap.coverage.services import change_rules
from opstap.coverage.showing.reach import page_of
from opstap.coverage.times.kept import times_of
from opstap.coverage.times.words import ways_words, within_words
from opstap.coverage.views.asking import ground_of, question_of
from opstap.coverage.words import asked_slug

IMPORT = "opstap import areas FILE --kind municipality"


@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    found = reach_networks(person(request))
    if not found:
        raise PermissionDenied(_("Only the network and the region see this."))
    if len(found) == 1:
        return redirect("coverage:reach", found[0].slug)
    return render(request, "coverage/networks.html", {"networks": found})


@require_safe
def reach(request: HttpRequest, slug: str) -> HttpResponse:
    network = get_reach_network(person(request), slug)
    form = question_of(request, network)
    context: dict[str, object] = {"network": network, "form": form}
    if not form.is_valid():
        return render(request, "coverage/reach.html", context, status=400)
    ground = ground_of(network, form)
    found = ground.measure()
    if found.demand.level is None:
        return render(request, "coverage/nothing.html", context | {"command": IMPORT})
    context |= page_of(found, form.cleaned_data["order"]) | said_of_ways(ground.rules, found)
    return render(request, "coverage/reach.html", context | {"rules": ground.rules, "kinds": KINDS})


def said_of_ways(rules: Rules, found: Reach) -> dict[str, object]:
    """How far is near and by what ways are taken, in words."""
    data, fallback = rules.as_data(), found.fallback
    said = ways_words(data, None if fallback is None else fallback.as_data())
    return {
        "within_words": within_words(data),
        "ways_words": said,
        "is_guessed": bool(fallback and fallback.ways),
    }


@require_safe
def reach_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The table as a file: CSV, XLSX or ODS."""
    network = get_reach_network(person(request), slug)
    if kind not in KINDS:
        raise Http404
    form = question_of(request, network)
    if not form.is_valid():
        return render(request, "coverage/reach.html", {"network": network, "form": form}, status=400)
    ground = ground_of(network, form)
    found = ground.measure()
    rows = exports.rows(found) if found.demand.level else []
    name = f"opstap-reach-{network.slug}-{ground.day:%Y%m%d}{asked_slug(ground.asked)}"
    return table_file(kind, name=name, title=name, columns=exports.COLUMNS, rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """How far, by which way, and whose need counts more."""
    user = person(request)
    network = get_reach_network(user, slug)
    in_force = rules_of(network)
    demand = demand_of(network, in_force)
    data = request.POST if request.method == "POST" else None
    form = RulesForm(data, figures=demand.figures, rules=in_force)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("measure", "reach_m", "reach_min", "detour")}
        changed = change_rules(network=network, by=user, weights=form.weights, **given)
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect("coverage:reach", network.slug)
    weights = [{"figure": one, "field": form[f"weight_{one.key}"]} for one in demand.figures]
    context = {"network": network, "form": form, "weights": weights, "kept": times_of(network)}
    return render(request, "coverage/rules.html", context, status=400 if form.is_bound else 200)
