"""The network's list of e-services: kept by its coordinator."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.permissions import person
from opstap.desk import services
from opstap.desk.forms import EServiceListForm
from opstap.desk.permissions import e_service_networks as kept_networks
from opstap.desk.permissions import get_e_service, get_e_service_network


@require_safe
def e_service_networks(request: HttpRequest) -> HttpResponse:
    networks = kept_networks(person(request))
    if len(networks) == 1:
        return redirect("e_services:list", networks[0].slug)
    return render(request, "desk/e_service_networks.html", {"networks": networks})


@require_http_methods(["GET", "HEAD", "POST"])
def e_services(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, and its last line to add one; or to begin with the usual ones."""
    user = person(request)
    network = get_e_service_network(user, slug)
    form = EServiceListForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and "usual" in request.POST:
        services.starting_e_services(network, user)
        messages.success(request, _("The usual services are on the list."))
        return redirect("e_services:list", network.slug)
    if form.is_valid():
        services.add_e_service(network=network, by=user, **form.cleaned_data)
        messages.success(request, _("Added."))
        return redirect("e_services:list", network.slug)
    context = {
        "network": network,
        "services": network.e_services.all(),
        "lacks_usual": bool(services.missing_e_services(network)),
        "form": form,
        "today": timezone.localdate(),
    }
    return render(request, "desk/e_services.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def e_service(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    """Rename one, or give it a last day."""
    user = person(request)
    service = get_e_service(user, slug, uid)
    initial = {name: getattr(service, name) for name in ("names", "valid_until", "reveals")}
    form = EServiceListForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        services.change_e_service(service=service, by=user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("e_services:list", slug)
    context = {"service": service, "network": service.network, "form": form}
    return render(request, "desk/e_service.html", context, status=400 if form.is_bound else 200)


@require_POST
def e_service_move(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    user = person(request)
    service = get_e_service(user, slug, uid)
    services.move_e_service(service=service, by=user, up=request.POST.get("to") == "up")
    return redirect("e_services:list", slug)
