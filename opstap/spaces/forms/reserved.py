"""A part of the week that is for some people only: on which days, from when until when, for whom."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainModelForm
from opstap.spaces.forms.fields import codes, control, several, time_field
from opstap.spaces.forms.times import said_times, weekday_choices, weekly_rule
from opstap.spaces.hours import HoursError
from opstap.spaces.models import ReservedTime, Space
from opstap.spaces.models.reserved import PUBLIC
from opstap.spaces.reserved import overlapping, reserved_times_of, uncovered, whole_hours
from opstap.spaces.said.whom import whom_words


class ReservedForm(PlainModelForm):
    field_order = ("days", "start", "end", "reserved_for", "publics", "names", "by_appointment")
    days: Any = forms.MultipleChoiceField(
        label=_("Each week on"), choices=weekday_choices, widget=forms.CheckboxSelectMultiple
    )
    start: Any = time_field(label=_("From"))
    end: Any = time_field(label=_("Until"))
    reserved_for: Any = forms.ChoiceField(
        label=_("For whom is it?"),
        choices=codes("reserved_for"),
        widget=forms.RadioSelect,
        help_text=_(
            "“Some people” may walk in then. The others are a closed circle: nobody else finds it open then."
        ),
    )
    publics: Any = several("public", _("Which people?"), _("Only when you chose “Some people”."))

    class Meta:
        model = ReservedTime
        formfield_callback = control
        fields = ["names", "by_appointment"]
        help_texts = {"names": _("For example: the group of Tuesday, people of the local mission.")}

    def __init__(
        self, *args: Any, space: Space, today: date, row: ReservedTime | None = None, **kwargs: Any
    ) -> None:
        self.space, self.row = space, row
        self.monday = today - timedelta(days=today.weekday())
        super().__init__(*args, initial=_initial(row) if row else None, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        self._check_whom(data)
        start, end = data.get("start"), data.get("end")
        if start is not None and end is not None and data.get("days"):
            if end != time() and end <= start:
                self.add_error("end", _("The end comes before the beginning."))
            else:
                self._check_hours(weekly_rule(data["days"], start, end))
        return data

    def _check_whom(self, data: dict[str, Any]) -> None:
        whom, publics = data.get("reserved_for"), data.get("publics")
        if whom == PUBLIC and publics == []:
            self.add_error("publics", _("Tick the people that you mean above."))
        elif whom and whom != PUBLIC and publics:
            self.add_error("publics", _("Tick nobody here, or choose “Some people” above."))

    def _check_hours(self, rule: str) -> None:
        """Outside of the opening hours, or at a time that is reserved already: each piece by its day."""
        hours = whole_hours(self.space)
        if hours.strip() in {"", "off"}:
            self.add_error("days", _("Write the opening hours of the space first."))
            return
        try:
            for piece in uncovered(rule, hours, self.monday):
                words = _("%(when)s: the space is not open then.")
                self.add_error("start", forms.ValidationError(words, params={"when": piece}, code="closed"))
        except HoursError:
            self.add_error("days", _("The opening hours of the space cannot be read. Put them right first."))
        others = [row for row in reserved_times_of(self.space) if self.row is None or row.pk != self.row.pk]
        for piece, row in overlapping(rule, others, self.monday):
            words = _("%(when)s: this is reserved already, for: %(whom)s.")
            params = {"when": piece, "whom": whom_words(row)}
            self.add_error("start", forms.ValidationError(words, params=params, code="taken"))

    def columns(self) -> dict[str, Any]:
        """What the services take."""
        data = dict(self.cleaned_data)
        days, start, end = (data.pop(name) for name in ("days", "start", "end"))
        return {**data, "hours": weekly_rule(days, start, end)}


def _initial(row: ReservedTime) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ("reserved_for", "publics", "names", "by_appointment")}
    return shown | said_times(row.hours)
