"""The quick templates of a space: its coordinator adds, changes, orders and retires them."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opstap.accounts.permissions import person
from opstap.desk import services
from opstap.desk.forms import TemplateForm
from opstap.desk.models import HelpTemplate
from opstap.desk.permissions import get_space_to_arrange, get_template


@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: HttpRequest, slug: str) -> HttpResponse:
    """The list in the order of the desk, and a form to add one."""
    user = person(request)
    space = get_space_to_arrange(user, slug)
    form = TemplateForm(request.POST if request.method == "POST" else None, space=space)
    if form.is_valid():
        try:
            services.add_template(space=space, by=user, **_said(form))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Added. It stands at the desk now."))
            return redirect("desk:templates", space.slug)
    context = {"space": space, "templates": HelpTemplate.objects.offered_at(space), "form": form}
    return render(request, "desk/templates.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def template(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Change one, or retire it."""
    user = person(request)
    chosen = get_template(user, slug, uid)
    if "retire" in request.POST:
        services.retire_template(template=chosen, by=user)
        messages.success(request, _("Retired. Help noted with it stays."))
        return redirect("desk:templates", slug)
    initial = {"name": chosen.name} | chosen.preset
    form = TemplateForm(
        request.POST if request.method == "POST" else None, space=chosen.space, initial=initial
    )
    if form.is_valid():
        try:
            services.change_template(template=chosen, by=user, **_said(form))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:templates", slug)
    context = {"space": chosen.space, "template": chosen, "form": form}
    return render(request, "desk/template.html", context, status=400 if form.is_bound else 200)


@require_POST
def template_move(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    user = person(request)
    chosen = get_template(user, slug, uid)
    services.move_template(template=chosen, by=user, up=request.POST.get("to") == "up")
    return redirect("desk:templates", slug)


def _said(form: TemplateForm) -> dict[str, Any]:
    return {"name": form.cleaned_data["name"], "preset": form.preset()}
