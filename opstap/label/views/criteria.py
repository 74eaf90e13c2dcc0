"""The criteria of a draft, one a page."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opstap.accounts.permissions import person
from opstap.core.texts import say
from opstap.label import permissions
from opstap.label.forms.schemes import answers_of, criterion_form
from opstap.label.models import CriterionKind
from opstap.label.services.criteria import (
    add_criterion,
    change_criterion,
    move_criterion,
    remove_criterion,
)

require_form = require_http_methods(["GET", "HEAD", "POST"])


def _kind(request: HttpRequest, otherwise: str = "") -> str:
    """The kind that was chosen on the first page, or sent with the form; unknown ones count as none."""
    said = request.POST.get("kind") or request.GET.get("kind") or ""
    return said if said in CriterionKind.values else otherwise


@require_form
def criterion_new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """First how it is shown; then the criterion itself."""
    user = person(request)
    version = permissions.get_version_to_write(user, uid)
    kind = _kind(request)
    context = {"version": version, "kinds": CriterionKind.choices}
    if not kind:
        status = 400 if request.method == "POST" else 200
        return render(request, "label/criterion_kind.html", context, status=status)
    initial = {
        "kind": kind,
        "weight": 3,
        "on_failure": "repairable",
        "operator": "at_least",
        "window_days": 28,
    }
    form = criterion_form(kind, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        code = slugify(say(form.cleaned_data["texts"], "en")) or "criterion"
        try:
            add_criterion(version=version, by=user, code=code, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("The criterion is added."))
            return redirect("label:version", uid)
    context |= {"form": form, "kind": CriterionKind(kind)}
    return render(request, "label/criterion_edit.html", context, status=400 if form.is_bound else 200)


@require_form
def criterion_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    criterion = permissions.get_criterion_to_write(user, uid)
    kind = _kind(request, criterion.kind)
    initial = answers_of(criterion) | {"kind": kind}
    form = criterion_form(kind, request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            change_criterion(criterion=criterion, by=user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("label:version", criterion.version.uid)
    context = {
        "version": criterion.version,
        "criterion": criterion,
        "form": form,
        "kind": CriterionKind(kind),
        "kinds": CriterionKind.choices,
    }
    return render(request, "label/criterion_edit.html", context, status=400 if form.is_bound else 200)


@require_POST
def criterion_move(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    criterion = permissions.get_criterion_to_write(user, uid)
    try:
        move_criterion(criterion=criterion, by=user, up=request.POST.get("to") == "up")
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    return redirect("label:version", criterion.version.uid)


@require_form
def criterion_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    criterion = permissions.get_criterion_to_write(user, uid)
    version = criterion.version
    if request.method == "POST":
        try:
            remove_criterion(criterion=criterion, by=user)
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
        else:
            messages.success(request, _("The criterion is removed."))
        return redirect("label:version", version.uid)
    return render(request, "label/criterion_remove.html", {"version": version, "criterion": criterion})
