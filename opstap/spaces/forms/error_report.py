"""Where the report of an error stands, and what its writer is answered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.spaces.models import ErrorReport


class FollowUpForm(PlainForm):
    state: Any = forms.ChoiceField(
        label=_("Where does it stand?"),
        choices=[one for one in ErrorReport.State.choices if one[0] != ErrorReport.State.NEW],
        widget=forms.RadioSelect,
    )
    answer: Any = forms.CharField(
        label=_("Your answer"),
        help_text=_("The person who wrote reads it on the page she was given. Nobody else sees it."),
        max_length=ErrorReport.LONGEST_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
