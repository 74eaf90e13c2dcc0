"""The list of a space's equipment: what is there, added, changed, taken off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opstap.accounts.permissions import person
from opstap.spaces import permissions
from opstap.spaces.forms.equipment import EquipmentLotForm
from opstap.spaces.services.equipment import add_lot, change_lot, remove_lot

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_form
def equipment(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    space = permissions.get_editable_space(user, slug)
    form = EquipmentLotForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        add_lot(by=user, space=space, **form.cleaned_data)
        messages.success(request, _("It is on the list, and counted in the record."))
        return redirect("spaces:equipment", slug=slug)
    context = {"space": space, "form": form, "lots": space.equipment.all()}
    return render(request, "spaces/equipment.html", context)


@require_form
def equipment_lot(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    user = person(request)
    lot = permissions.get_editable_lot(user, slug, uid)
    initial = {name: getattr(lot, name) for name in EquipmentLotForm.Meta.fields}
    form = EquipmentLotForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        changed = change_lot(lot, by=user, **form.cleaned_data)
        messages.success(request, _("Saved.") if changed else _("Nothing changed."))
        return redirect("spaces:equipment", slug=slug)
    context = {"space": lot.space, "form": form, "lot": lot}
    return render(request, "spaces/equipment_lot.html", context)


@require_POST
def equipment_remove(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    user = person(request)
    remove_lot(permissions.get_editable_lot(user, slug, uid), by=user)
    messages.success(request, _("It is off the list."))
    return redirect("spaces:equipment", slug=slug)
