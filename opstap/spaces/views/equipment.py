"""The list of a space's equipment: what is there, added, changed, taken off."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.permissions import person
from opstap.core.downloads import KINDS, table_file
from opstap.spaces import permissions
from opstap.spaces.forms.equipment import EquipmentListForm, EquipmentLotForm
from opstap.spaces.models.equipment import COUNTED_FOR
from opstap.spaces.services.equipment import add_lot, change_lot, remove_lot, replace_lots, say_still_right
from opstap.spaces.services.equipment_lists import FILE_COLUMNS, file_rows

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
    today = timezone.localdate(timezone=space.zone)
    context = {
        "space": space,
        "form": form,
        "lots": space.equipment.all(),
        "is_stale": space.equipment.counted_before(today - COUNTED_FOR).exists(),
        "formats": [(kind, kind.upper()) for kind in KINDS],
    }
    return render(request, "spaces/equipment.html", context, status=400 if form.errors else 200)


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
    return render(request, "spaces/equipment_lot.html", context, status=400 if form.errors else 200)


@require_POST
def equipment_remove(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    user = person(request)
    remove_lot(permissions.get_editable_lot(user, slug, uid), by=user)
    messages.success(request, _("It is off the list."))
    return redirect("spaces:equipment", slug=slug)


@require_POST
def equipment_right(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody has counted: the whole list is right today."""
    user = person(request)
    say_still_right(permissions.get_editable_space(user, slug), by=user)
    messages.success(request, _("Thank you. The list counts as counted today."))
    return redirect("spaces:equipment", slug=slug)


@require_safe
def equipment_export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The list as CSV, XLSX or ODS, as it is brought in again; 404 for another format."""
    space = permissions.get_editable_space(person(request), slug)
    if kind not in KINDS:
        raise Http404
    rows = file_rows(space.equipment.all())
    return table_file(
        kind, name=f"equipment-{space.slug}", title=_("Equipment"), columns=FILE_COLUMNS, rows=rows
    )


@require_form
def equipment_list(request: HttpRequest, slug: str) -> HttpResponse:
    """A list that takes the place of the one there is: tried, then written."""
    user = person(request)
    space = permissions.get_editable_space(user, slug)
    is_sent = request.method == "POST"
    form = EquipmentListForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, space=space
    )
    if is_sent and form.may_be_written:
        wanted = [line.values for line in form.lines if not line.problem]
        added, gone = replace_lots(space=space, by=user, wanted=wanted)
        said = _("The list is this one now: %(added)s lines are new, %(gone)s are off it.")
        messages.success(request, said % {"added": added, "gone": gone})
        return redirect("spaces:equipment", slug=slug)
    right = len(form.lines) - len(form.problems)
    context = {
        "space": space,
        "form": form,
        "lines": form.lines,
        "right": right,
        "problems": len(form.problems),
    }
    return render(request, "spaces/equipment_list.html", context, status=400 if form.errors else 200)
