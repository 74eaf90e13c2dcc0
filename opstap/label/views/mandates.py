"""Mandates: what is entrusted to whom, for everybody; and the secretariat's pages to write them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.label.forms.mandate import MandateEndForm, MandateForm
from opstap.label.models import Mandate
from opstap.label.pieces import LARGEST
from opstap.label.services import mandates
from opstap.label.services.pieces import take
from opstap.label.views.pieces import attached
from opstap.spaces.models import Role
from opstap.spaces.permissions import known_organisations, networks_of
from opstap.territory.models import Network

require_form = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 50


def _all() -> QuerySet[Mandate]:
    return Mandate.objects.select_related("authority", "organisation", "network")


@login_not_required
@require_safe
def mandate_list(request: HttpRequest) -> HttpResponse:
    """Public ones; the secretariat also sees what it is writing."""
    found, own = Q(is_public=True), []
    if isinstance(request.user, User):
        own = networks_of(request.user, Role.REGION_OFFICER)
        found |= Q(network__in=own)
    page = Paginator(_all().filter(found), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "today": timezone.localdate(), "networks": own}
    return render(request, "label/mandate_list.html", context)


@login_not_required
@require_safe
def mandate_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    mandate, user = _readable(request, uid), request.user
    today = timezone.localdate()
    context = {
        "mandate": mandate,
        "spaces": mandate.spaces.order_by("folded_name"),
        "writes": isinstance(user, User) and _writes(user, mandate.network),
        "is_over": mandate.valid_until is not None and mandate.valid_until < today,
    }
    return render(request, "label/mandate_page.html", context)


def _readable(request: HttpRequest, uid: UUID) -> Mandate:
    """A public mandate; for the secretariat and the organisation also one being written; or 404."""
    mandate, user = get_object_or_404(_all(), uid=uid), request.user
    writes = isinstance(user, User) and _writes(user, mandate.network)
    if not mandate.is_public and not writes and not _is_entrusted(user, mandate):
        raise Http404
    return mandate


def _writes(user: User, network: Network) -> bool:
    return network in networks_of(user, Role.REGION_OFFICER)


def _is_entrusted(user: Any, mandate: Mandate) -> bool:
    """The organisation reads what is being written for it."""
    if not isinstance(user, User):
        return False
    return known_organisations(user).filter(pk=mandate.organisation_id).exists()


def _to_write(user: User, uid: UUID) -> Mandate:
    """404 to strangers, 403 to who knows the organisation but is not the secretariat."""
    mandate = get_object_or_404(_all(), uid=uid)
    if not _writes(user, mandate.network):
        if not _is_entrusted(user, mandate):
            raise Http404
        raise PermissionDenied(_("Only the secretariat writes mandates."))
    return mandate


@require_form
def mandate_new(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    network = next((one for one in networks_of(user, Role.REGION_OFFICER) if one.slug == slug), None)
    if network is None:
        raise Http404
    return _form(request, Mandate(network=network), user)


@require_form
def mandate_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    mandate = _to_write(user, uid)
    if mandate.is_public:
        messages.warning(request, _("A public mandate is not rewritten: let it end, and write a new one."))
        return redirect("label:mandate-page", uid=uid)
    return _form(request, mandate, user)


def _form(request: HttpRequest, mandate: Mandate, user: User) -> HttpResponse:
    posted = request.method == "POST"
    form = MandateForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        instance=mandate,
        network=mandate.network,
    )
    if form.is_valid() and _keep(form, user):
        messages.success(request, _("The mandate is kept. It is not public yet."))
        return redirect("label:mandate-page", uid=mandate.uid)
    context = {"form": form, "mandate": mandate}
    return render(request, "label/mandate_form.html", context, status=400 if form.errors else 200)


def _keep(form: MandateForm, user: User) -> bool:
    """False when the document was refused; the form says why."""
    sent, document = form.cleaned_data["document"], None
    if sent:
        try:
            document = take(sent.name, sent.read(LARGEST + 1))
        except ValidationError as refused:
            form.add_error("document", refused)
            return False
    mandates.write_mandate(
        mandate=form.save(commit=False),
        spaces=list(form.cleaned_data["spaces"]),
        changed=form.changed_data,
        document=document,
        by=user,
    )
    return True


@login_not_required
@require_safe
def mandate_document(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The document as a file to keep, for whoever may read the mandate."""
    mandate = _readable(request, uid)
    if not mandate.document_sha256:
        raise Http404
    return attached(mandate.document_name, mandate.document_sha256)


@require_POST
def mandate_publish(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    mandates.publish_mandate(mandate=_to_write(user, uid), by=user)
    messages.success(request, _("The mandate is public."))
    return redirect("label:mandate-page", uid=uid)


@require_form
def mandate_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    mandate = _to_write(user, uid)
    form = MandateEndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            mandates.end_mandate(mandate=mandate, by=user, **form.cleaned_data)
        except ValueError:
            form.add_error("last_day", _("The last day comes before the first day."))
        else:
            messages.success(request, _("The last day is noted."))
            return redirect("label:mandate-page", uid=uid)
    context = {"form": form, "mandate": mandate, "ends": True}
    return render(request, "label/mandate_form.html", context, status=400 if form.errors else 200)
