"""Noting help."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core import vocabularies
from opstap.core.receipts import Stored
from opstap.desk import services
from opstap.desk.forms.fields import (
    EServiceField,
    ModeField,
    PlaceField,
    SeriesField,
    TermField,
    ThemeField,
    theme_choices,
    words,
)
from opstap.desk.forms.sent import SentForm
from opstap.desk.models import HelpRecord
from opstap.desk.services import Act, HelpGiven
from opstap.desk.services.apart import reveals
from opstap.desk.services.given import usual_place

LONGEST_HELP = 600
MINUTES = (15, 30, 45, 60, 90, 120)


_MINUTES = dict.fromkeys(("invalid", "min_value", "max_value"), _("Write from 1 to 600 minutes."))


def _minutes(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        required=False, min_value=1, max_value=LONGEST_HELP, label=label, error_messages=_MINUTES
    )


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(
        required=False,
        label=label,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time", "class": "in-t"}, format="%H:%M"),
        error_messages={"invalid": _("Write an hour, such as 14:30.")},
    )


class HelpForm(SentForm):
    """Theme and duration are enough."""

    kind = "help"
    anchor = "help"
    theme = ThemeField(
        label=_("What was it about?"),
        error_messages={
            "required": _("Choose what it was about."),
            "invalid_choice": _("Choose a theme of the list."),
        },
    )
    further = forms.MultipleChoiceField(
        choices=theme_choices,
        required=False,
        label=_("It was also about"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose a theme of the list.")},
    )
    minutes = _minutes(_("How long?"))
    minutes_own = _minutes(_("Other number of minutes"))
    began = _hour(_("It began at"))
    ended = _hour(_("It ended at"))
    mode = ModeField(label=_("How?"), initial="direct_help", widget=forms.RadioSelect)
    place = PlaceField(label=_("Where?"), widget=forms.RadioSelect)
    series = SeriesField()
    visit = forms.UUIDField(required=False, label=_("For whom?"))
    e_service = EServiceField()
    device = TermField("device", required=False, label=_("With which device?"))
    autonomy = TermField("autonomy", required=False, label=_("How alone did the person do it?"))
    next_step = TermField("next_step", required=False, label=_("What comes next?"))
    age = TermField("age", required=False, label=_("Age"))
    situation = TermField("situation", required=False, label=_("Situation"))
    gender = TermField("gender", required=False, label=_("Gender"))
    publics = forms.MultipleChoiceField(
        choices=lambda: [(code, words("public", code)) for code in vocabularies.vocabulary("public").codes()],
        required=False, label=_("The person says: I am one of these"), widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if not self.errors.keys() & {"minutes", "minutes_own", "began", "ended"}:
            answers["minutes"] = self._duration(answers)
        if not self.errors.keys() & {"mode", "place"}:
            self._place_fits_mode(answers["mode"], answers["place"])
        return answers

    def _duration(self, answers: dict[str, Any]) -> int | None:
        """In minutes: from the hours, else own minutes, else those of a button; one of them is needed."""
        began, ended = answers["began"], answers["ended"]
        if began is not None or ended is not None:
            return self._between(began, ended)
        own, button = answers["minutes_own"], answers["minutes"]
        minutes: int | None = own if own is not None else button
        if minutes is None:
            self.add_error("minutes", _("Choose how long it took."))
        return minutes

    def _between(self, began: time | None, ended: time | None) -> int | None:
        if began is None or ended is None:
            missing = "ended" if ended is None else "began"
            self.add_error(missing, _("Write both hours: when it began and when it ended."))
            return None
        minutes = (ended.hour - began.hour) * 60 + ended.minute - began.minute
        if minutes < 1:
            self.add_error(
                "ended", _("It ended before it began. Over midnight: note it as two pieces of help.")
            )
        elif minutes > LONGEST_HELP:
            self.add_error("ended", _("Write from 1 to 600 minutes."))
        return minutes

    def _place_fits_mode(self, mode: str, place: str) -> None:
        if "remote" in {mode, place} and (place or usual_place(mode)) != usual_place(mode):
            self.add_error("place", _("Help from a distance has no other place. Choose one of the two."))

    def given(self) -> HelpGiven:
        """What was said; fields that a form does not have are left open."""
        names = HelpGiven.__dataclass_fields__.keys() & self.cleaned_data.keys()
        said = {name: self.cleaned_data[name] for name in names}
        return HelpGiven(**said | {name: tuple(said[name]) for name in {"publics", "further"} & names})

    def store(self, act: Act) -> Stored:
        visit, series = self.cleaned_data["visit"], self.cleaned_data.get("series")
        return services.record_help(act=act, given=self.given(), visit=visit, series=series)

    def saved_words(self) -> str:
        if not self.cleaned_data.get("series"):
            return str(_("Saved: help noted."))
        return self.remark() or str(_("Saved: help noted, in the series."))

    def remark(self) -> str:
        """That the code was left out."""
        if not self.cleaned_data.get("series"):
            return ""
        without = HelpRecord.objects.filter(uid=self.cleaned_data["id"], series__isnull=True)
        if not reveals(self.given()) and not without.exists():
            return ""
        return str(
            _(
                "Saved: help noted, without the code. What says something about health, justice, migration "
                "or belief is never kept with it."
            )
        )
