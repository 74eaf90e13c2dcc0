"""The computers of a desk: enrolling and revoking, one's PIN, and "Who are you?" at the shared one."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from opstap.accounts.permissions import person
from opstap.desk import services
from opstap.desk.forms.computers import ComputerForm, PinForm, WhoForm
from opstap.desk.models import DeskDevice
from opstap.desk.permissions import get_led_desk
from opstap.desk.views.scripts import script_context
from opstap.desk.views.sender import COOKIE, computer_of, for_the_computer
from opstap.spaces.permissions import get_desk_space

KEPT = 400 * 24 * 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def computers(request: HttpRequest, slug: str) -> HttpResponse:
    """The computers of the space; the browser in use is enrolled here."""
    user = person(request)
    space = get_led_desk(user, slug)
    form = ComputerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _device, token = services.enrol_computer(space=space, by=user, name=form.cleaned_data["name"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            said = _("This computer belongs to the desk now. Sign out: people say by PIN who they are.")
            messages.success(request, said)
            return _with_cookie(redirect("desk:computers", space.slug), token)
    devices = DeskDevice.objects.filter(space=space).select_related("enrolled_by", "revoked_by", "person")
    known = services.computer_with(request.COOKIES.get(COOKIE, ""))
    context = {"space": space, "form": form, "devices": devices, "this": known}
    return render(request, "desk/computers.html", context, status=400 if form.is_bound else 200)


def _with_cookie(response: HttpResponse, token: str) -> HttpResponse:
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, token, max_age=KEPT, httponly=True, samesite="Strict", secure=secure)
    return response


@require_POST
def computer_revoke(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    user = person(request)
    space = get_led_desk(user, slug)
    device = DeskDevice.objects.filter(space=space, uid=uid).first()
    if device is None:
        raise Http404
    services.revoke_computer(device=device, by=user)
    messages.success(request, _("Revoked. This computer opens the desk no more."))
    return redirect("desk:computers", space.slug)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own PIN. Only after signing in with the password: never at the shared computer."""
    user = person(request)
    space = get_desk_space(user, slug)
    form = PinForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.set_pin(space=space, by=user, pin=form.cleaned_data["pin"])
        messages.success(request, _("Your PIN is set."))
        return redirect("desk:desk", space.slug)
    return render(
        request, "desk/pin.html", {"space": space, "form": form}, status=400 if form.is_bound else 200
    )


@for_the_computer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is at this computer? Somebody who signed in with her password is known already."""
    device = computer_of(request)
    if device is None:
        return redirect("desk:desk", get_desk_space(person(request), slug).slug)
    form = WhoForm(request.POST if request.method == "POST" else None, space=device.space)
    if form.is_valid():
        try:
            services.choose_person(device=device, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            rotate_token(request)
            return redirect("desk:desk", slug)
    context = script_context(device.space) | {"device": device, "form": form}
    return render(request, "desk/who.html", context, status=400 if form.is_bound else 200)


@for_the_computer
@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """I leave the desk."""
    device = computer_of(request)
    if device is None:
        return redirect("desk:desk", get_desk_space(person(request), slug).slug)
    services.leave_computer(device=device)
    rotate_token(request)
    return redirect("desk:desk", slug)  # which asks who is next
