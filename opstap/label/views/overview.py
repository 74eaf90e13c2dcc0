"""The overview of a label for its committee and its region: files, spaces, thresholds, who is close."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from opstap.accounts.permissions import person
from opstap.core.downloads import KINDS, table_file
from opstap.core.folding import fold
from opstap.label import comparing, figures, permissions, showing_rules, words
from opstap.label.comparing import Row
from opstap.label.forms.schemes import MatrixForm, ThresholdForm
from opstap.label.models import CriterionKind, Operator, Scheme, SchemeVersion
from opstap.spaces.permissions import editable_spaces, known_spaces

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Seen:
    """A scheme with its version in force and today's spaces beside it; no version: nothing to compare."""

    scheme: Scheme
    version: SchemeVersion | None
    rows: list[Row]
    today: date
    writes: bool
    """Whether who looks writes the rules."""

    @property
    def context(self) -> dict[str, object]:
        return {
            "scheme": self.scheme,
            "version": self.version,
            "today": self.today,
            "writes": self.writes,
        }


def _scheme(request: HttpRequest, slug: str) -> tuple[Scheme, SchemeVersion | None]:
    scheme = permissions.get_overview_scheme(person(request), slug)
    return scheme, SchemeVersion.objects.in_force(timezone.localdate()).filter(scheme=scheme).first()


def _see(request: HttpRequest, slug: str) -> Seen:
    scheme, version = _scheme(request, slug)
    today = timezone.localdate()
    rows = comparing.compare(version, comparing.spaces_of(scheme.network, today), today) if version else []
    return Seen(scheme, version, rows, today, permissions.can_write_rules(person(request)))


@require_safe
def overviews(request: HttpRequest) -> HttpResponse:
    user = person(request)
    permissions.must_see_overview(user)
    found = list(permissions.overview_schemes(user).select_related("network"))
    if len(found) == 1:
        return redirect("label:overview", found[0].slug)
    context = {"schemes": found, "writes": permissions.can_write_rules(user)}
    return render(request, "label/overviews.html", context)


@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Files by state and age, and how many spaces meet the rules."""
    seen = _see(request, slug)
    context = seen.context | {
        "here": "files",
        "running": figures.running_files(seen.scheme, seen.today),
        "decided": figures.decided_files(seen.scheme, seen.today - YEAR),
        "ages": figures.AGES,
        "sums": comparing.sums(seen.rows),
        "labelled": comparing.sums(row for row in seen.rows if row.label),
        "spaces": len(seen.rows),
    }
    return render(request, "label/overview.html", context)


@require_safe
def matrix(request: HttpRequest, slug: str) -> HttpResponse:
    """Spaces × measured criteria: filtered and sorted by the address, so that it can be kept and sent."""
    seen = _see(request, slug)
    form = MatrixForm(request.GET or None)
    rows = _chosen(seen.rows, form, request.GET.get("sort", ""))
    asked = {name: value for name, value in request.GET.items() if name in {*form.fields, "sort"}}
    files = [
        (kind.upper(), f"{reverse('label:matrix-file', args=[slug, kind])}?{urlencode(asked)}")
        for kind in KINDS
    ]
    context = seen.context | {
        "here": "matrix",
        "form": form,
        "rows": showing_rules.rows_shown(rows),
        "headings": showing_rules.headings(seen.rows[0]) if seen.rows else [],
        "all": len(seen.rows),
        "sort": request.GET.get("sort", ""),
        "files": files,
        "others": seen.version.criteria.exclude(kind=CriterionKind.MEASURED) if seen.version else [],
    }
    return render(request, "label/matrix.html", context)


@require_safe
def matrix_file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    seen = _see(request, slug)
    if seen.version is None:
        raise Http404
    rows = _chosen(seen.rows, MatrixForm(request.GET or None), request.GET.get("sort", ""))
    return table_file(
        kind,
        name=f"opstap-{slug}-{seen.today:%Y%m%d}",
        title=str(seen.scheme),
        columns=showing_rules.table_columns(seen.version),
        rows=showing_rules.table_rows(rows),
    )


def _chosen(rows: list[Row], form: MatrixForm, sort: str) -> list[Row]:
    """The rows that were asked for; all of them where the question cannot be read."""
    asked = form.cleaned_data if form.is_valid() else {}
    if asked.get("q"):
        rows = [row for row in rows if fold(asked["q"]) in fold(" ".join(row.space.names.values()))]
    if asked.get("outcome"):
        rows = [row for row in rows if row.outcome == asked["outcome"]]
    if asked.get("label"):
        rows = [row for row in rows if (row.label is not None) == (asked["label"] == "yes")]
    return _sorted(rows, sort)


def _sorted(rows: list[Row], sort: str) -> list[Row]:
    """By the code of a criterion, by "failed", else by name; a leading "-" turns it round."""
    key, backwards = sort.removeprefix("-"), sort.startswith("-")
    if key == "failed":
        return sorted(rows, key=lambda row: len(row.failed), reverse=backwards)
    places = [result.criterion.code for result in rows[0].results] if rows else []
    if key not in places:
        return rows[::-1] if key == "name" and backwards else rows
    place = places.index(key)
    known = [row for row in rows if _value(row, place) is not None]
    unknown = [row for row in rows if _value(row, place) is None]  # at the end in both directions
    return sorted(known, key=lambda row: _value(row, place) or 0.0, reverse=backwards) + unknown


def _value(row: Row, place: int) -> float | None:
    measured = row.results[place].measured
    return None if measured is None or measured.value is None else float(measured.value)


@require_safe
def threshold(request: HttpRequest, slug: str) -> HttpResponse:
    """What a change of threshold would do."""
    seen = _see(request, slug)
    numbers = (
        list(seen.version.criteria.filter(kind=CriterionKind.MEASURED).exclude(operator=Operator.IS))
        if seen.version
        else []
    )
    choices = [(one.code, f"{words.fact_in_words(one)}: {words.rule_in_words(one)}") for one in numbers]
    form = ThresholdForm(request.GET or None, choices=choices)
    context = seen.context | {"here": "threshold", "form": form, "choices": choices}
    if form.is_valid() and seen.rows:
        criterion = next(one for one in numbers if one.code == form.cleaned_data["criterion"])
        found = comparing.what_if(seen.rows, criterion, form.cleaned_data["threshold"])
        context |= showing_rules.what_if_shown(found)
    return render(request, "label/threshold.html", context, status=400 if form.errors else 200)


@require_safe
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Spaces that are close to the label, and what they lack."""
    seen = _see(request, slug)
    near = comparing.close_to_label(seen.rows)
    spaces = [row.space.pk for row in near]
    known = set(known_spaces(person(request)).filter(pk__in=spaces).values_list("pk", flat=True))
    editable = set(editable_spaces(person(request)).filter(pk__in=spaces).values_list("pk", flat=True))
    context = seen.context | {
        "here": "close",
        "rows": [showing_rules.near_shown(row, known, editable) for row in near],
        "without": sum(row.label is None for row in seen.rows),
    }
    return render(request, "label/close.html", context)
