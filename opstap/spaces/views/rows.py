"""The lists of a record, all in one way: what is there, a form to add, a page to change or take off each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from opstap.accounts.permissions import person
from opstap.spaces import permissions
from opstap.spaces.forms.price import PriceRuleForm
from opstap.spaces.forms.reserved import ReservedForm
from opstap.spaces.forms.room import RoomForm
from opstap.spaces.models import PriceRule, ReservedTime, Room, Space
from opstap.spaces.said.prices import price_lines
from opstap.spaces.said.reserved import when_words
from opstap.spaces.said.rooms import room_facts
from opstap.spaces.said.whom import reserved_words
from opstap.spaces.services.rows import add_row, change_row, remove_row

require_form = require_http_methods(["GET", "HEAD", "POST"])
MOST = 40
"""Rows of one list of one space."""


@dataclass(frozen=True)
class Listing:
    """One list. `said(row)`: its name, and what else there is to say in sentences."""

    rows: type[Any]
    form: type[Any]
    title: Any
    lead: Any
    empty: Any
    add: Any
    icon: str
    said: Callable[[Any], tuple[str, list[str]]]


LISTS: dict[str, Listing] = {
    "reserved": Listing(
        ReservedTime,
        ReservedForm,
        gettext_lazy("Reserved hours"),
        gettext_lazy("Parts of the opening hours that are for some people only."),
        gettext_lazy("The opening hours are for everybody"),
        gettext_lazy("Reserve a part of the week"),
        "p-clock",
        lambda row: (when_words(row), [reserved_words(row)]),
    ),
    "prices": Listing(
        PriceRule,
        PriceRuleForm,
        gettext_lazy("Prices"),
        gettext_lazy("What costs what. “Free” on the public page follows what a computer and help cost."),
        gettext_lazy("No price is listed yet"),
        gettext_lazy("Add a price"),
        "p-price-paid",
        lambda row: (price_lines([row])[0], []),
    ),
    "rooms": Listing(
        Room,
        RoomForm,
        gettext_lazy("Rooms"),
        gettext_lazy("What is where, and what for. The public page shows it."),
        gettext_lazy("No room is listed yet"),
        gettext_lazy("Add a room"),
        "p-door",
        lambda row: (str(row), room_facts(row)),
    ),
}
"""Name in the address → list."""


def _listing(kind: str) -> Listing:
    if kind not in LISTS:
        raise Http404
    return LISTS[kind]


def _today(space: Space) -> date:
    return timezone.localdate(timezone=space.zone)


@require_form
def row_list(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    user, listing = person(request), _listing(kind)
    space = permissions.get_editable_space(user, slug)
    form = listing.form(request.POST if request.method == "POST" else None, space=space, today=_today(space))
    found = list(listing.rows._default_manager.filter(space=space))
    if form.is_valid() and len(found) >= MOST:
        form.add_error(None, _("At most %(n)s lines. Take one off first.") % {"n": MOST})
    if form.is_valid():
        add_row(listing.rows, space=space, by=user, **form.columns())
        messages.success(request, _("It is on the list."))
        return redirect("spaces:row-list", slug=slug, kind=kind)
    lines = [(row, *listing.said(row)) for row in found]
    context = {"space": space, "form": form, "kind": kind, "listing": listing, "lines": lines}
    return render(request, "spaces/rows.html", context, status=400 if form.errors else 200)


@require_form
def row(request: HttpRequest, slug: str, kind: str, uid: UUID) -> HttpResponse:
    user, listing = person(request), _listing(kind)
    found = permissions.get_editable_row(user, slug, listing.rows, uid)
    asked = request.POST if request.method == "POST" else None
    form = listing.form(asked, space=found.space, today=_today(found.space), row=found)
    if form.is_valid():
        changed = change_row(found, by=user, **form.columns())
        messages.success(request, _("Saved.") if changed else _("Nothing changed."))
        return redirect("spaces:row-list", slug=slug, kind=kind)
    name, _facts = listing.said(found)
    context = {"space": found.space, "form": form, "kind": kind, "listing": listing, "row": found}
    return render(request, "spaces/row.html", context | {"name": name}, status=400 if form.errors else 200)


@require_POST
def row_remove(request: HttpRequest, slug: str, kind: str, uid: UUID) -> HttpResponse:
    user, listing = person(request), _listing(kind)
    remove_row(permissions.get_editable_row(user, slug, listing.rows, uid), by=user)
    messages.success(request, _("It is off the list."))
    return redirect("spaces:row-list", slug=slug, kind=kind)
