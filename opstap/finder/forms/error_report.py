"""What is wrong on the page of a place, told by a visitor: in all languages of the finder."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.spaces.models import ErrorReport


class ErrorReportForm(PlainForm):
    """What is wrong on the page of a place. `website` is a trap, as in the remarks."""

    topic = forms.ChoiceField(
        label=_("What is wrong?"), choices=ErrorReport.Topic.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Tell us more"),
        help_text=_("When were you there? What should stand here? Do not write your codes or passwords."),
        max_length=ErrorReport.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Only if you want an answer by e-mail."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("This is no e-mail address. For example: name@example.org")},
    )
    website = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("topic") == ErrorReport.Topic.OTHER and data.get("text") == "":
            self.add_error("text", _("Write in a few words what is wrong."))
        return data

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))
