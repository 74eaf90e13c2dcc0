"""What a coordinator says about her own space: which months are complete, and the report of a year."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opstap.census import showing
from opstap.census.forms import MonthForm, YearForm
from opstap.census.own import months_of_year, yearly_questions
from opstap.census.permissions import get_coordinated_space
from opstap.census.services import NotOverError, declare_month, declare_year, is_over, take_back_month
from opstap.census.views.figures import signed_in
from opstap.core.periods import FIRST_YEAR, last_whole_month
from opstap.spaces.models import Space


@require_http_methods(["GET", "POST"])
def months(request: HttpRequest, slug: str) -> HttpResponse:
    """The months of a space: what was counted in each, and which are declared complete."""
    space = get_coordinated_space(signed_in(request), slug)
    if request.method == "POST":
        return _say_month(request, space)
    year = _year_asked(request, last_whole_month(_today(space)).year, _today(space).year)
    return _months_page(request, space, year)


def _today(space: Space) -> date:
    return timezone.localdate(timezone=space.zone)


def _year_asked(request: HttpRequest, usual: int, latest: int) -> int:
    text = request.GET.get("year", "")
    if not text:
        return usual
    if not (len(text) == 4 and text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= latest):
        raise Http404
    return int(text)


def _months_page(
    request: HttpRequest, space: Space, year: int, *, zero: date | None = None, status: int = 200
) -> HttpResponse:
    """`zero`: the month of which the page asks whether really nobody came."""
    today = _today(space)
    context = {
        "space": space,
        "year": str(year),
        "months": months_of_year(space, year, today=today),
        "zero": zero,
        "zero_words": showing.month_in_words(zero) if zero else "",
        "earlier": str(year - 1) if year > FIRST_YEAR else "",
        "later": str(year + 1) if year < today.year else "",
        "last_year": today.year - 1,
    }
    return render(request, "census/months.html", context, status=status)


def _say_month(request: HttpRequest, space: Space) -> HttpResponse:
    form = MonthForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: this is not a month."))
        return _months_page(request, space, last_whole_month(_today(space)).year, status=400)
    month: date = form.cleaned_data["month"]
    if form.cleaned_data["take_back"]:
        return _take_back(request, space, month)
    if not form.cleaned_data["nobody"] and _nothing_counted(space, month):
        return _months_page(request, space, month.year, zero=month, status=422)
    return _declare(request, space, month)


def _nothing_counted(space: Space, month: date) -> bool:
    return not any(
        row.counted for row in months_of_year(space, month.year, today=_today(space)) if row.month == month
    )


def _take_back(request: HttpRequest, space: Space, month: date) -> HttpResponse:
    words = {"month": showing.month_in_words(month)}
    if take_back_month(space=space, month=month, by=signed_in(request)):
        messages.success(request, _("%(month)s is no longer complete. What was counted is kept.") % words)
    else:
        messages.info(request, _("%(month)s was not declared complete.") % words)
    return _to_months(space, month.year)


def _declare(request: HttpRequest, space: Space, month: date) -> HttpResponse:
    try:
        declare_month(space=space, month=month, by=signed_in(request))
    except NotOverError as problem:
        messages.error(request, str(problem))
        return _months_page(request, space, last_whole_month(_today(space)).year, status=400)
    words = {"month": showing.month_in_words(month)}
    messages.success(request, _("%(month)s is complete. Thank you.") % words)
    return _to_months(space, month.year)


def _to_months(space: Space, year: int) -> HttpResponse:
    return redirect(f"{reverse('census:months', args=[space.slug])}?year={year}")


@require_http_methods(["GET", "POST"])
def year(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """The yearly report: what no room of the system measures, beside what the system has."""
    user = signed_in(request)
    space = get_coordinated_space(user, slug)
    if not FIRST_YEAR <= year <= _today(space).year:
        raise Http404
    asked = yearly_questions(space, year)
    context = {"space": space, "year": str(year), "asked": asked, "last_year": _today(space).year - 1}
    if not is_over(year, space):
        return render(request, "census/year.html", context | {"runs": True}, status=_refused(request))
    form = YearForm(request.POST or None, indicators=asked.open, initial=asked.values)
    if request.method == "POST" and form.is_valid():
        changed = declare_year(space=space, year=year, values=form.values, by=user)
        messages.success(request, _("Your report is kept.") if changed else _("Nothing was changed."))
        return redirect("census:year", space.slug, year)
    return render(request, "census/year.html", context | {"form": form}, status=422 if form.errors else 200)


def _refused(request: HttpRequest) -> int:
    return 409 if request.method == "POST" else 200
