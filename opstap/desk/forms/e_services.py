"""The network's list of e-services."""

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm, TextsFormField


class EServiceListForm(PlainForm):
    """An entry of the network's list."""

    names = TextsFormField(label=_("Name"), max_length=60)
    valid_until = forms.DateField(
        required=False,
        label=_("Last day"),
        help_text=_("After this day it is no longer offered. What was noted stays."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reveals = forms.BooleanField(
        required=False,
        label=_("It reveals health, justice, migration or belief"),
        help_text=_("Help with it is counted, but never kept with the code of a coaching series."),
    )
