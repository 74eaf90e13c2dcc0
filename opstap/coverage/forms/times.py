"""Times are brought in: which means, which file, from where, of when."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.coverage.models import Means

LARGEST = 20 * 1024 * 1024
"""On a page; the command takes ten times as much."""


class TimesForm(PlainForm):
    means = forms.ChoiceField(label=_("Times"), choices=Means.choices, widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV with the columns area (the code of an area), place (the name of a space in its address, the "
            "code of an area for its middle, or latitude and longitude: 50.8366, 4.3110) and minutes. "
            "Instead of place there may be lat and lon. At most 20 MB, 6,000,000 rows, and 600 minutes a way."
        ),
    )
    source = forms.CharField(
        label=_("Where the times come from"),
        help_text=_("Who calculated them, with what, at which time of the day."),
        max_length=200,
    )
    dated = forms.DateField(
        label=_("Of which day they are"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_file(self) -> UploadedFile:
        given: UploadedFile = self.cleaned_data["file"]
        if (given.size or 0) > LARGEST:
            raise forms.ValidationError(
                _("This file is larger than 20 MB. The command “opstap import times” takes up to 200 MB.")
            )
        return given

    def clean_dated(self) -> Any:
        dated = self.cleaned_data["dated"]
        if dated > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return dated
