"""The hours of one kind: fill in, look at the next two weeks in words, save."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opstap.accounts.permissions import person
from opstap.spaces.forms.hours import HoursForm
from opstap.spaces.hours import HoursError, implied_open_hours, warnings
from opstap.spaces.hours_words import kind_warning, next_days
from opstap.spaces.models import Space
from opstap.spaces.permissions import get_editable_space
from opstap.spaces.reserved import left_outside
from opstap.spaces.said.whom import whom_words
from opstap.spaces.services.record import change_space
from opstap.spaces.stops import stops_of

KINDS: dict[str, tuple[str, Any, Any, Any]] = {
    "open": (
        "open_hours",
        gettext_lazy("When is the space open?"),
        gettext_lazy("People may come in and use a computer, with or without help."),
        gettext_lazy("The space is never open to visitors."),
    ),
    "staffed": (
        "staffed_hours",
        gettext_lazy("When does somebody help?"),
        gettext_lazy("An animator is there and helps who comes in. Courses stand apart."),
        gettext_lazy("Nobody helps here."),
    ),
    "training": (
        "training_hours",
        gettext_lazy("When are there courses?"),
        gettext_lazy("Courses and workshops for which people enrol."),
        gettext_lazy("There are no courses here."),
    ),
}
"""Kind in the address → column, question, explanation, and the answer "none"."""

EXAMPLE = 'Mo-Fr 09:00-12:30,13:30-17:00; PH off; 2026 Dec 24-2027 Jan 02 off "fermé, gesloten"'


@require_http_methods(["GET", "HEAD", "POST"])
def hours_edit(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    user = person(request)
    space = get_editable_space(user, slug)
    if kind not in KINDS:
        raise Http404
    if kind != "training" and stops_of(space):
        # These follow from its stops: nobody types them twice.
        return redirect("spaces:stops", slug=slug)
    column = KINDS[kind][0]
    form = _form(request, space, getattr(space, column))
    act = request.POST.get("act", "") if request.method == "POST" else None
    if act is None or form.apply(act) or not _is_right(form, space, kind):
        return _show(request, space, kind, form, errors=act is not None)
    if act == "save" and request.POST.get("seen") == form.expression:
        changes: dict[str, Any] = {column: form.expression}
        changed = change_space(space, by=user, **changes)
        messages.success(request, _("The hours are saved.") if changed else _("Nothing changed."))
        return redirect(f"{reverse('spaces:space-record', args=[slug])}#hours")
    return _show(request, space, kind, form, preview=True)


def _is_right(form: HoursForm, space: Space, kind: str) -> bool:
    """Also beside what is reserved: that would lie outside of the opening hours."""
    if not form.is_valid():
        return False
    hours = {"open": space.open_hours, "staffed": space.staffed_hours, kind: form.expression}
    today = timezone.localdate(timezone=space.zone)
    monday = today - timedelta(days=today.weekday())
    outside = left_outside(space, implied_open_hours(hours["open"], hours["staffed"]), monday)
    for piece, row in outside[:1]:
        words = _("%(when)s is reserved, for: %(whom)s. Change the reserved hours first.")
        form.error = words % {"when": piece, "whom": whom_words(row)}
    return not outside


def _form(request: HttpRequest, space: Space, stored: str) -> HoursForm:
    if request.method == "POST":
        return HoursForm.read(request.POST, space.holiday_country)
    return HoursForm.of(stored, space.holiday_country)


def _show(
    request: HttpRequest,
    space: Space,
    kind: str,
    form: HoursForm,
    *,
    errors: bool = False,
    preview: bool = False,
) -> HttpResponse:
    _column, question, explanation, none = KINDS[kind]
    today = timezone.localdate()
    context = {
        "space": space,
        "kind": kind,
        "question": question,
        "explanation": explanation,
        "none": none,
        "form": form,
        "errors": list(form.errors()) if errors else [],
        "preview": next_days(form.expression, space, today) if preview else [],
        "is_preview": preview,
        "warnings": _warnings(space, kind, form.expression) if preview else [],
        "example": EXAMPLE,
    }
    return render(request, "spaces/hours_edit.html", context)


def _warnings(space: Space, kind: str, expression: str) -> list[str]:
    """Help outside of the open hours: told, and accepted."""
    if kind == "training":
        return []
    hours = {"open": space.open_hours, "staffed": space.staffed_hours, kind: expression}
    try:
        found = warnings(
            open_hours=hours["open"],
            staffed_hours=hours["staffed"],
            country=space.holiday_country,
            timezone=space.timezone,
            start_date=timezone.localdate(),
        )
    except HoursError:
        return []
    return [kind_warning(warning) for warning in found[:5]]
