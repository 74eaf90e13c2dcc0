"""A closure or a move for a time."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainModelForm, TextsFormField
from opstap.spaces.forms.fields import PointField, control
from opstap.spaces.models import Interruption, Space

LONGEST = timedelta(days=3 * 366)
"""Further ahead, or longer than this, a date is taken for a slip."""
LONGEST_REASON = 200


class InterruptionForm(PlainModelForm):
    field_order = ("kind", "first_day", "last_day", "reasons", "streets", "postcode", "cities", "point")
    kind: Any = forms.ChoiceField(
        label=_("What happens?"), choices=Interruption.Kind.choices, widget=forms.RadioSelect
    )
    reasons: Any = TextsFormField(
        label=_("Why? People will read it."),
        help_text=_("In a few words: holidays, works."),
        max_length=LONGEST_REASON,
        required=False,
    )
    point: Any = PointField(
        label=_("Point on the map"),
        required=False,
        max_length=60,
        help_text=_("Two numbers, as a map shows them: 50.8467, 4.3525. You may leave this empty."),
    )

    class Meta:
        model = Interruption
        formfield_callback = control
        fields = ["kind", "first_day", "last_day", "reasons", "streets", "postcode", "cities"]
        help_texts = {
            "last_day": _("That day included. Leave it empty when you do not know yet."),
            "streets": _("Only for a move: where people find you meanwhile."),
        }

    def __init__(
        self, *args: Any, space: Space, today: date, one: Interruption | None = None, **kwargs: Any
    ) -> None:
        self.space, self.today, self.one = space, today, one
        super().__init__(*args, initial=_initial(one) if one else None, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first_day"), data.get("last_day")
        if first and abs(first - self.today) > LONGEST:
            self.add_error("first_day", _("This day lies years away. Look at it again."))
        elif first and last:
            self._check_last(first, last)
        if data.get("kind") == Interruption.Kind.MOVED and not data.get("streets"):
            self.add_error("streets", _("Write where people find you meanwhile."))
        if first and not self.errors and self._overlaps(data):
            self.add_error("first_day", _("For some of these days you have announced this already."))
        return data

    def _check_last(self, first: date, last: date) -> None:
        if last < first:
            self.add_error("last_day", _("This lies before the first day."))
        elif last - first > LONGEST:
            self.add_error("last_day", _("This day lies years away. Look at it again."))

    def _overlaps(self, data: dict[str, Any]) -> bool:
        others = self.space.interruptions.standing().filter(kind=data["kind"])
        if self.one is not None:
            others = others.exclude(pk=self.one.pk)
        return others.touching(data["first_day"], data["last_day"]).exists()

    def columns(self) -> dict[str, Any]:
        """What the services take."""
        data = dict(self.cleaned_data)
        lat, lon = data.pop("point") or (None, None)
        return {**data, "lat": lat, "lon": lon}


def _initial(one: Interruption) -> dict[str, Any]:
    shown = {name: getattr(one, name) for name in InterruptionForm.Meta.fields}
    return shown | ({"point": f"{one.lat:.6f}, {one.lon:.6f}"} if one.lat is not None else {})
