"""What the desk is sent: one form per kind of act, the same for pages, fragments and JSON.

A form checks what can be checked without looking at other rows; the service checks the rest where it writes.
"""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core import vocabularies
from opstap.core.forms import PlainForm, TextsFormField
from opstap.core.receipts import Stored
from opstap.desk import services
from opstap.desk.models import EService
from opstap.desk.services import HelpGiven, Target
from opstap.spaces.models import Space

MOST_PEOPLE = 200
LONGEST_HELP = 600
MINUTES = (15, 30, 45, 60, 90, 120)
NOT_SAID = "not_said"
TOO_EARLY = timedelta(days=45)
TOO_LATE = timedelta(minutes=10)


def words(vocabulary: str, code: str) -> str:
    return vocabularies.label(vocabulary, code, get_language() or "fr")


class TermField(forms.ChoiceField):
    """One code of a closed list. "Not said" is the empty choice; its code, if there is one, is taken too."""

    def __init__(self, vocabulary: str, **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        super().__init__(choices=self._offered, **kwargs)

    def _offered(self) -> Iterator[tuple[str, Any]]:
        if not self.required:
            yield "", _("Not said")
        for code in vocabularies.vocabulary(self.vocabulary).codes():
            if code != NOT_SAID:
                yield code, words(self.vocabulary, code)

    def valid_value(self, value: object) -> bool:
        return value in vocabularies.vocabulary(self.vocabulary)


class EServiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Which online service brought them?"))
        super().__init__(
            EService.objects.none(), to_field_name="uid", required=False, empty_label=_("Not said"), **kwargs
        )

    def label_from_instance(self, obj: EService) -> str:
        return str(obj)


class SentForm(PlainForm):
    """Anything sent to the desk: the client's id, and when it happened (by default: now)."""

    kind = ""
    anchor = "count"
    id = forms.UUIDField(
        error_messages={"required": _("The id is missing."), "invalid": _("The id is not a UUID.")}
    )
    happened_at = forms.DateTimeField(
        required=False,
        error_messages={"invalid": _("The time cannot be read. Write 2026-04-14T09:05:00+02:00.")},
    )

    def __init__(self, data: Any = None, *, space: Space, **kwargs: Any) -> None:
        self.space = space
        super().__init__(data, auto_id=f"{self.kind}_%s", **kwargs)
        field = self.fields.get("e_service")
        if isinstance(field, EServiceField):
            field.queryset = EService.objects.known_at(space)

    def clean_happened_at(self) -> datetime | None:
        """Within reason: a computer whose clock is wrong must not write into another year."""
        moment: datetime | None = self.cleaned_data["happened_at"]
        if moment is None:
            return None
        now = timezone.now()
        if moment > now + TOO_LATE:
            raise forms.ValidationError(_("This is in the future. Look at the clock of this computer."))
        if moment < now - TOO_EARLY:
            raise forms.ValidationError(_("This is more than 45 days ago. It is too late to note it here."))
        return moment

    def store(self, by: User) -> Stored:
        """Call the service. Raises ValidationError and ContentConflictError."""
        raise NotImplementedError

    def saved_words(self) -> str:
        """What was saved, for the person who tapped."""
        raise NotImplementedError

    def common(self, by: User) -> dict[str, Any]:
        return {"space": self.space, "by": by, "happened_at": self.cleaned_data["happened_at"]}


_NUMBER = dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("Write a number from 1 to 200."))
_MINUTES = dict.fromkeys(("invalid", "min_value", "max_value"), _("Write from 1 to 600 minutes."))


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

    def store(self, by: User) -> Stored:
        chosen = {name: self.cleaned_data[name] for name in ("people", "purpose", "e_service")}
        return services.record_visits(tap=self.cleaned_data["id"], **chosen, **self.common(by))

    def saved_words(self) -> str:
        people = self.cleaned_data["people"]
        return ngettext("Saved: 1 person counted.", "Saved: %(n)s people counted.", people) % {"n": people}


class PurposeForm(SentForm):
    kind = "purpose"
    tap = forms.UUIDField(error_messages={"required": _("Count somebody first.")})
    purpose = TermField("purpose", required=False)

    def store(self, by: User) -> Stored:
        tap, purpose = self.cleaned_data["tap"], self.cleaned_data["purpose"]
        return services.set_purpose(uid=self.cleaned_data["id"], tap=tap, purpose=purpose, **self.common(by))

    def saved_words(self) -> str:
        purpose = self.cleaned_data["purpose"]
        return str(_("Saved: what they came for.") if purpose else _("Saved: not said."))


class EServiceForm(SentForm):
    kind = "e_service"
    tap = forms.UUIDField(error_messages={"required": _("Count somebody first.")})
    e_service = EServiceField()

    def store(self, by: User) -> Stored:
        tap, service = self.cleaned_data["tap"], self.cleaned_data["e_service"]
        return services.set_e_service(
            uid=self.cleaned_data["id"], tap=tap, e_service=service, **self.common(by)
        )

    def saved_words(self) -> str:
        service = self.cleaned_data["e_service"]
        return str(_("Saved: %s.") % service if service else _("Saved: not said."))


class SentAwayForm(SentForm):
    kind = "sent_away"
    reason = TermField("sent_away", error_messages={"required": _("Choose a reason.")})

    def store(self, by: User) -> Stored:
        reason = self.cleaned_data["reason"]
        return services.record_sent_away(uid=self.cleaned_data["id"], reason=reason, **self.common(by))

    def saved_words(self) -> str:
        return str(_("Saved: somebody was sent away."))


class UndoForm(SentForm):
    """`target` is "tap:<id>", "visit:<id>", "help:<id>" or "sent_away:<id>"."""

    kind = "undo"
    anchor = "today"
    target = forms.CharField(max_length=60, error_messages={"required": _("There is nothing to undo.")})

    def clean_target(self) -> tuple[Target, uuid.UUID]:
        what, _colon, uid = self.cleaned_data["target"].partition(":")
        try:
            return Target(what), uuid.UUID(uid)
        except ValueError as error:
            raise forms.ValidationError(_("What should be undone cannot be read.")) from error

    def store(self, by: User) -> Stored:
        what, target = self.cleaned_data["target"]
        return services.void(uid=self.cleaned_data["id"], what=what, target=target, **self.common(by))

    def saved_words(self) -> str:
        return str(_("Undone. It stays on the list, struck through."))


class HelpForm(SentForm):
    """Theme and duration are enough."""

    kind = "help"
    anchor = "help"
    theme = forms.ChoiceField(
        choices=lambda: [(code, theme_words(code)) for code in themes()],
        label=_("What was it about?"),
        error_messages={
            "required": _("Choose what it was about."),
            "invalid_choice": _("Choose a theme of the list."),
        },
    )
    minutes = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LONGEST_HELP,
        label=_("How long?"),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Write from 1 to 600 minutes.")
        ),
    )
    minutes_own = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LONGEST_HELP,
        label=_("Other number of minutes"),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Write from 1 to 600 minutes.")
        ),
    )
    mode = TermField("help_mode", label=_("How?"), initial="direct_help", widget=forms.RadioSelect)
    visit = forms.UUIDField(required=False, label=_("For whom?"))
    e_service = EServiceField()
    device = TermField("device", required=False, label=_("With which device?"))
    autonomy = TermField("autonomy", required=False, label=_("How alone did the person do it?"))
    age = TermField("age", required=False, label=_("Age"))
    situation = TermField("situation", required=False, label=_("Situation"))
    gender = TermField("gender", required=False, label=_("Gender"))
    publics = forms.MultipleChoiceField(
        choices=lambda: [(code, words("public", code)) for code in vocabularies.vocabulary("public").codes()],
        required=False, label=_("The person says: I am one of these"), widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Own minutes win over a button; one of them is needed."""
        answers = super().clean() or self.cleaned_data
        own, button = answers.get("minutes_own"), answers.get("minutes")
        answers["minutes"] = own if own is not None else button
        if answers["minutes"] is None and not self.errors.keys() & {"minutes", "minutes_own"}:
            self.add_error("minutes", _("Choose how long it took."))
        return answers

    def store(self, by: User) -> Stored:
        answers = {name: self.cleaned_data[name] for name in HelpGiven.__dataclass_fields__}
        given = HelpGiven(**answers | {"publics": tuple(answers["publics"])})
        uid, visit = self.cleaned_data["id"], self.cleaned_data["visit"]
        return services.record_help(uid=uid, given=given, visit=visit, **self.common(by))

    def saved_words(self) -> str:
        return str(_("Saved: help noted."))


class UnknownForm(SentForm):
    """Stands in for a kind of note the desk does not know: always refused."""

    id = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError(_("This could not be read. The desk does not know this kind of note."))


KINDS: dict[str, type[SentForm]] = {
    form.kind: form for form in (VisitsForm, PurposeForm, EServiceForm, SentAwayForm, UndoForm, HelpForm)
}


def themes() -> list[str]:
    """All themes of help, as stored: "digital:email", "administrative:money"."""
    return [
        f"{list_name}:{code}"
        for list_name in ("digital", "administrative")
        for code in vocabularies.vocabulary(f"theme_{list_name}").codes()
    ]


def theme_words(theme: str) -> str:
    list_name, _colon, code = theme.partition(":")
    return words(f"theme_{list_name}", code)


class EServiceListForm(PlainForm):
    """An entry of the network's list."""

    names = TextsFormField(label=_("Name"), max_length=60)
    valid_until = forms.DateField(
        required=False,
        label=_("Last day"),
        help_text=_("After this day it is no longer offered. What was noted stays."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
