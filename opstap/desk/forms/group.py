"""Noting help to a group: one note, several people, totals without names."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from opstap.core import vocabularies
from opstap.core.forms import dress
from opstap.desk.forms.fields import NOT_SAID, words
from opstap.desk.forms.help import HelpForm
from opstap.desk.forms.notes import MOST_PEOPLE

GROUP = "workshop"
_TOO_MANY = {
    "age": _("By age, that is more people than in the group."),
    "gender": _("By gender, that is more people than in the group."),
    "public": _("That is more people than in the group."),
}
_NUMBER = dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("Write a number from 2 to 200."))
_TOTAL = dict.fromkeys(("invalid", "min_value", "max_value"), _("Write a number from 0 to 200."))


class GroupForm(HelpForm):
    """How many, what about and how long are enough. Each person is one visit, as everywhere."""

    kind = "group"
    anchor = "group"
    mode = autonomy = device = age = situation = gender = publics = next_step = series = None  # type: ignore[assignment]
    people = forms.IntegerField(
        min_value=2,
        max_value=MOST_PEOPLE,
        label=_("How many people?"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "in-s"}),
        error_messages=_NUMBER,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in _TOO_MANY:
            for code in self._codes(kind):
                self.fields[f"{kind}_{code}"] = field = forms.IntegerField(
                    required=False,
                    min_value=0,
                    max_value=MOST_PEOPLE,
                    label=words(kind, code),
                    widget=forms.TextInput(
                        attrs={"inputmode": "numeric", "autocomplete": "off", "class": "in-s"}
                    ),
                    error_messages=_TOTAL,
                )
                dress(field.widget)

    @staticmethod
    def _codes(kind: str) -> list[str]:
        return [code for code in vocabularies.vocabulary(kind).codes() if code != NOT_SAID]

    def totals_of(self, kind: str) -> Iterator[forms.BoundField]:
        return (self[f"{kind}_{code}"] for code in self._codes(kind))

    @property
    def ages(self) -> Iterator[forms.BoundField]:
        return self.totals_of("age")

    @property
    def genders(self) -> Iterator[forms.BoundField]:
        return self.totals_of("gender")

    @property
    def publics_named(self) -> Iterator[forms.BoundField]:
        return self.totals_of("public")

    @property
    def has_totals(self) -> bool:
        return any(field.value() for kind in _TOO_MANY for field in self.totals_of(kind))

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        answers["mode"] = GROUP
        answers = super().clean()
        totals = {kind: self._said(kind) for kind in _TOO_MANY}
        answers["totals"] = {kind: said for kind, said in totals.items() if said}
        if "people" in answers:
            for kind, said in totals.items():
                self._fits(kind, said, answers["people"])
        return answers

    def _said(self, kind: str) -> dict[str, int]:
        given = {code: self.cleaned_data.get(f"{kind}_{code}") for code in self._codes(kind)}
        return {code: number for code, number in given.items() if number}

    def _fits(self, kind: str, said: dict[str, int], people: int) -> None:
        """Ages and genders exclude each other; one person may belong to several publics."""
        most = max(said.values(), default=0) if kind == "public" else sum(said.values())
        if most > people:
            self.add_error(f"{kind}_{next(iter(said))}", _TOO_MANY[kind])

    def saved_words(self) -> str:
        people = self.cleaned_data["people"]
        return ngettext(
            "Saved: help to a group of 1 person.", "Saved: help to a group of %(n)s people.", people
        ) % {"n": people}
