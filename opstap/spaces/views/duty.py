"""The rota of a space: who is there in a week, adding and taking back duties, checking in and out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.core.moments import clock, day_words
from opstap.spaces.forms.duty import DutyForm
from opstap.spaces.models import Duty, Opening, Space
from opstap.spaces.permissions import can_edit_space, get_desk_space, team_of
from opstap.spaces.services.duty import DutyConflictError, cancel_duty, check_in, check_out, plan_duty
from opstap.spaces.services.openings import openings_around


@dataclass(frozen=True)
class DutyDay:
    """A day of the rota: its duties, and the accompanied hours nobody has taken yet."""

    day: date
    duties: list[Duty]
    free: list[tuple[datetime, datetime]]
    is_today: bool


@require_http_methods(["GET", "HEAD", "POST"])
def duty_week(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    space = get_desk_space(user, slug)
    monday = _monday(request.GET.get("week", ""), space)
    form = _form(request, user, space, monday)
    if form.is_valid() and _plan(request, form, space, user):
        first = form.cleaned_data["day"]
        return redirect(f"{reverse('spaces:duty-week', args=[slug])}?week={first:%G-W%V}")
    now = timezone.now()
    context = {
        "space": space,
        "form": form,
        "days": list(_days(space, monday)),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": f"{monday - timedelta(weeks=1):%G-W%V}",
        "after": f"{monday + timedelta(weeks=1):%G-W%V}",
        "is_this_week": monday == _monday("", space),
        "present": Duty.objects.present_at(now).filter(space=space, person=user).first(),
        "can_edit": can_edit_space(user, space),
    }
    return render(request, "spaces/duty_week.html", context)


def _monday(week: str, space: Space) -> date:
    """The Monday of "2026-W48"; of this week when nothing, or nothing sensible, is asked."""
    today = timezone.now().astimezone(space.zone).date()
    try:
        asked = datetime.strptime(f"{week}-1", "%G-W%V-%u").date()  # noqa: DTZ007 - a day
    except ValueError:
        asked = today - timedelta(days=today.weekday())
    return asked if 2000 <= asked.year < 2100 else today - timedelta(days=today.weekday())


def _form(request: HttpRequest, user: User, space: Space, monday: date) -> DutyForm:
    """A coordinator plans for the team, an animator for herself."""
    team = team_of(space)
    people = team if can_edit_space(user, space) else team.filter(pk=user.pk)
    today = timezone.localdate()
    initial = {
        "person": user.pk,
        "day": max(monday, today) if monday + timedelta(days=6) >= today else monday,
    }
    data = request.POST if request.method == "POST" else None
    return DutyForm(data, people=people, space=space, initial=initial)


def _plan(request: HttpRequest, form: DutyForm, space: Space, user: User) -> bool:
    try:
        duties = plan_duty(space=space, by=user, **form.times())
    except DutyConflictError as refused:
        for duty in refused.conflicts[:3]:
            form.add_error("day", _conflict_words(duty))
        return False
    messages.success(
        request, _("Noted: %(number)s times.") % {"number": len(duties)} if len(duties) > 1 else _("Noted.")
    )
    return True


def _conflict_words(duty: Duty) -> str:
    zone = duty.space.zone
    start, end = duty.starts_at.astimezone(zone), duty.ends_at.astimezone(zone)
    words = _("On %(day)s this person is on duty already, at %(space)s: %(start)s to %(end)s.")
    return words % {
        "day": day_words(start.date()),
        "space": duty.space,
        "start": clock(start, unit=False),
        "end": clock(end),
    }


def _days(space: Space, monday: date) -> Iterator[DutyDay]:
    start = datetime.combine(monday, time(), space.zone)
    end = datetime.combine(monday + timedelta(weeks=1), time(), space.zone)
    duties = list(Duty.objects.planned_between(start, end).filter(space=space).select_related("person"))
    for duty in duties:
        duty.starts_at, duty.ends_at = (
            duty.starts_at.astimezone(space.zone),
            duty.ends_at.astimezone(space.zone),
        )
    staffed = [
        (one.starts_at.astimezone(space.zone), one.ends_at.astimezone(space.zone))
        for one in openings_around(space, start + timedelta(days=1), days=6)
        if one.kind == Opening.Kind.STAFFED
    ]
    today = timezone.now().astimezone(space.zone).date()
    for step in range(7):
        day = monday + timedelta(days=step)
        own = [duty for duty in duties if duty.starts_at.date() == day]
        wanted = [span for span in staffed if span[0].date() == day]
        yield DutyDay(day, own, list(_not_taken(wanted, own)), day == today)


def _not_taken(
    wanted: list[tuple[datetime, datetime]], duties: list[Duty]
) -> Iterator[tuple[datetime, datetime]]:
    """What is left of the accompanied hours when the duties are taken off."""
    for start, end in wanted:
        at = start
        for duty in duties:
            if duty.ends_at > at and duty.starts_at < end:
                if duty.starts_at > at:
                    yield at, duty.starts_at
                at = max(at, duty.ends_at)
        if at < end:
            yield at, end


@require_POST
def duty_cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    duty = Duty.objects.select_related("space").filter(uid=uid).first()
    if duty is None:
        raise Http404
    space = get_desk_space(user, duty.space.slug)
    if duty.person_id != user.pk and not can_edit_space(user, space):
        raise PermissionDenied(_("Only the coordinator takes back the duty of somebody else."))
    cancelled = cancel_duty(duty, by=user)
    if cancelled.cancelled_at:
        messages.success(request, _("The duty is taken back."))
    else:
        messages.warning(request, _("This duty has begun already: it stays as it happened."))
    week = duty.starts_at.astimezone(space.zone)
    return redirect(f"{reverse('spaces:duty-week', args=[space.slug])}?week={week:%G-W%V}")


@require_POST
def duty_check_in(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    space = get_desk_space(user, slug)
    duty = check_in(space, user)
    end = clock(duty.ends_at.astimezone(space.zone))
    messages.success(request, _("You are there, until %(time)s. People can see it now.") % {"time": end})
    return redirect("spaces:duty-week", slug=slug)


@require_POST
def duty_check_out(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    space = get_desk_space(user, slug)
    check_out(space, user)
    messages.success(request, _("You have left. See you soon."))
    return redirect("spaces:duty-week", slug=slug)
