"""The watch: what is open, for the secretariat and the committee; what is coming, for the coordinators."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opstap.accounts.permissions import person
from opstap.label import permissions, showing
from opstap.label.forecast import forecast
from opstap.label.models import HELD, Label, Stage, Watch
from opstap.spaces.models import Role
from opstap.spaces.permissions import get_known_space, has_role

PER_PAGE = 50


@require_safe
def watch_list(request: HttpRequest) -> HttpResponse:
    """Open watches of the schemes one follows, those before the committee first."""
    user = person(request)
    schemes = permissions.watched_schemes(user)
    if not permissions.follows_watch(user):
        raise PermissionDenied(_("Only the secretariat, the committee and the authority see the watch."))
    open_ones = Watch.objects.filter(closed_on=None, label__version__scheme__in=schemes)
    stage = request.GET.get("stage", "")
    chosen = open_ones.filter(stage=stage) if stage in Stage.values else open_ones
    loaded = chosen.select_related(
        "label__space__municipality", "label__version__scheme", "criterion", "hearing"
    )
    page = Paginator(loaded.order_by("repair_until", "pk"), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        (watch, showing.stored_words(watch.value, watch.criterion), showing.asked(watch.criterion))
        for watch in page
    ]
    stages = [(value, words) for value, words in Stage.choices if value != Stage.CLOSED]
    context = {"page": page, "rows": rows, "stage": stage, "stages": stages, "today": timezone.localdate()}
    context["is_secretary"] = has_role(user, Role.REGION_OFFICER, Role.ADMINISTRATOR)
    return render(request, "label/watch_list.html", context)


@require_safe
def space_label(request: HttpRequest, slug: str) -> HttpResponse:
    """The labels of one's space: standing, open watches, and what the announced hours will change."""
    space = get_known_space(person(request), slug)
    labels = Label.objects.filter(space=space).select_related(
        "version__scheme", "organisation", "application"
    )
    today = timezone.localdate(timezone=space.zone)
    shown = [_shown(label, today) for label in labels.order_by("-awarded_on", "-pk")]
    mandates = space.mandates.filter(is_public=True).select_related("authority")
    context = {"space": space, "labels": shown, "mandates": mandates, "today": today}
    return render(request, "label/space_label.html", context)


def _shown(label: Label, today: Any) -> dict[str, Any]:
    ahead = forecast(label.version, [label.space], today)[label.space.pk] if label.standing in HELD else []
    return {
        "label": label,
        "sign": showing.standing_sign(label),
        "watches": list(label.watches.filter(closed_on=None).select_related("criterion")),
        "forecasts": [showing.forecast_words(one) for one in ahead],
    }
