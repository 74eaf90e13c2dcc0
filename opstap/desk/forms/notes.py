"""Counting, saying why, sending away, undoing."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from opstap.core.receipts import Stored
from opstap.desk import services
from opstap.desk.forms.fields import EServiceField, TermField
from opstap.desk.forms.sent import SentForm
from opstap.desk.services import Act, Numbers, Target

MOST_PEOPLE = 200
MOST_NUMBERS = 9999
_NUMBER = dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("Write a number from 1 to 200."))


class VisitsForm(SentForm):
    kind = "visits"
    people = forms.IntegerField(
        min_value=1,
        max_value=MOST_PEOPLE,
        label=_("How many people?"),
        error_messages=_NUMBER,
    )
    purpose = TermField("purpose", required=False)
    e_service = EServiceField()
    numbers = forms.BooleanField(required=False)
    first_number = forms.IntegerField(required=False, min_value=1, max_value=MOST_NUMBERS)
    letter = forms.RegexField("^[A-Z]$", required=False)

    def store(self, act: Act) -> Stored:
        chosen = {name: self.cleaned_data[name] for name in ("people", "purpose", "e_service")}
        return services.record_visits(act=act, numbers=self._numbers(), **chosen)

    def _numbers(self) -> Numbers | None:
        """Turn numbers, when they are asked for: the next ones, or those the computer has shown already."""
        first, letter = self.cleaned_data["first_number"], self.cleaned_data["letter"]
        asked = self.cleaned_data["numbers"] or first
        return Numbers(first, letter if first else "") if asked else None

    def saved_words(self) -> str:
        people = self.cleaned_data["people"]
        return ngettext("Saved: 1 person counted.", "Saved: %(n)s people counted.", people) % {"n": people}


class PurposeForm(SentForm):
    kind = "purpose"
    tap = forms.UUIDField(error_messages={"required": _("Count somebody first.")})
    purpose = TermField("purpose", required=False)

    def store(self, act: Act) -> Stored:
        tap, purpose = self.cleaned_data["tap"], self.cleaned_data["purpose"]
        return services.set_purpose(act=act, tap=tap, purpose=purpose)

    def saved_words(self) -> str:
        purpose = self.cleaned_data["purpose"]
        return str(_("Saved: what they came for.") if purpose else _("Saved: not said."))


class EServiceForm(SentForm):
    kind = "e_service"
    tap = forms.UUIDField(error_messages={"required": _("Count somebody first.")})
    e_service = EServiceField()

    def store(self, act: Act) -> Stored:
        tap, service = self.cleaned_data["tap"], self.cleaned_data["e_service"]
        return services.set_e_service(act=act, tap=tap, e_service=service)

    def saved_words(self) -> str:
        service = self.cleaned_data["e_service"]
        return str(_("Saved: %s.") % service if service else _("Saved: not said."))


class SentAwayForm(SentForm):
    kind = "sent_away"
    reason = TermField("sent_away", error_messages={"required": _("Choose a reason.")})

    def store(self, act: Act) -> Stored:
        return services.record_sent_away(act=act, reason=self.cleaned_data["reason"])

    def saved_words(self) -> str:
        return str(_("Saved: somebody was sent away."))


class UndoForm(SentForm):
    """`target` is "tap:<id>", "visit:<id>", "help:<id>", "sent_away:<id>" or "turn_act:<id>"."""

    kind = "undo"
    anchor = "today"
    target = forms.CharField(max_length=60, error_messages={"required": _("There is nothing to undo.")})

    def clean_target(self) -> tuple[Target, uuid.UUID]:
        what, _colon, uid = self.cleaned_data["target"].partition(":")
        try:
            return Target(what), uuid.UUID(uid)
        except ValueError as error:
            raise forms.ValidationError(_("What should be undone cannot be read.")) from error

    def store(self, act: Act) -> Stored:
        what, target = self.cleaned_data["target"]
        return services.void(act=act, what=what, target=target)

    def saved_words(self) -> str:
        return str(_("Undone. It stays on the list, struck through."))
