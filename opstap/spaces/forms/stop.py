"""A stop of an itinerant space: where, and on which days of the week or on which dates."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainModelForm
from opstap.spaces.forms.fields import PointField, control, time_field
from opstap.spaces.forms.times import said_times, weekday_choices
from opstap.spaces.hours.osm import DAYS, MONTHS
from opstap.spaces.models import Stop

MOST_DATES = 12
LONGEST = timedelta(days=3 * 366)


class StopForm(PlainModelForm):
    field_order = ("names", "streets", "postcode", "cities", "point", "days", "dates", "start", "end")
    point: Any = PointField(
        label=_("Point on the map"),
        required=False,
        max_length=60,
        help_text=_(
            "Two numbers, as a map shows them: 50.8467, 4.3525. Without them nobody finds it nearby."
        ),
    )
    days: Any = forms.MultipleChoiceField(
        label=_("Each week on"), required=False, choices=weekday_choices, widget=forms.CheckboxSelectMultiple
    )
    dates: Any = forms.CharField(
        label=_("Or only on these dates"),
        required=False,
        max_length=200,
        help_text=_("Day, month, year, with a comma between them: 12/12/2026, 19/12/2026"),
    )
    start: Any = time_field(label=_("From"))
    end: Any = time_field(label=_("Until"))

    class Meta:
        model = Stop
        formfield_callback = control
        fields = ["names", "streets", "postcode", "cities"]
        help_texts = {"names": _("As people know it: the church square, the library.")}

    def __init__(self, *args: Any, today: date, stop: Stop | None = None, **kwargs: Any) -> None:
        self.today = today
        super().__init__(*args, initial=_initial(stop) if stop else None, **kwargs)

    def clean_dates(self) -> list[date]:
        found = [_as_date(part) for part in re.split(r"[,;\s]+", self.cleaned_data["dates"]) if part]
        if None in found:
            raise forms.ValidationError(_("Write each date as day, month, year: 12/12/2026."))
        days = sorted({day for day in found if day is not None})
        if len(days) > MOST_DATES:
            raise forms.ValidationError(_("At most %(n)s dates.") % {"n": MOST_DATES})
        if any(abs(day - self.today) > LONGEST for day in days):
            raise forms.ValidationError(_("This day lies years away. Look at it again."))
        return days

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        start, end = data.get("start"), data.get("end")
        if start and end and end <= start:
            self.add_error("end", _("The end comes before the beginning."))
        if "days" in data and "dates" in data and bool(data["days"]) == bool(data["dates"]):
            self.add_error("days", _("Choose days of the week, or write dates: one of the two."))
        return data

    def columns(self) -> dict[str, Any]:
        """What the services take."""
        data = dict(self.cleaned_data)
        lat, lon = data.pop("point") or (None, None)
        days, dates, start, end = (data.pop(name) for name in ("days", "dates", "start", "end"))
        when = ",".join(code for code in DAYS if code in days) or ",".join(map(_osm_date, dates))
        return {**data, "lat": lat, "lon": lon, "hours": f"{when} {start:%H:%M}-{end:%H:%M}"}


def _as_date(written: str) -> date | None:
    for form in ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _osm_date(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02}"


def _initial(stop: Stop) -> dict[str, Any]:
    shown = {name: getattr(stop, name) for name in StopForm.Meta.fields} | _said(stop.hours)
    return shown | ({"point": f"{stop.lat:.6f}, {stop.lon:.6f}"} if stop.lat is not None else {})


def _said(hours: str) -> dict[str, Any]:
    said = said_times(hours)
    return said | {"dates": ", ".join(f"{day:%d/%m/%Y}" for day in said["dates"])} if said else {}
