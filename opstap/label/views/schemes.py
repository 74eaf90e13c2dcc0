"""The rules of a label for its secretariat: versions, their texts and terms, preview, publishing."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.permissions import person
from opstap.label import comparing, permissions
from opstap.label.forms.schemes import PARTS, PublishForm, version_form
from opstap.label.models import SchemeVersion
from opstap.label.services.versions import change_version, copy_version, publish_version, remove_draft
from opstap.label.showing_rules import compared_shown, criteria_shown, terms_shown

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def schemes(request: HttpRequest) -> HttpResponse:
    user = person(request)
    permissions.must_write_rules(user)
    found = permissions.secretary_schemes(user).select_related("network")
    today = timezone.localdate()
    in_force = set(SchemeVersion.objects.in_force(today))
    shown = [
        (scheme, [(version, version in in_force) for version in reversed(scheme.versions.all())])
        for scheme in found.prefetch_related("versions")
    ]
    return render(request, "label/schemes.html", {"schemes": shown, "today": today})


@require_safe
def version(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One version with its criteria; a draft can be changed from here."""
    found = permissions.get_version_to_write(person(request), uid)
    context = {
        "version": found,
        "terms": terms_shown(found),
        "criteria": criteria_shown(found),
        "today": timezone.localdate(),
        "is_in_force": SchemeVersion.objects.in_force(timezone.localdate()).filter(pk=found.pk).exists(),
    }
    return render(request, "label/version.html", context)


@require_POST
def version_copy(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    draft = copy_version(version=permissions.get_version_to_write(user, uid), by=user)
    messages.success(request, _("The draft is there, with everything of the older version."))
    return redirect("label:version", draft.uid)


@require_form
def version_edit(request: HttpRequest, uid: UUID, part: str) -> HttpResponse:
    user = person(request)
    found = permissions.get_version_to_write(user, uid)
    if part not in PARTS:
        raise Http404
    form = version_form(part, request.POST if request.method == "POST" else None, instance=_fresh(found))
    if form.is_valid():
        try:
            change_version(version=found, by=user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("label:version", uid)
    context = {"version": found, "part": part, "form": form}
    return render(request, "label/version_edit.html", context, status=400 if form.is_bound else 200)


def _fresh(version: SchemeVersion) -> SchemeVersion:
    """The form writes into its instance: the service compares with another one."""
    return SchemeVersion.objects.get(pk=version.pk)


@require_form
def version_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    found = permissions.get_version_to_write(user, uid)
    if request.method == "POST":
        try:
            remove_draft(version=found, by=user)
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
            return redirect("label:version", uid)
        messages.success(request, _("The draft is thrown away."))
        return redirect("label:schemes")
    return render(request, "label/version_remove.html", {"version": found})


@require_safe
def version_preview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Which of today's spaces would pass this version, beside the version in force."""
    found = permissions.get_version_to_write(person(request), uid)
    today = timezone.localdate()
    current = SchemeVersion.objects.in_force(today).filter(scheme=found.scheme).exclude(pk=found.pk).first()
    rows = comparing.preview(found, current, comparing.spaces_of(found.scheme.network, today), today)
    context = {"version": found, "current": current, "today": today} | compared_shown(rows)
    return render(request, "label/version_preview.html", context)


@require_form
def version_publish(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    found = permissions.get_version_to_write(user, uid)
    form = PublishForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = publish_version(version=found, by=user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("valid_from", refused)
        else:
            messages.success(request, _("The version is published. It can no longer be changed."))
            return redirect("label:version", made.uid)
    context = {"version": found, "form": form}
    return render(request, "label/version_publish.html", context, status=400 if form.is_bound else 200)
