"""The queue at the door: the switch, the screen of the waiting room, numbers on paper."""

import uuid

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from opstap.accounts.permissions import person
from opstap.core.forms import PlainForm
from opstap.desk import services
from opstap.desk.models import Turn
from opstap.desk.services.acts import day_of
from opstap.desk.views.sender import at_shared_desk
from opstap.desk.views.waiting import waiting_at
from opstap.spaces.models import Space
from opstap.spaces.models.organisation import LanguageRegime
from opstap.spaces.permissions import get_desk_space

ON_A_SHEET = 24
BEFORE = 3
"""Numbers called before the last one that the screen still shows."""


@at_shared_desk
@require_POST
def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    """Work with numbers, or no longer."""
    user = person(request)
    space = get_desk_space(user, slug)
    services.switch_numbers(space=space, by=user, on=request.POST.get("act") == "begin")
    return redirect(f"{reverse('desk:desk', args=[space.slug])}#queue")


@at_shared_desk
@never_cache
@require_safe
def screen(request: HttpRequest, slug: str) -> HttpResponse:
    """For a monitor in the waiting room: the numbers called last, and how many wait."""
    space = get_desk_space(person(request), slug)
    now = timezone.now()
    queue = waiting_at(space, day_of(space, now), now)
    calls = queue.calls
    context: dict[str, object] = {"space": space, "now": now, "queue": queue, "last": next(iter(calls), None)}
    context["before"] = calls[1 : 1 + BEFORE]
    with timezone.override(space.zone):
        return render(request, "desk/screen.html", context | {"languages": languages_of(space)})


@at_shared_desk
@never_cache
@require_safe
def strip(request: HttpRequest, slug: str) -> HttpResponse:
    """A sheet of numbers to cut: by default from the next one of today on."""
    space = get_desk_space(person(request), slug)
    day = day_of(space, timezone.now())
    form = StripForm(request.GET if "first" in request.GET else None)
    first = services.next_number(space, day) or 1
    if form.is_valid():
        first = form.cleaned_data["first"]
    labels = [str(number) for number in range(first, first + ON_A_SHEET)]
    context = {"form": form, "first": first, "labels": labels, "next": first + ON_A_SHEET}
    status = 400 if form.is_bound and not form.is_valid() else 200
    return render(request, "desk/strip.html", _paper(space, day) | context, status=status)


@at_shared_desk
@never_cache
@require_safe
def slip(request: HttpRequest, slug: str, tap: uuid.UUID) -> HttpResponse:
    """The numbers of one tap, each on a small paper of its own."""
    space = get_desk_space(person(request), slug)
    turns = list(Turn.objects.at(space).counted().filter(visit__tap=tap))
    if not turns:
        raise Http404
    labels = [turn.label for turn in turns]
    context = {"labels": labels, "turns": turns}
    return render(request, "desk/slip.html", _paper(space, turns[0].local_date) | context)


class StripForm(PlainForm):
    first = forms.IntegerField(
        min_value=1,
        max_value=9999,
        label=_("First number on the sheet"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "in in-s"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Write a number from 1 to 9999.")
        ),
    )


def languages_of(space: Space) -> list[str]:
    """The languages of official papers of the space: its organisation's; both on one sheet where it is so."""
    regime = space.organisation.language_regime if space.organisation else LanguageRegime.BOTH
    if regime != LanguageRegime.BOTH:
        return [str(regime)]
    return ["nl", "fr"] if get_language() == "nl" else ["fr", "nl"]


def _paper(space: Space, day: object) -> dict[str, object]:
    return {"space": space, "day": day, "languages": languages_of(space), "body_class": "tickets"}
