"""The secretariat brings in labels that were awarded earlier: try, look, write."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from opstap.accounts.permissions import person
from opstap.label.forms.earlier import EarlierForm
from opstap.label.permissions import secretary_schemes
from opstap.label.services.earlier import import_list
from opstap.spaces.models import Role
from opstap.spaces.permissions import has_role


@require_http_methods(["GET", "HEAD", "POST"])
def earlier_import(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not has_role(user, Role.REGION_OFFICER, Role.ADMINISTRATOR):
        raise PermissionDenied(_("Only the secretariat brings in labels."))
    is_sent = request.method == "POST"
    form = EarlierForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, schemes=secretary_schemes(user)
    )
    if is_sent and form.may_be_written:
        number = len(import_list(lines=form.lines, by=user))
        words = ngettext("{n} label is brought in.", "{n} labels are brought in.", number)
        messages.success(request, words.format(n=number))
        return redirect("label:label-list")
    right = len(form.lines) - len(form.problems)
    context = {"form": form, "lines": form.lines, "right": right, "problems": len(form.problems)}
    return render(request, "label/earlier_import.html", context, status=400 if form.errors else 200)
