"""The catalogue of free software of a network: kept by its coordinator."""

import uuid

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from opstap.accounts.permissions import person
from opstap.network import permissions
from opstap.network.forms import FreeProgramForm, ProgramListForm
from opstap.network.services.catalogue import (
    ProgramKnownError,
    add_program,
    add_shipped,
    change_program,
    missing_shipped,
)
from opstap.network.services.program_lists import write_program_list
from opstap.spaces.models import Space

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def software_networks(request: HttpRequest) -> HttpResponse:
    networks = permissions.software_networks(person(request))
    if len(networks) == 1:
        return redirect("network:software", networks[0].slug)
    return render(request, "network/software_networks.html", {"networks": networks})


@require_form
def software(request: HttpRequest, slug: str) -> HttpResponse:
    """The catalogue with how many spaces use what; and, sent, the programs that come along."""
    user = person(request)
    network = permissions.get_software_network(user, slug)
    if request.method == "POST":
        number = len(add_shipped(network, by=user))
        words = ngettext("{n} program is added.", "{n} programs are added.", number)
        messages.success(request, words.format(n=number))
        return redirect("network:software", slug)
    spaces = Space.objects.of_network(network)
    context = {
        "network": network,
        "programs": network.free_programs.annotate(places=Count("uses")),
        "missing": len(missing_shipped(network)),
        "spaces": spaces.count(),
        "using": spaces.filter(programs_in_use__isnull=False).distinct().count(),
        "today": timezone.localdate(),
    }
    return render(request, "network/software.html", context)


@require_form
def program_new(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    network = permissions.get_software_network(user, slug)
    form = FreeProgramForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            added = add_program(network=network, by=user, **form.cleaned_data)
        except ProgramKnownError:
            form.add_error("name", _("The catalogue has a program of this name."))
        else:
            messages.success(request, _("“%(name)s” is in the catalogue.") % {"name": added.name})
            return redirect("network:software", slug)
    context = {"network": network, "form": form}
    return render(request, "network/program.html", context, status=400 if form.errors else 200)


@require_form
def program(request: HttpRequest, slug: str, uid: uuid.UUID) -> HttpResponse:
    user = person(request)
    found = permissions.get_program(user, slug, uid)
    form = FreeProgramForm(request.POST if request.method == "POST" else None, program=found)
    if form.is_valid():
        try:
            changed = change_program(found, by=user, **form.cleaned_data)
        except ProgramKnownError:
            form.add_error("name", _("The catalogue has a program of this name."))
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing changed."))
            return redirect("network:software", slug)
    context = {"network": found.network, "program": found, "form": form}
    return render(request, "network/program.html", context, status=400 if form.errors else 200)


@require_form
def program_list(request: HttpRequest, slug: str) -> HttpResponse:
    """A list of programs: tried, then written."""
    user = person(request)
    network = permissions.get_software_network(user, slug)
    is_sent = request.method == "POST"
    form = ProgramListForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, network=network
    )
    if is_sent and form.may_be_written:
        number = write_program_list(lines=form.lines, network=network, by=user)
        words = ngettext("{n} program is new or changed.", "{n} programs are new or changed.", number)
        messages.success(request, words.format(n=number))
        return redirect("network:software", slug)
    right = len(form.lines) - len(form.problems)
    context = {
        "network": network,
        "form": form,
        "lines": form.lines,
        "right": right,
        "problems": len(form.problems),
    }
    return render(request, "network/program_list.html", context, status=400 if form.errors else 200)
