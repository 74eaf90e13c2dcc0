"""Kept apart: notes that came twice with other content. What is stored and what came later, side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from opstap.accounts.permissions import person
from opstap.core.models import Quarantine, Receipt
from opstap.desk import services
from opstap.desk.forms import KINDS, ReasonForm, count_kept
from opstap.desk.models import EService, HelpRecord, SentAway, Visit
from opstap.desk.services import HelpGiven
from opstap.spaces.models import Space
from opstap.spaces.permissions import get_desk_space

SHOWN_DECIDED = 30
NAMES = {
    "visits": gettext_lazy("People counted"),
    "help": gettext_lazy("Help"),
    "sent_away": gettext_lazy("Sent away"),
    "purpose": gettext_lazy("Why they came"),
    "e_service": gettext_lazy("Online service"),
    "undo": gettext_lazy("Undo"),
    "call": gettext_lazy("A number called"),
    "turn_close": gettext_lazy("A number closed"),
    "drop": gettext_lazy("A note dropped"),
}
LABELS = {
    "people": gettext_lazy("People"),
    "purpose": gettext_lazy("Why they came"),
    "reason": gettext_lazy("Reason"),
    "e_service": gettext_lazy("Online service"),
    "totals": gettext_lazy("Who they were"),
}
UNSAID = {"happened_at", "tap", "visit", "turn", "target", "what", "item", "numbers", "minutes_own"}


@dataclass(frozen=True)
class Pair:
    """One answer: as it is stored, and as it came later. None = not said."""

    label: Any
    stored: str | None
    later: str | None


@dataclass(frozen=True)
class Kept:
    row: Quarantine
    name: Any
    stored: Receipt | None
    pairs: list[Pair]


@never_cache
@require_safe
def kept(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, get_desk_space(person(request), slug))


@require_POST
def kept_decide(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Count it as a new record, or drop it with a reason."""
    user = person(request)
    space = get_desk_space(user, slug)
    row = services.kept_at(space).filter(pk=number).first()
    if row is None:
        raise Http404
    form = ReasonForm(request.POST)
    try:
        if request.POST.get("act") == "count":
            with timezone.override(space.zone):
                count_kept(row, space, user, KINDS)
            messages.success(request, _("Counted as a new record."))
        elif form.is_valid():
            services.drop_kept(kept=row, by=user, reason=form.cleaned_data["reason"])
            messages.success(request, _("Dropped. It is not counted."))
        else:
            return _page(request, space, refused=(row.pk, form))
    except ValidationError as refusal:
        return _page(request, space, says=refusal.messages)
    return redirect("desk:kept", space.slug)


def _page(request: HttpRequest, space: Space, **refusal: Any) -> HttpResponse:
    decided = services.kept_at(space).exclude(decision="").order_by("-decided_at", "-pk")
    context = {
        "space": space,
        "waiting": [_shown(row, space) for row in services.waiting_at(space)],
        "decided": [(row, NAMES.get(row.kind, row.kind)) for row in decided[:SHOWN_DECIDED]],
        "losses": services.losses_at(space),
        "reason_form": ReasonForm(),
    }
    with timezone.override(space.zone):
        return render(request, "desk/kept.html", context | refusal, status=400 if refusal else 200)


def _shown(row: Quarantine, space: Space) -> Kept:
    receipt = Receipt.objects.select_related("actor").filter(uid=row.uid, space_uid=space.uid).first()
    stored = _stored_answers(receipt) if receipt is not None and receipt.kind == row.kind else {}
    return Kept(row, NAMES.get(row.kind, row.kind), receipt, list(_pairs(row.kind, stored, row.content)))


def _stored_answers(receipt: Receipt) -> dict[str, Any]:
    """As the content of that kind; empty where what is stored is a change of something else."""
    match receipt.kind:
        case "visits":
            visits = list(Visit.objects.filter(tap=receipt.uid).select_related("e_service"))
            first = {name: getattr(visits[0], name) for name in ("purpose", "e_service")} if visits else {}
            return {"people": len(visits)} | first
        case "help":
            record = HelpRecord.objects.select_related("e_service").filter(uid=receipt.uid).first()
            return HelpGiven.of(record).content() if record else {}
        case "sent_away":
            away = SentAway.objects.filter(uid=receipt.uid).first()
            return {"reason": away.reason} if away else {}
    return {}


def _pairs(kind: str, stored: dict[str, Any], later: dict[str, Any]) -> Iterator[Pair]:
    for name in dict.fromkeys([*stored, *later]):
        before, after = _words(kind, name, stored.get(name)), _words(kind, name, later.get(name))
        if name not in UNSAID and (before or after):
            yield Pair(LABELS.get(name) or _label(kind, name), before, after)


def _label(kind: str, name: str) -> Any:
    field = KINDS[kind].base_fields.get(name) if kind in KINDS else None
    return (field.label if field else None) or name


def _words(kind: str, name: str, value: Any) -> str | None:
    if value in (None, "", []):
        return None
    if name == "e_service":
        return str(EService.objects.filter(uid=value).first() if isinstance(value, str) else value)
    if isinstance(value, dict):  # totals of a group: {"age": {"70_plus": 3}}
        said = [
            (_words(kind, part, code), n) for part, numbers in value.items() for code, n in numbers.items()
        ]
        return ", ".join(f"{words} ({n})" for words, n in said)
    field = KINDS[kind].base_fields.get(name) if kind in KINDS else None
    offered = {str(code): words for code, words in getattr(field, "choices", ())}
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(offered.get(str(part), part)) for part in values)
