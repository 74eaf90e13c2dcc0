"""Correcting one record: a page with what it says now, for its author or the coordinator of the space."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from opstap.accounts.permissions import person
from opstap.core import acts
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry
from opstap.desk.forms import MINUTES, CorrectionForm, correction_form
from opstap.desk.models import HelpRecord, Visit
from opstap.desk.permissions import get_entry_to_correct, leads_desk
from opstap.desk.services import Act, ChangedMeanwhileError, Sender, day_of, mark_of
from opstap.desk.services.closing import Correctable, closed_entry
from opstap.desk.services.corrections import Corrected
from opstap.desk.views.lines import Line
from opstap.desk.views.page import offered_themes
from opstap.desk.views.sender import at_shared_desk, computer_of
from opstap.spaces.models import Space


@at_shared_desk
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str, kind: str, uid: uuid.UUID) -> HttpResponse:
    """`kind`: "help", "visits" (a tap) or "sent_away"."""
    space, entry = get_entry_to_correct(person(request), slug, kind, uid)
    with timezone.override(space.zone):
        if closed := closed_entry(entry, day_of(space, timezone.now())):
            context = _context(request, kind, entry) | {"closed": closed}
            return render(
                request, "desk/correct.html", context, status=409 if request.method == "POST" else 200
            )
        form = correction_form(kind, entry)(
            request.POST if request.method == "POST" else None, space=space, entry=entry
        )
        if form.is_valid():
            return _correct(request, kind, form)
        context = _context(request, kind, entry) | _form_context(form)
        return render(request, "desk/correct.html", context, status=400 if form.is_bound else 200)


def _correct(request: HttpRequest, kind: str, form: CorrectionForm) -> HttpResponse:
    user, device = person(request), computer_of(request)
    sender = Sender(user, device.uid if device else None)
    act = Act(uid=form.cleaned_data["id"], space=form.space, by=user, sender=sender)
    try:
        corrected = form.correct(act)
    except ChangedMeanwhileError:
        return _changed_meanwhile(request, kind, form)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        context = _context(request, kind, form.entry) | _form_context(form)
        return render(request, "desk/correct.html", context, status=409)
    messages.success(request, _said(corrected))
    return redirect(_back(form.space, form.entry))


def _said(corrected: Corrected) -> str:
    if not corrected.stored.created:
        return _("This was saved already. It counts once.")
    if corrected.without_code:
        return _(
            "Corrected, without the code. What says something about health, justice, migration or belief is "
            "never kept with it."
        )
    return _("Corrected. The list says by whom.") if corrected.fields else _("Nothing was changed.")


def _changed_meanwhile(request: HttpRequest, kind: str, typed: CorrectionForm) -> HttpResponse:
    """The form as the record stands now, and beside it what the person had written otherwise."""
    space, entry = get_entry_to_correct(person(request), typed.space.slug, kind, _uid(typed.entry))
    fresh = type(typed)(space=space, entry=entry)
    context = _context(request, kind, entry) | _form_context(fresh)
    context |= {"meanwhile": True, "typed": _differences(typed, fresh)}
    return render(request, "desk/correct.html", context, status=409)


@dataclass(frozen=True)
class Difference:
    label: str
    typed: str


def _differences(typed: CorrectionForm, fresh: CorrectionForm) -> list[Difference]:
    pairs = [(field, fresh[field.name]) for field in typed if not field.is_hidden and field.name != "id"]
    found = [(field.label, _in_words(field), _in_words(now)) for field, now in pairs]
    return [Difference(str(label), said) for label, said, now in found if said != now]


def _in_words(field: BoundField) -> str:
    """What a field holds, as it is read; "–" when it holds nothing."""
    choices = {str(code): str(words) for code, words in getattr(field.field, "choices", ())}
    value = field.field.prepare_value(field.value())
    values = value if isinstance(value, list | tuple) else [value]
    said = [choices.get(str(one), str(one)) for one in values if one not in {None, ""}]
    return ", ".join(said) or "–"


def _context(request: HttpRequest, kind: str, entry: Correctable) -> dict[str, Any]:
    space = entry.space
    made = isinstance(entry, HelpRecord) and bool(entry.visit and entry.visit.tap == entry.uid)
    return {
        "space": space,
        "line": Line(kind, entry, *_people(entry), (), made_visit=made),
        "back": _back(space, entry),
        "leads": leads_desk(person(request), space),
        "corrections": _corrections(space, _uid(entry)),
        "made_visit": made,
    }


def _form_context(form: CorrectionForm) -> dict[str, Any]:
    """For the parts of the desk page, which know the form by several names."""
    themes = [str(form["theme"].value() or ""), form.entry.theme] if "theme" in form.fields else []
    return {
        "form": form,
        "help_form": form,
        "group_form": form,
        "refused": form if form.errors else None,
        "e_services": "e_service" in form.fields and form.fields["e_service"].queryset.exists(),  # type: ignore[attr-defined]
        "themes": offered_themes(form.space, *themes) if themes else None,
        "minutes": MINUTES,
        "new_id": uuid7,
        "mark": mark_of(form.entry),
    }


def _people(entry: Correctable) -> tuple[int, int]:
    """Of the line: those who count, those who were counted."""
    if not isinstance(entry, Visit):
        return 1, 1
    people = Visit.objects.counted().at(entry.space).filter(tap=entry.tap).count()
    return people, people


def _corrections(space: Space, uid: uuid.UUID) -> list[tuple[AuditEntry, list[str]]]:
    """Earlier corrections, the newest first, with the names of the fields in words."""
    rows = AuditEntry.objects.filter(object_uid=uid, space_uid=space.uid, action__endswith=".corrected")
    return [(row, [acts.field_in_words(name) for name in row.fields]) for row in rows.select_related("actor")]


def _uid(entry: Correctable) -> uuid.UUID:
    return entry.tap if isinstance(entry, Visit) else entry.uid


def _back(space: Space, entry: Correctable) -> str:
    if entry.local_date == day_of(space, timezone.now()):
        return f"{reverse('desk:desk', args=[space.slug])}#today"
    return reverse("desk:past-day", args=[space.slug, entry.local_date])
