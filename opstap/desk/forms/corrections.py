"""Correcting what is stored: the forms of the desk, filled with what the record says now."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core import vocabularies
from opstap.desk import services
from opstap.desk.forms.fields import (
    NOT_SAID,
    EServiceField,
    ModeField,
    PlaceField,
    SeriesField,
    TermField,
    words,
)
from opstap.desk.forms.group import GROUP, GroupForm
from opstap.desk.forms.help import MINUTES, HelpForm
from opstap.desk.forms.sent import SentForm
from opstap.desk.models import EService, HelpRecord, SentAway, Visit
from opstap.desk.services import Act, HelpGiven
from opstap.desk.services.closing import Correctable
from opstap.desk.services.corrections import Corrected
from opstap.desk.services.given import REMOTE
from opstap.spaces.models import Space

ANSWERS = ("age", "situation", "gender")
SAME = ("theme", "further", "began", "ended", "mode", "place", "autonomy", "device", "next_step", "publics")


class CorrectionForm(SentForm):
    """`entry` is what is corrected; `seen` the mark of what stood on the page. When and by whom stays."""

    kind = "correct"
    happened_at = author = None  # type: ignore[assignment]
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, space: Space, entry: Any, **kwargs: Any) -> None:
        self.entry = entry
        super().__init__(data, space=space, initial=self.said_by(entry), **kwargs)
        field = self.fields.get("e_service")
        if isinstance(field, EServiceField) and entry.e_service_id:
            # What it says now may have left the list of the network.
            own = EService.objects.filter(pk=entry.e_service_id)
            field.queryset = EService.objects.known_at(space) | own

    @staticmethod
    def said_by(entry: Any) -> dict[str, Any]:
        """What the record says, by the names of the form."""
        raise NotImplementedError

    def correct(self, act: Act) -> Corrected:
        """Call the service."""
        raise NotImplementedError


class VisitsCorrection(CorrectionForm):
    purpose = TermField(
        "purpose", required=False, label=_("What did they come for?"), widget=forms.RadioSelect
    )
    e_service = EServiceField()

    @staticmethod
    def said_by(entry: Visit) -> dict[str, Any]:
        return {"purpose": entry.purpose, "e_service": entry.e_service and entry.e_service.uid}

    def correct(self, act: Act) -> Corrected:
        chosen = {name: self.cleaned_data[name] for name in ("seen", "purpose", "e_service")}
        return services.correct_visits(act=act, visit=self.entry, **chosen)


class SentAwayCorrection(CorrectionForm):
    reason = TermField(
        "sent_away",
        label=_("Why were they sent away?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )

    @staticmethod
    def said_by(entry: SentAway) -> dict[str, Any]:
        return {"reason": entry.reason}

    def correct(self, act: Act) -> Corrected:
        chosen = {name: self.cleaned_data[name] for name in ("seen", "reason")}
        return services.correct_sent_away(act=act, row=self.entry, **chosen)


class HelpCorrection(CorrectionForm, HelpForm):
    """All answers of a help record, and the code of its coaching series."""

    visit = None  # type: ignore[assignment]

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        mode, place, series = (self.fields.get(name) for name in ("mode", "place", "series"))
        if isinstance(mode, ModeField) and self.entry.mode == GROUP:
            mode.choices = [(code, words("help_mode", code)) for code in _codes("help_mode")]
        if isinstance(place, PlaceField) and self.entry.mode == REMOTE:
            elsewhere = [(code, words("help_place", code)) for code in ("home", "elsewhere")]
            place.choices = [("", _("Here, or from a distance")), *elsewhere]
        if isinstance(series, SeriesField):
            series.kept = self.entry.series

    @staticmethod
    def said_by(entry: HelpRecord) -> dict[str, Any]:
        said = {name: getattr(entry, name) for name in SAME}
        said |= {name: _open(getattr(entry, name)) for name in ANSWERS}
        said |= {"minutes" if entry.minutes in MINUTES else "minutes_own": entry.minutes}
        said |= {
            f"{kind}_{code}": count for kind, part in entry.totals.items() for code, count in part.items()
        }
        return said | {
            "e_service": entry.e_service and entry.e_service.uid,
            "series": str(entry.series) if entry.series else "",
            "people": entry.people,
        }

    def _duration(self, answers: dict[str, Any]) -> int | None:
        """Of hours, own minutes and a button, that which was changed; all of them were filled in."""
        changed = [name for name in ("began", "ended", "minutes_own", "minutes") if self._differs(name)]
        if {"began", "ended"} & set(changed):
            return super()._duration(answers)
        if not changed:
            return self.entry.minutes  # type: ignore[no-any-return]
        answers["began"] = answers["ended"] = None
        if changed == ["minutes"]:
            answers["minutes_own"] = None
        return super()._duration(answers)

    def _differs(self, name: str) -> bool:
        return bool(self.cleaned_data[name] != self.initial.get(name))

    def given(self) -> HelpGiven:
        """“Not said” and left open are one answer: it is no change from one to the other."""
        for name in ANSWERS:
            if self.cleaned_data.get(name) == "" and getattr(self.entry, name) == NOT_SAID:
                self.cleaned_data[name] = NOT_SAID
        return super().given()

    def correct(self, act: Act) -> Corrected:
        return services.correct_help(
            act=act,
            record=self.entry,
            seen=self.cleaned_data["seen"],
            given=self.given(),
            series=self.cleaned_data.get("series"),
        )


class GroupCorrection(HelpCorrection, GroupForm):
    """A group stays a group: its number of people, totals, theme, place and time."""

    mode = autonomy = device = age = situation = gender = publics = next_step = series = None
    further = None  # type: ignore[assignment]

    def given(self) -> HelpGiven:
        """Further themes come with notes from elsewhere; no page asks for them, so they stay."""
        return replace(super().given(), further=tuple(self.entry.further))


FORMS: dict[str, type[CorrectionForm]] = {
    "help": HelpCorrection,
    "visits": VisitsCorrection,
    "sent_away": SentAwayCorrection,
}


def correction_form(kind: str, entry: Correctable) -> type[CorrectionForm]:
    """The form for a record of that kind."""
    if isinstance(entry, HelpRecord) and entry.people > 1:
        return GroupCorrection
    return FORMS[kind]


def _open(code: str) -> str:
    return "" if code == NOT_SAID else code


def _codes(vocabulary: str) -> list[str]:
    return vocabularies.vocabulary(vocabulary).codes()
