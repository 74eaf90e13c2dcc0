"""Closures and moves of a space for a time: what is announced, what was; announced, changed, ended."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opstap.accounts.permissions import person
from opstap.spaces import permissions
from opstap.spaces.forms.interruption import InterruptionForm
from opstap.spaces.interruptions import announced
from opstap.spaces.models import Interruption, Space
from opstap.spaces.services.interruptions import (
    announce_interruption,
    change_interruption,
    end_interruption,
)

require_form = require_http_methods(["GET", "HEAD", "POST"])

A_PAGE_OF_PAST = 50


@dataclass(frozen=True)
class Line:
    row: Interruption
    sentence: str
    runs: bool


@require_form
def interruptions(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    space = permissions.get_editable_space(user, slug)
    today = _today(space)
    form = InterruptionForm(request.POST if request.method == "POST" else None, space=space, today=today)
    if form.is_valid():
        announce_interruption(by=user, space=space, **form.columns())
        messages.success(request, _("It is announced: the public pages say it from now on."))
        return redirect("spaces:interruptions", slug=slug)
    return render(
        request, "spaces/interruptions.html", {"space": space, "form": form, **_lines(space, today)}
    )


def _lines(space: Space, today: date) -> dict[str, list[Line]]:
    lines = [Line(one, announced(one, today), one.covers(today)) for one in space.interruptions.all()]
    ahead = [line for line in lines if line.row.withdrawn_at is None and not line.row.is_past(today)]
    past = [line for line in reversed(lines) if line not in ahead]
    return {"ahead": ahead, "past": past[:A_PAGE_OF_PAST]}


@require_form
def interruption(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    user = person(request)
    one = permissions.get_editable_interruption(user, slug, uid)
    today = _today(one.space)
    asked = request.POST if request.method == "POST" else None
    form = InterruptionForm(asked, space=one.space, today=today, one=one)
    if form.is_valid():
        changed = change_interruption(one, by=user, **form.columns())
        messages.success(request, _("Saved.") if changed else _("Nothing changed."))
        return redirect("spaces:interruptions", slug=slug)
    context = {"space": one.space, "form": form, "one": one, "runs": one.covers(today)}
    return render(request, "spaces/interruption.html", context)


@require_POST
def interruption_end(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    user = person(request)
    one = permissions.get_editable_interruption(user, slug, uid)
    end_interruption(one, by=user, today=_today(one.space))
    messages.success(request, _("It is over: the public pages do not say it any more."))
    return redirect("spaces:interruptions", slug=slug)


def _today(space: Space) -> date:
    return timezone.localdate(timezone=space.zone)
