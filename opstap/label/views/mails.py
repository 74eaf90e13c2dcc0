"""Mails that did not leave: the secretariat tries again, or says that she told the person otherwise."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from opstap.accounts.permissions import person
from opstap.label import permissions
from opstap.label.models import UnsentMail
from opstap.label.services import posting


@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not permissions.can_write_rules(user):
        raise PermissionDenied(_("Mails of the label are the secretariat's."))
    mails = posting.waiting_in(permissions.secretary_schemes(user))
    return render(request, "label/mail_list.html", {"unsent": mails, "is_list": True})


@require_POST
def mail_again(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    mail = permissions.get_unsent_mail(user, uid)
    if posting.try_again(mail, by=user):
        messages.success(request, _("The mail has left."))
    else:
        messages.warning(request, _("The mail did not leave. Call the person, then say so here."))
    return _back(request, mail)


@require_POST
def mail_told(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    mail = permissions.get_unsent_mail(user, uid)
    if posting.told(mail=mail, by=user):
        messages.success(request, _("Noted: you told the person."))
    else:
        messages.warning(request, _("The person knows already. Nothing was changed."))
    return _back(request, mail)


def _back(request: HttpRequest, mail: UnsentMail) -> HttpResponse:
    """To where the button stood."""
    if "list" in request.POST:
        return redirect("label:mail-list")
    if mail.label is not None:
        return redirect("label:held-record", uid=mail.label.uid)
    assert mail.step is not None
    return redirect("label:file", uid=mail.step.application.uid)
