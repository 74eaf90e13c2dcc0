"""The log of staff actions: of a space for who runs it, of the installation for the administrator."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from opstap.accounts.permissions import person
from opstap.core import tables
from opstap.core.folding import fold
from opstap.keeping.forms.log import LogForm
from opstap.keeping.permissions import (
    can_administer,
    check_administers,
    check_reads_logs,
    coordinates,
    get_logged_space,
    logged_spaces,
)
from opstap.keeping.services import log
from opstap.spaces.models import Space

A_PAGE = 25


@dataclass(frozen=True)
class Asked:
    """Whose log, how far the person sees into it, and her question."""

    space: Space | None
    own_records: bool
    form: LogForm

    @property
    def entries(self) -> log.Entries:
        """Of a valid question."""
        everything = (
            log.log_of(self.space, own_records=self.own_records)
            if self.space
            else log.log_of_the_installation()
        )
        return log.found(everything, self.form.wanted, log.zone_of(self.space))


@require_safe
def logs(request: HttpRequest) -> HttpResponse:
    """Which log? Skipped by who reads one only."""
    user = person(request)
    check_reads_logs(user)
    words = request.GET.get("q", "")
    spaces = logged_spaces(user).order_by("folded_name", "pk")
    if not words and not can_administer(user) and spaces.count() == 1:
        return redirect("keeping:log", spaces.get().slug)
    found = spaces.filter(folded_name__contains=fold(words)) if words else spaces
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "q": words, "whole": can_administer(user)}
    return render(request, "keeping/logs.html", context)


@never_cache
@require_safe
def log_page(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, _of_space(request, slug))


@never_cache
@require_safe
def log_csv(request: HttpRequest, slug: str) -> HttpResponse:
    return _file(_of_space(request, slug), f"log-{slug}")


@never_cache
@require_safe
def whole_log(request: HttpRequest) -> HttpResponse:
    return _page(request, _of_everything(request))


@never_cache
@require_safe
def whole_log_csv(request: HttpRequest) -> HttpResponse:
    return _file(_of_everything(request), "log")


def _of_space(request: HttpRequest, slug: str) -> Asked:
    user = person(request)
    space = get_logged_space(user, slug)
    own = coordinates(user, space)
    return Asked(space, own, LogForm(request.GET.dict(), own_records=own))


def _of_everything(request: HttpRequest) -> Asked:
    check_administers(person(request))
    return Asked(None, False, LogForm(request.GET.dict(), own_records=False))


def _page(request: HttpRequest, asked: Asked) -> HttpResponse:
    valid = asked.form.is_valid()
    before = _key(request.GET.get("before", ""))
    context = {
        "space": asked.space,
        "own_records": asked.own_records,
        "form": asked.form,
        "leaf": log.leaf(asked.entries, before) if valid else None,
        "is_older": before is not None,
    }
    with timezone.override(log.zone_of(asked.space)):
        return render(request, "keeping/log.html", context, status=200 if valid else 400)


def _key(text: str) -> int | None:
    """A key of a row; anything else, also a number no database holds, is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _file(asked: Asked, name: str) -> HttpResponse:
    """A question that cannot be read gives the head of the table only."""
    valid = asked.form.is_valid()
    rows = log.table(asked.entries, log.zone_of(asked.space)) if valid else iter(())
    return HttpResponse(
        tables.as_csv(log.COLUMNS, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
        status=200 if valid else 400,
    )
