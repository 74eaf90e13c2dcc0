"""Earlier days, to read and to correct: for the team of the space only."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.forms import DateField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from opstap.accounts.permissions import person
from opstap.desk.models import HelpRecord, SentAway, Visit
from opstap.desk.permissions import leads_desk
from opstap.desk.services import day_of
from opstap.desk.services.closing import CORRECTABLE, closed_day
from opstap.desk.views.lines import Day, with_links
from opstap.desk.views.sender import at_shared_desk
from opstap.spaces.models import Space
from opstap.spaces.permissions import get_desk_space

SHOWN_DAYS = 28


@at_shared_desk
@never_cache
@require_safe
def past_days(request: HttpRequest, slug: str) -> HttpResponse:
    """The last four weeks with their counts, or straight to the day asked for with `?day=2026-04-14`."""
    space = get_desk_space(person(request), slug)
    today = day_of(space, timezone.now())
    asked = request.GET.get("day", "")
    day = _date(asked)
    if day is not None and day <= today:
        return redirect("desk:past-day", space.slug, day)
    last = today - timedelta(days=1)
    rows = _counts(space, today - timedelta(days=SHOWN_DAYS), last)
    context = {"space": space, "rows": rows, "asked": asked, "last": last}
    return render(request, "desk/past_days.html", context, status=400 if asked else 200)


@at_shared_desk
@never_cache
@require_safe
def past_day(request: HttpRequest, slug: str, day: str) -> HttpResponse:
    """Everything noted on one day; to correct, one page each. Today's has its buttons at the desk."""
    user = person(request)
    space = get_desk_space(user, slug)
    wanted = _date(day)
    today = day_of(space, timezone.now())
    if wanted is None or wanted > today:
        raise Http404
    if wanted == today:
        return redirect("desk:desk", space.slug)
    shown, leads = Day(space, wanted), leads_desk(user, space)
    closed = closed_day(space, wanted, today)
    context = {
        "space": space,
        "day": shown,
        "lines": shown.lines if closed else with_links(shown.lines, user, leads=leads),
        "closed": closed,
        "leads": leads,
        "until": wanted + CORRECTABLE,
        "before": wanted - timedelta(days=1),
        "after": wanted + timedelta(days=1),
        "after_is_today": wanted + timedelta(days=1) == today,
    }
    with timezone.override(space.zone):
        return render(request, "desk/past_day.html", context)


def _date(text: str) -> date | None:
    try:
        found: date | None = DateField(required=False, input_formats=["%Y-%m-%d"]).clean(text)
    except ValidationError:
        return None
    return found


def _counts(space: Space, first: date, last: date) -> list[dict[str, object]]:
    """One row for each day on which something was noted, the newest first: three queries."""
    found: dict[date, dict[str, object]] = {}
    for name, kind in (("visits", Visit), ("helped", HelpRecord), ("sent_away", SentAway)):
        rows = kind.objects.counted().at(space).between(first, last).order_by()
        for day, number in rows.values_list("local_date").annotate(number=Count("pk")):
            found.setdefault(day, {"day": day, "visits": 0, "helped": 0, "sent_away": 0})[name] = number
    return [found[day] for day in sorted(found, reverse=True)]
