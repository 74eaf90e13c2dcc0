"""Noting help."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core import vocabularies
from opstap.core.receipts import Stored
from opstap.desk import services
from opstap.desk.forms.fields import EServiceField, TermField, theme_words, themes, words
from opstap.desk.forms.sent import SentForm
from opstap.desk.services import HelpGiven

LONGEST_HELP = 600
MINUTES = (15, 30, 45, 60, 90, 120)


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
