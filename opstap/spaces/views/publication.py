"""Two buttons of the record: the record is right, and take it off the public pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opstap.accounts.permissions import person
from opstap.spaces.permissions import get_editable_space
from opstap.spaces.services.publication import confirm_space, hide_space


@require_POST
def space_confirm(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    confirm_space(get_editable_space(user, slug), by=user)
    messages.success(request, _("Thank you. The record is confirmed and everybody can find the space."))
    return redirect("spaces:space-record", slug=slug)


@require_POST
def space_hide(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    hide_space(get_editable_space(user, slug), by=user)
    messages.success(request, _("The public no longer sees this space. The record is kept."))
    return redirect("spaces:space-record", slug=slug)
