"""Which free programs a space has on its machines: said by who keeps its record."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opstap.accounts.permissions import person
from opstap.network.forms import InUseForm
from opstap.network.in_use import sayable_at
from opstap.network.services.catalogue import say_what_is_in_use
from opstap.spaces.permissions import get_editable_space


@require_http_methods(["GET", "HEAD", "POST"])
def in_use(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    space = get_editable_space(user, slug)
    today = timezone.localdate(timezone=space.zone)
    form = InUseForm(
        request.POST if request.method == "POST" else None,
        programs=sayable_at(space, today),
        in_use=list(space.programs_in_use.all()),
    )
    if form.is_valid():
        touched = say_what_is_in_use(space=space, by=user, in_use=form.said(), today=today)
        messages.success(request, _("Saved.") if touched else _("Nothing changed."))
        return redirect("spaces:space-record", slug)
    context = {"space": space, "form": form, "lines": list(form.lines())}
    return render(request, "network/in_use.html", context, status=400 if form.errors else 200)
