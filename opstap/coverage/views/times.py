"""Times on foot and by public transport: what a network brought in, and a file in its place."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opstap.accounts.permissions import person
from opstap.coverage.forms import TimesForm
from opstap.coverage.permissions import get_reach_network
from opstap.coverage.rules import rules_of
from opstap.coverage.services import keep_times, remove_times
from opstap.coverage.times.bringing import read_matrix
from opstap.coverage.times.errors import TimesError
from opstap.coverage.times.kept import times_of
from opstap.coverage.times.words import file_problem, line_problem

MOST_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def times(request: HttpRequest, slug: str) -> HttpResponse:
    """What is kept; a file is taken over whole, or every bad row of it is named."""
    user = person(request)
    network = get_reach_network(user, slug)
    posted = request.method == "POST"
    form = TimesForm(request.POST if posted else None, request.FILES if posted else None)
    problems: list[str] = []
    if form.is_valid():
        given = form.cleaned_data
        try:
            matrix = read_matrix(given.pop("file").read(), network)
        except TimesError as problem:
            form.add_error("file", file_problem(problem))
            problems = [line_problem(one) for one in problem.problems]
        else:
            keep_times(network=network, by=user, matrix=matrix, **given)
            messages.success(request, _("The times are brought in."))
            return redirect("coverage:times", slug)
    context = {
        "network": network,
        "form": form,
        "kept": times_of(network),
        "rules": rules_of(network),
        "problems": problems[:MOST_SHOWN],
        "more_problems": len(problems) - MOST_SHOWN,
    }
    return render(request, "coverage/times.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, slug: str, means: str) -> HttpResponse:
    """First the question whether, then gone."""
    user = person(request)
    network = get_reach_network(user, slug)
    found = next((one for one in times_of(network) if one.means == means), None)
    if found is None:
        raise Http404
    if request.method == "POST":
        remove_times(times=found, by=user)
        messages.success(request, _("The times are removed."))
        return redirect("coverage:times", slug)
    context = {"network": network, "times": found, "is_used": rules_of(network).measure == means}
    return render(request, "coverage/times_remove.html", context)
