"""Help on somebody's own accounts: the sheet to read, hear, print and sign, and the register of sheets."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.permissions import person
from opstap.desk import services
from opstap.desk.forms import ConsentForm
from opstap.desk.models import ConsentSheet
from opstap.desk.services.acts import day_of
from opstap.desk.services.consent import rules
from opstap.spaces.permissions import get_desk_space

SHOWN_WITHDRAWN = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, slug: str) -> HttpResponse:
    """The register: sheets that the space keeps, those that end soon first; a form to note a signed one."""
    user = person(request)
    space = get_desk_space(user, slug)
    today = day_of(space, timezone.now())
    initial = {"given_on": today, "language": get_language()}
    form = ConsentForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            sheet = services.give_sheet(space=space, by=user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Noted. Write the number %(n)s on the sheet.") % {"n": sheet.number})
            return redirect("desk:consent", slug)
    sheets = ConsentSheet.objects.at(space)
    soon = today + timedelta(days=rules().warn_days)
    context = {
        "space": space,
        "form": form,
        "today": today,
        "expiring": sheets.expiring_by(soon).order_by("expires_on", "number"),
        "good": sheets.kept().filter(expires_on__gt=soon),
        "withdrawn": sheets.filter(withdrawn_on__isnull=False)[:SHOWN_WITHDRAWN],
        "rules": rules(),
    }
    return render(request, "desk/consent.html", context, status=400 if form.is_bound else 200)


@require_POST
def consent_withdraw(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    user = person(request)
    space = get_desk_space(user, slug)
    sheet = ConsentSheet.objects.at(space).select_related("space").filter(uid=uid).first()
    if sheet is None:
        raise Http404
    services.withdraw_sheet(sheet=sheet, by=user)
    messages.success(request, _("Taken back. Destroy the paper with the number %(n)s.") % {"n": sheet.number})
    return redirect("desk:consent", slug)


@require_safe
def consent_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheet itself, in the language of the page: one A4 page."""
    space = get_desk_space(person(request), slug)
    context = {"space": space, "rules": rules(), "body_class": "sheet"}
    return render(request, "desk/consent_sheet.html", context)
