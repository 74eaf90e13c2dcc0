"""Meetings with agenda and minutes, and the seats of a scheme."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts import services as accounts
from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.core.forms import PlainForm
from opstap.label import permissions
from opstap.label.forms.committee import AgendaForm, CloseForm, EndSeatForm, MeetingForm, MinuteForm, SeatForm
from opstap.label.models import Advice, Application, Meeting, Part, Scheme, Seat, State
from opstap.label.services import meetings as services
from opstap.label.services import seats as seat_services
from opstap.spaces.models import Organisation
from opstap.spaces.models.people import valid_on
from opstap.spaces.services.people import make_sign_in_link

require_form = require_http_methods(["GET", "HEAD", "POST"])


def schemes_of(user: User) -> list[Scheme]:
    """Whose meetings the person sees: those of her secretariat and of her seats."""
    seated = permissions.seats_of(user).values("scheme")
    own = permissions.secretary_schemes(user).values("pk")
    return list(Scheme.objects.filter(Q(pk__in=seated) | Q(pk__in=own)))


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    user = person(request)
    schemes = schemes_of(user)
    if not schemes:
        raise PermissionDenied(_("Meetings are for the secretariat and for who has a seat."))
    found = Meeting.objects.filter(scheme__in=schemes).select_related("scheme").prefetch_related("items")
    context = {"meetings": found, "runs": permissions.secretary_schemes(user)}
    return render(request, "label/meeting_list.html", context)


@require_form
def meeting_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    scheme = permissions.get_scheme_to_run(user, uid)
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        planned = services.plan_meeting(scheme=scheme, by=user, **form.cleaned_data)
        return redirect("label:meeting", uid=planned.uid)
    return render(request, "label/meeting_new.html", {"scheme": scheme, "form": form})


def get_meeting(user: User, uid: UUID) -> tuple[Meeting, bool]:
    """The meeting, and whether she is its secretary; 404 to who has no part in the scheme."""
    found = Meeting.objects.select_related("scheme").filter(uid=uid).first()
    if found is None or found.scheme not in schemes_of(user):
        raise Http404
    return found, permissions.is_secretary(user, found.scheme)


@require_form
def meeting(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The agenda, which prints as one; the secretary writes the minutes here."""
    user = person(request)
    found, is_secretary = get_meeting(user, uid)
    if request.method == "POST" and not is_secretary:
        raise Http404
    which = request.POST.get("what", "")
    agenda = AgendaForm(request.POST if which == "agenda" else None, files=files_to_put(user, found))
    close = CloseForm(request.POST if which == "close" else None)
    if agenda.is_valid() and _tried(
        request,
        agenda,
        lambda: services.put_on_agenda(
            meeting=found, application=agenda.cleaned_data["application"], by=user
        ),
    ):
        return redirect("label:meeting", uid=uid)
    if close.is_valid() and _tried(
        request, close, lambda: services.close_meeting(meeting=found, by=user, **close.cleaned_data)
    ):
        return redirect("label:meeting", uid=uid)
    visible = permissions.visible_files(user)
    items = found.items.select_related("application__space", "application__organisation")
    context = {
        "meeting": found,
        "items": items.filter(application__in=visible),
        "is_secretary": is_secretary and found.closed_at is None,
        "agenda": agenda,
        "close": close,
    }
    return render(request, "label/meeting.html", context)


def files_to_put(user: User, meeting: Meeting) -> QuerySet[Application]:
    """Reviewed files of the scheme that stand on no agenda."""
    files = permissions.visible_files(user).filter(version__scheme=meeting.scheme, state=State.REVIEW)
    return files.filter(reviews__isnull=False).distinct().select_related("space")


def _tried(request: HttpRequest, form: PlainForm, act: Callable[[], object]) -> bool:
    try:
        act()
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    messages.success(request, _("Noted."))
    return True


@require_form
def minute(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    """What the committee advised on one file of the agenda; or the file is taken off it."""
    user = person(request)
    found, is_secretary = get_meeting(user, uid)
    if not is_secretary:
        raise Http404
    item = found.items.select_related("application__space", "meeting").filter(pk=number).first()
    if item is None or not permissions.visible_files(user).filter(pk=item.application_id).exists():
        raise Http404
    form = MinuteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        advice = Advice(form.cleaned_data["advice"])
        if _tried(
            request,
            form,
            lambda: services.minute(item=item, advice=advice, minutes=form.cleaned_data["minutes"], by=user),
        ):
            return redirect("label:meeting", uid=uid)
    return render(request, "label/minute.html", {"meeting": found, "item": item, "form": form})


@require_POST
def agenda_remove(request: HttpRequest, uid: UUID, number: int) -> HttpResponse:
    user = person(request)
    found, is_secretary = get_meeting(user, uid)
    if not is_secretary:
        raise Http404
    item = found.items.select_related("application", "meeting").filter(pk=number).first()
    if item is None:
        raise Http404
    try:
        services.take_off_agenda(item=item, by=user)
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return redirect("label:meeting", uid=uid)


# Seats


@require_form
def seats(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    scheme = permissions.get_scheme_to_run(user, uid)
    organisations = Organisation.objects.filter(network_memberships__network=scheme.network).distinct()
    form = SeatForm(request.POST if request.method == "POST" else None, organisations=organisations)
    if form.is_valid():
        data = form.cleaned_data | {"part": Part(form.cleaned_data["part"])}
        return _show_given(request, user, seat_services.give_seat(scheme=scheme, by=user, **data))
    today = timezone.localdate()
    known = Seat.objects.filter(scheme=scheme).select_related("user", "organisation")
    context = {
        "scheme": scheme,
        "form": form,
        "now": known.filter(valid_on(today)).order_by("part", "user__name"),
        "over": known.filter(valid_until__lt=today).order_by("-valid_until"),
    }
    return render(request, "label/seats.html", context)


def _show_given(request: HttpRequest, user: User, given: seat_services.Given) -> HttpResponse:
    """The link of a person who has never signed in is shown once, on this page, and nowhere kept."""
    added, scheme = given.seat.user, given.seat.scheme
    if added.last_login is not None or not given.is_new_seat:
        words = _("%(name)s has this seat.")
        messages.success(request, words % {"name": added.name})
        return redirect("label:seats", uid=scheme.uid)
    link = make_sign_in_link(person=added, by=user)
    sent = accounts.send_set_password_link(user=added, link=link)
    return render(request, "label/seat_link.html", {"seat": given.seat, "link": link, "sent": sent})


@require_form
def seat_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    seat = Seat.objects.select_related("scheme", "user").filter(uid=uid).first()
    if seat is None:
        raise Http404
    permissions.get_scheme_to_run(user, seat.scheme.uid)
    form = EndSeatForm(
        request.POST if request.method == "POST" else None, initial={"last_day": timezone.localdate()}
    )
    if form.is_valid():
        seat_services.end_seat(seat=seat, by=user, **form.cleaned_data)
        messages.success(request, _("The last day is noted."))
        return redirect("label:seats", uid=seat.scheme.uid)
    return render(request, "label/seat_end.html", {"seat": seat, "form": form})
