"""A space has moved for good: the page that says so, where it was before, and undoing a mistake."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.permissions import person
from opstap.core.downloads import KINDS, table_file
from opstap.core.texts import say
from opstap.spaces import permissions
from opstap.spaces.forms.relocation import MoveForm
from opstap.spaces.services import relocation

ADDRESS = ("street_fr", "street_nl", "postcode", "city", "municipality", "lat", "lon")
COLUMNS = ("place", *ADDRESS, "from", "until")


@require_http_methods(["GET", "HEAD", "POST"])
def moved(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    space = permissions.get_editable_space(user, slug)
    form = MoveForm(request.POST if request.method == "POST" else None, space=space, user=user)
    if form.is_valid():
        try:
            relocation.move_space(space=space, by=user, on=form.cleaned_data["on"], **form.columns())
        except relocation.RefusedError as refused:
            form.add_error("on", str(refused))
        else:
            messages.success(request, _("The new address holds. What was done before stays where it was."))
            if space.rooms.exists():
                messages.info(
                    request, _("The list of rooms still tells those of the old address. Look at it.")
                )
            return redirect("spaces:moved", slug)
    now = timezone.now()
    past = list(space.past_addresses.order_by("-valid_until"))
    undoable = past[0] if past and relocation.undoable_until(past[0]) >= now else None
    until = relocation.undoable_until(undoable) if undoable else None
    context = {
        "space": space,
        "form": form,
        "past": past,
        "undoable": undoable,
        "until": until,
        "kinds": KINDS,
    }
    return render(request, "spaces/moved.html", context, status=400 if form.errors else 200)


@require_POST
def move_undo(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    user = person(request)
    past = permissions.get_past_address(user, slug, uid)
    try:
        relocation.undo_move(past, by=user)
    except relocation.RefusedError as refused:
        messages.error(request, f"{refused} {_('Nothing was changed.')}")
    else:
        messages.success(request, _("Undone: the space is again at its address of before."))
    return redirect("spaces:moved", slug)


@require_safe
def moved_export(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Where the space was from when until when, as a table."""
    space = permissions.get_editable_space(person(request), slug)
    if kind not in KINDS:
        raise Http404
    rows = [
        {
            "place": say(space.names),
            "street_fr": past.streets.get("fr", ""),
            "street_nl": past.streets.get("nl", ""),
            "postcode": past.postcode,
            "city": say(past.cities),
            "municipality": past.municipality.code if past.municipality else "",
            "lat": past.lat,
            "lon": past.lon,
            "from": past.valid_from.isoformat() if past.valid_from else "",
            "until": past.valid_until.isoformat(),
        }
        for past in space.past_addresses.select_related("municipality")
    ]
    title = _("Where the space was before")
    return table_file(kind, name=f"addresses-{space.slug}", title=title, columns=COLUMNS, rows=rows)
