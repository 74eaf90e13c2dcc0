"""A space has moved for good: since when, and where to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.spaces.forms.fields import day_field
from opstap.spaces.forms.record.where import PlaceForm


class MoveForm(PlaceForm):
    on = day_field(
        label=_("Since which day is it there?"),
        help_text=_("The first day at the new address. Visits of earlier days stay with the old one."),
    )
    field_order: Any = ("on", "streets", "postcode", "cities", "municipality", "point")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("streets", "postcode"):
            self.fields[name].required = True
        # Where it is now is no beginning for where it goes to.
        self.initial = {}
        if "cities" in self.fields:
            self.fields["cities"].help_text = _("Leave it empty when it is the name of the municipality.")

    def columns(self) -> dict[str, Any]:
        columns = super().columns()
        columns.pop("on", None)
        columns["streets"] = self.cleaned_data["streets"]
        columns["cities"] = self.cleaned_data["cities"] or self.cleaned_data["municipality"].names
        return columns

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and data.get("municipality") is None:
            self.add_error("municipality", forms.ValidationError(_("Choose the municipality."), code="none"))
        return data
