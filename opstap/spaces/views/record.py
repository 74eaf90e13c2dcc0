"""My spaces, the record of one, its pages one thing at a time, a new one."""

from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.core.downloads import KINDS, table_file
from opstap.core.folding import fold
from opstap.core.texts import say
from opstap.spaces import permissions
from opstap.spaces.building import answered_on, said_of
from opstap.spaces.completeness import Lack, lacks
from opstap.spaces.forms.record import PARTS, NewSpaceForm
from opstap.spaces.links import links_of_space
from opstap.spaces.models import ErrorReport, Publication, Space
from opstap.spaces.models.space import SpaceQuerySet
from opstap.spaces.said.prices import price_lines
from opstap.spaces.said.reserved import reserved_lines
from opstap.spaces.said.rooms import room_facts
from opstap.spaces.said.whom import welcome_words
from opstap.spaces.services.operations import operators_of
from opstap.spaces.services.record import change_space, create_space
from opstap.spaces.status import Status, statuses
from opstap.spaces.trail import last_changes
from opstap.spaces.week_words import Line, week_lines

require_form = require_http_methods(["GET", "HEAD", "POST"])

A_PAGE = 25
UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class SpaceLine:
    """A line of the list of spaces."""

    space: Space
    status: Status
    lacks: list[Lack]
    can_edit: bool
    reported: int
    """How many errors found by visitors wait."""


@require_safe
def space_list(request: HttpRequest) -> HttpResponse:
    user = person(request)
    known = permissions.known_spaces(user)
    found = _matching(known, request.GET.get("q", ""), request.GET.get("state", ""))
    loaded = found.select_related("organisation", "municipality").prefetch_related(
        "offers", "interruptions", "reserved_times"
    )
    page = Paginator(loaded.order_by("folded_name", "pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": _lines(user, list(page)),
        "q": request.GET.get("q", ""),
        "state": request.GET.get("state", ""),
        "states": [*Publication.choices, (UNCONFIRMED, _("not confirmed for six months"))],
        "unconfirmed": known.unconfirmed(timezone.now()).count(),
        "many": known.count() > 5,
        "can_add": permissions.can_add_space(user),
        "keeps_organisations": permissions.editable_organisations(user).exists(),
    }
    return render(request, "spaces/space_list.html", context)


def _matching(spaces: SpaceQuerySet, words: str, state: str) -> SpaceQuerySet:
    for word in fold(words).split():
        spaces = spaces.filter(folded_name__contains=word)
    if state == UNCONFIRMED:
        return spaces.unconfirmed(timezone.now())
    return spaces.filter(publication=state) if state in Publication.values else spaces


def _lines(user: User, spaces: list[Space]) -> list[SpaceLine]:
    states = statuses(spaces, timezone.now())
    pks = [space.pk for space in spaces]
    editable = set(permissions.editable_spaces(user).filter(pk__in=pks).values_list("pk", flat=True))
    reported = Counter(
        ErrorReport.objects.open().filter(space__in=editable).values_list("space_id", flat=True)
    )
    return [
        SpaceLine(space, states[space.pk], lacks(space), space.pk in editable, reported[space.pk])
        for space in spaces
    ]


@dataclass(frozen=True)
class HoursSection:
    """One kind of hours on the record: its lines, [] when none or not reported, None when too special."""

    kind: str
    title: str
    expression: str
    lines: list[Line] | None
    none: str


@require_safe
def space_record(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    space = permissions.get_known_space(user, slug)
    can_edit = permissions.can_edit_space(user, space)
    context = {
        "space": space,
        "status": statuses([space], timezone.now())[space.pk],
        "lacks": lacks(space),
        "hours": _hours(space),
        "offered": {name: space.codes(name) for name in ("service", "support", "language")},
        "building": said_of(space.building),
        "building_on": answered_on(space.building),
        "welcome": {
            "sentence": welcome_words(space.admission, space.codes("public")),
            **{name: space.codes(name) for name in ("access_mode", "special_care")},
        },
        "reserved": list(reserved_lines(space)),
        "prices": price_lines(space.price_rules.all()),
        "rooms": [(room, room_facts(room)) for room in space.rooms.all()],
        "can_edit": can_edit,
        "can_split": permissions.mergeable_spaces(user).filter(pk=space.pk).exists(),
        "is_team": permissions.can_use_desk(user, space),
        "changes": last_changes(space.uid) if can_edit else [],
        "operators": operators_of(space) if can_edit else [],
        "kinds": KINDS,
        "links": links_of_space(user, space),
        "reported": space.error_reports.open().count() if can_edit else 0,
    }
    return render(request, "spaces/space_record.html", context)


def _hours(space: Space) -> list[HoursSection]:
    kinds = (
        ("open", _("Open"), space.open_hours, _("Never open to visitors.")),
        ("staffed", _("Somebody helps"), space.staffed_hours, _("Nobody helps here.")),
        ("training", _("Courses"), space.training_hours, _("No courses here.")),
    )
    return [HoursSection(kind, title, text, week_lines(text), none) for kind, title, text, none in kinds]


@require_form
def space_edit(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    user = person(request)
    space = permissions.get_editable_space(user, slug)
    if part not in PARTS:
        raise Http404
    title, form_class = PARTS[part]
    form = form_class(request.POST if request.method == "POST" else None, space=space, user=user)
    if not form.is_valid():
        return render(request, "spaces/space_edit.html", {"space": space, "title": title, "form": form})
    changed = change_space(space, by=user, offers=form.offered(), **form.columns())
    messages.success(request, _("Saved.") if changed else _("Nothing changed."))
    return redirect(f"{reverse('spaces:space-record', args=[space.slug])}#{part}")


@require_form
def space_new(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not permissions.can_add_space(user):
        raise PermissionDenied(_("The network and the organisation add spaces."))
    form = NewSpaceForm(request.POST if request.method == "POST" else None, user=user)
    if not form.is_valid():
        return render(request, "spaces/space_new.html", {"form": form})
    space = create_space(by=user, **form.columns())
    messages.success(request, _("The record is made. The public does not see it before you confirm it."))
    return redirect("spaces:space-record", slug=space.slug)


OPERATORS = ("place", "organisation", "enterprise_number", "valid_from", "valid_until")


@require_safe
def operators_export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Who ran the place from when until when, as a table."""
    space = permissions.get_editable_space(person(request), slug)
    if kind not in KINDS:
        raise Http404
    rows = [
        {
            "place": say(space.names),
            "organisation": say(row.organisation.names),
            "enterprise_number": row.organisation.enterprise_number,
            "valid_from": row.valid_from.isoformat() if row.valid_from else "",
            "valid_until": row.valid_until.isoformat() if row.valid_until else "",
        }
        for row in operators_of(space)
    ]
    title = _("Who runs this place")
    return table_file(kind, name=f"operators-{space.slug}", title=title, columns=OPERATORS, rows=rows)
