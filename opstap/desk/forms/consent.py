"""A signed consent sheet, as a line of the register. There is no field for a name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.context import LANGUAGES
from opstap.core.forms import PlainForm


class ConsentForm(PlainForm):
    language = forms.ChoiceField(
        choices=LANGUAGES, label=_("Language of the sheet"), widget=forms.RadioSelect
    )
    given_on = forms.DateField(
        label=_("Signed on"),
        widget=forms.DateInput(attrs={"type": "date", "class": "in-d"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a day, such as 2026-04-14.")},
    )
