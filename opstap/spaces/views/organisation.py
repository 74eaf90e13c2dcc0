"""Organisations, with or without spaces: the list, the record, a new one."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opstap.accounts.permissions import person
from opstap.core.folding import fold
from opstap.spaces import permissions
from opstap.spaces.forms.organisation import NewOrganisationForm, OrganisationForm
from opstap.spaces.links import links_of_organisation
from opstap.spaces.models import NetworkMembership, Organisation, Post
from opstap.spaces.models.people import valid_on
from opstap.spaces.services.organisation import change_organisation, create_organisation
from opstap.spaces.services.posts import fte_by_group
from opstap.spaces.trail import last_changes

require_form = require_http_methods(["GET", "HEAD", "POST"])

A_PAGE = 50


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    user = person(request)
    editable = list(permissions.editable_organisations(user))
    if not editable and not permissions.can_add_organisation(user):
        raise PermissionDenied(_("The network and the coordinators keep the list of organisations."))
    words = fold(request.GET.get("q", ""))
    found = [one.pk for one in editable if words in fold(" ".join(one.names.values()))]
    counted = Organisation.objects.filter(pk__in=found).annotate(number_of_spaces=Count("spaces"))
    context = {
        "page": Paginator(counted.order_by("import_key", "pk"), A_PAGE).get_page(request.GET.get("page")),
        "q": request.GET.get("q", ""),
        "many": len(editable) > A_PAGE,
        "can_add": permissions.can_add_organisation(user),
    }
    return render(request, "spaces/organisation_list.html", context)


@require_safe
def organisation_record(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    organisation = permissions.get_editable_organisation(user, uid)
    today = timezone.localdate()
    member = Q(organisation=organisation) & valid_on(today)
    context = {
        "organisation": organisation,
        "spaces": organisation.spaces.order_by("folded_name"),
        "networks": NetworkMembership.objects.filter(member).select_related("network"),
        "fte": fte_by_group(Post.objects.filter(organisation=organisation).in_force(today)),
        "changes": last_changes(organisation.uid),
        "links": links_of_organisation(user, organisation),
    }
    return render(request, "spaces/organisation_record.html", context)


@require_form
def organisation_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    organisation = permissions.get_editable_organisation(user, uid)
    form = OrganisationForm(
        request.POST if request.method == "POST" else None, instance=Organisation.objects.get(uid=uid)
    )
    if not form.is_valid():
        context = {"form": form, "organisation": organisation}
        return render(request, "spaces/organisation_edit.html", context)
    changed = change_organisation(organisation, by=user, **form.columns())
    messages.success(request, _("Saved.") if changed else _("Nothing changed."))
    return redirect("spaces:organisation-record", uid=uid)


@require_form
def organisation_new(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not permissions.can_add_organisation(user):
        raise PermissionDenied(_("The network adds organisations."))
    form = NewOrganisationForm(request.POST if request.method == "POST" else None, user=user)
    if not form.is_valid():
        return render(request, "spaces/organisation_edit.html", {"form": form})
    organisation = create_organisation(by=user, **form.columns())
    messages.success(request, _("The organisation is added."))
    return redirect("spaces:organisation-record", uid=organisation.uid)
