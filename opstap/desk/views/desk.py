"""The desk of one space today: one address that shows it and takes everything noted at it.

The same act may come from a plain form (answer: back to the page), from a script (`HX-Request: true`; answer:
the parts of the page that changed) or as JSON (answer: the receipt). 201 when it was stored now, 200 when the
same had been stored before, 400 and 409 when it was refused; a refusal leaves nothing half-written.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.permissions import person
from opstap.core.receipts import ContentConflictError, Stored
from opstap.desk.forms import KINDS, Sending, SentForm, UnknownForm
from opstap.desk.services import Sender
from opstap.desk.views.body import Answer, clock_error, read_body, wanted_answer
from opstap.desk.views.page import form_context, live_context
from opstap.desk.views.sender import at_shared_desk, sender_at
from opstap.spaces.models import Space
from opstap.spaces.permissions import desk_spaces, get_desk_space
from opstap.spaces.services.duty import check_in, check_out


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Straight to the desk where there is one, else a choice."""
    spaces = list(desk_spaces(person(request)))
    if not spaces:
        raise PermissionDenied(_("You do not work at the desk of a space."))
    if len(spaces) == 1:
        return redirect("desk:desk", spaces[0].slug)
    return render(request, "desk/choose.html", {"spaces": spaces})


@at_shared_desk
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    if request.method == "POST":
        space, sender = sender_at(request, slug)
        with timezone.override(space.zone):
            return _store(request, space, sender)
    space = get_desk_space(person(request), slug)
    with timezone.override(space.zone):
        if wanted_answer(request) is Answer.FRAGMENT:
            return render(request, "desk/live.html", _live(request, space, request.GET.get("tap")))
        page = render(request, "desk/desk.html", _page(request, space))
        page["Opstap-Desk"] = "1"  # the service worker takes no portal's page for ours
        return page


@at_shared_desk
@require_POST
def duty(request: HttpRequest, slug: str) -> HttpResponse:
    """I am here, or I leave."""
    user = person(request)
    space = get_desk_space(user, slug)
    if request.POST.get("act") == "leave":
        check_out(space, user)
    else:
        check_in(space, user)
    return redirect("desk:desk", space.slug)


def _store(request: HttpRequest, space: Space, sender: Sender) -> HttpResponse:
    body = read_body(request)
    ahead = clock_error(body["sent_at"]) if "sent_at" in body else None
    sending = Sending(space, sender, ahead)
    kind = KINDS.get(body.get("kind", ""), UnknownForm)
    is_page = wanted_answer(request) is Answer.PAGE  # it may be shown again, with what was typed
    form = kind(body, space=space, sending=sending) if is_page else kind.received(body, sending)
    status = 400
    if form.is_valid():
        try:
            stored = form.send()
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except ContentConflictError:
            form.add_error(None, conflict_words())
            status = 409
        else:
            return _saved(request, space, form, stored)
    return _refused(request, space, form, status)


def conflict_words() -> str:
    return _(
        "This page was used before with another answer. Nothing was counted now; "
        "what you sent is kept apart. Open the desk again and tap once more."
    )


def _saved(request: HttpRequest, space: Space, form: SentForm, stored: Stored) -> HttpResponse:
    status = 201 if stored.created else 200
    said = form.saved_words() if stored.created else _("This was saved already. It counts once.")
    uid = str(stored.receipt.uid)
    answer = wanted_answer(request)
    if answer is Answer.DATA:
        body = {"receipt": stored.receipt.content_hash, "id": uid, "stored": stored.created}
        return JsonResponse(body, status=status)
    if answer is Answer.FRAGMENT:
        context = _live(request, space, form.data.get("tap")) | {"said": said}
        fragment = render(request, "desk/live.html", context, status=status)
        fragment["Opstap-Receipt"] = uid
        return fragment
    messages.success(request, said)
    show_all = "?all=1" if request.GET.get("all") else ""
    return redirect(f"{reverse('desk:desk', args=[space.slug])}{show_all}#{form.anchor}")


def _refused(request: HttpRequest, space: Space, form: SentForm, status: int) -> HttpResponse:
    answer = wanted_answer(request)
    if answer is Answer.DATA:
        errors = {name: list(said) for name, said in form.errors.items()}
        return JsonResponse({"errors": errors}, status=status)
    if answer is Answer.FRAGMENT:
        fragment = render(request, "desk/refused.html", {"form": form}, status=status)
        fragment["Opstap-Refused"] = "yes"
        return fragment
    return render(request, "desk/desk.html", _page(request, space, refused=form), status=status)


def _live(request: HttpRequest, space: Space, tap: str | None) -> dict[str, Any]:
    return live_context(space, person(request), tap=tap or "", show_all=bool(request.GET.get("all")))


def _page(request: HttpRequest, space: Space, refused: SentForm | None = None) -> dict[str, Any]:
    by_pin = person(request).name if getattr(request, "let_in", False) else ""
    filled = {name: request.GET.get(name, "") for name in ("template", "series")}
    forms = form_context(space, person(request), refused, **filled)
    return _live(request, space, request.GET.get("tap")) | forms | {"by_pin": by_pin}
