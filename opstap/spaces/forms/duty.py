"""A duty: who, on which day, from when until when, and whether it comes back each week."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core.forms import PlainForm
from opstap.spaces.forms.fields import day_field, time_field
from opstap.spaces.models import Space
from opstap.spaces.services.duty import MOST_REPEATS


class DutyForm(PlainForm):
    person: Any = forms.ModelChoiceField(User.objects.none(), label=_("Who?"), empty_label=None)
    day: Any = day_field(label=_("Which day?"))
    start: Any = time_field(label=_("From"))
    end: Any = time_field(label=_("Until"))
    weekly_until: Any = day_field(
        label=_("Each week until"), required=False, help_text=_("Leave this empty when it is only once.")
    )

    def __init__(self, *args: Any, people: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.space = space
        choice = self.fields["person"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = people

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        start, end, day, until = (data.get(name) for name in ("start", "end", "day", "weekly_until"))
        if start and end and end <= start:
            self.add_error("end", _("The end comes before the beginning."))
        if day and until:
            self._check_repeats(day, until)
        return data

    def _check_repeats(self, day: date, until: date) -> None:
        if until < day:
            self.add_error("weekly_until", _("This lies before the first day."))
        elif until - day >= timedelta(weeks=MOST_REPEATS):
            self.add_error("weekly_until", _("At most one year at a time."))

    def times(self) -> dict[str, Any]:
        """What `plan_duty` takes: instants in the zone of the space."""
        data = self.cleaned_data
        zone = self.space.zone
        return {
            "person": data["person"],
            "starts_at": datetime.combine(data["day"], data["start"], zone),
            "ends_at": datetime.combine(data["day"], data["end"], zone),
            "weekly_until": data["weekly_until"],
        }
