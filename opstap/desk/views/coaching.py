"""Coaching series, for the team of the space: a list, a page for each, a card to print."""

import uuid
from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.desk import codes, services
from opstap.desk.forms import SeriesForm, StepForm, theme_words
from opstap.desk.models import CoachingSeries, CoachingStep
from opstap.desk.permissions import get_series
from opstap.spaces.permissions import get_desk_space


@never_cache
@require_safe
def coaching(request: HttpRequest, slug: str) -> HttpResponse:
    """The series of the space, or with `?code=K7-4M-2` straight to that one."""
    space = get_desk_space(person(request), slug)
    asked = request.GET.get("code", "")
    found = _find(space.pk, asked)
    if found is not None:
        return redirect("desk:series", slug, str(found))
    known = CoachingSeries.objects.at(space).prefetch_related("steps")
    context = {
        "space": space,
        "asked": asked,
        "running": list(map(_shown, known.running())),
        "ended": list(map(_shown, known.filter(ended_on__isnull=False)[:20])),
    }
    return render(request, "desk/coaching.html", context, status=400 if asked else 200)


def _find(space: int, text: str) -> CoachingSeries | None:
    try:
        return CoachingSeries.objects.filter(space=space, code=codes.read(text)).first()
    except ValueError:
        return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def series_new(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    space = get_desk_space(user, slug)
    form = SeriesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        opened = services.open_series(space=space, by=user, **form.cleaned_data)
        messages.success(request, _("The series is open. Print the card for the person."))
        return redirect("desk:series", slug, str(opened))
    context = {"space": space, "form": form}
    return render(request, "desk/series_new.html", context, status=400 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def series(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The goal, the steps, the help noted; and what can be done with them."""
    user = person(request)
    found = get_series(user, slug, code)
    form = StepForm(request.POST if request.POST.get("act") == "add" else None)
    refused: list[str] = []
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        try:
            if act is None:
                raise ValidationError(_("This could not be read. Nothing was changed."))
            messages.success(request, act(request, found, user, form))
        except ValidationError as refusal:
            refused = refusal.messages
        else:
            gone = found.code is None
            return redirect("desk:coaching", slug) if gone else redirect("desk:series", slug, str(found))
    context = {
        "space": found.space,
        "form": form,
        "refused": refused,
        "records": [(row, theme_words(row.theme)) for row in found.help_records.counted()],
        **_shown(found),
    }
    return render(request, "desk/series.html", context, status=400 if refused else 200)


def _shown(found: CoachingSeries) -> dict[str, Any]:
    steps = list(found.steps.all())
    return {
        "series": found,
        "goal": theme_words(found.goal),
        "steps": [{"step": step, "words": theme_words(step.theme)} for step in steps],
        "done": sum(step.done_on is not None for step in steps),
    }


def _add(_request: HttpRequest, found: CoachingSeries, user: User, form: StepForm) -> str:
    if not form.is_valid():
        raise ValidationError([said for errors in form.errors.values() for said in errors])
    services.add_step(series=found, by=user, theme=form.cleaned_data["theme"])
    return _("The step is on the list.")


def _mark(request: HttpRequest, found: CoachingSeries, user: User, _form: StepForm) -> str:
    state = request.POST.get("state", "")
    if state not in {"open", "done", "alone"}:
        raise ValidationError(_("This could not be read. Nothing was changed."))
    step = _step(found, request.POST.get("step", ""))
    services.mark_step(step=step, by=user, done=state != "open", alone=state == "alone")
    return _("Saved.")


def _step(found: CoachingSeries, uid: str) -> CoachingStep:
    try:
        return found.steps.get(uid=uuid.UUID(uid))
    except (ValueError, CoachingStep.DoesNotExist) as error:
        raise Http404 from error


def _goal(request: HttpRequest, found: CoachingSeries, user: User, _form: StepForm) -> str:
    services.mark_goal(series=found, by=user, alone=request.POST.get("state") == "alone")
    return _("Saved.")


def _end(_request: HttpRequest, found: CoachingSeries, user: User, _form: StepForm) -> str:
    services.end_series(series=found, by=user)
    return _("The series has ended.")


def _erase(_request: HttpRequest, found: CoachingSeries, user: User, _form: StepForm) -> str:
    services.erase_series(series=found, by=user)
    return _("Erased. The help stays counted, without the code.")


Act = Callable[[HttpRequest, CoachingSeries, User, StepForm], str]
_ACTS: dict[str, Act] = {"add": _add, "mark": _mark, "goal": _goal, "end": _end, "erase": _erase}


@never_cache
@require_safe
def series_card(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A card for the person, in the language of the page: the code, and as a square to scan."""
    found = get_series(person(request), slug, code)
    address = settings.SITE_URL + reverse("desk:series", args=[slug, str(found)])
    context = {
        "space": found.space,
        "series": found,
        "square": _square(address),
        "body_class": "sheet",
    }
    return render(request, "desk/series_card.html", context)


def _square(text: str) -> SafeString:
    """A QR code as a picture of lines: no file, no request. Its content is our own address."""
    drawn: str = segno.make(text, error="m", micro=False).svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)
