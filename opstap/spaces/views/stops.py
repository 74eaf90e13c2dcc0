"""The stops of an itinerant space: listed, added, changed, removed."""

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
from opstap.spaces.forms.stop import StopForm
from opstap.spaces.models import Space
from opstap.spaces.services.stops import add_stop, change_stop, remove_stop
from opstap.spaces.stops import next_at, times_ahead
from opstap.spaces.week_words import week_lines

require_form = require_http_methods(["GET", "HEAD", "POST"])
MOST = 20
"""Of one space: its hours together are one expression."""


@require_form
def stops(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    space = permissions.get_itinerant_space(user, slug)
    form = StopForm(request.POST if request.method == "POST" else None, today=_today(space))
    if form.is_valid() and space.stops.count() >= MOST:
        form.add_error(None, _("A space has at most %(n)s stops. Remove one first.") % {"n": MOST})
    if form.is_valid():
        add_stop(space=space, by=user, **form.columns())
        messages.success(request, _("The stop is added. The hours of the space follow its stops."))
        return redirect("spaces:stops", slug=slug)
    ahead = times_ahead(space, timezone.now())
    lines = [(stop, week_lines(stop.hours), next_at(stop, ahead)) for stop in space.stops.all()]
    return render(request, "spaces/stops.html", {"space": space, "form": form, "lines": lines})


@require_form
def stop(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    user = person(request)
    found = permissions.get_editable_stop(user, slug, uid)
    asked = request.POST if request.method == "POST" else None
    form = StopForm(asked, today=_today(found.space), stop=found)
    if form.is_valid():
        changed = change_stop(found, by=user, **form.columns())
        messages.success(request, _("Saved.") if changed else _("Nothing changed."))
        return redirect("spaces:stops", slug=slug)
    return render(request, "spaces/stop.html", {"space": found.space, "form": form, "stop": found})


@require_POST
def stop_remove(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    user = person(request)
    remove_stop(permissions.get_editable_stop(user, slug, uid), by=user)
    messages.success(request, _("The stop is removed."))
    return redirect("spaces:stops", slug=slug)


def _today(space: Space) -> date:
    return timezone.localdate(timezone=space.zone)
