"""What the public may write: in all languages of the finder."""

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.core.models import Remark


class RemarkForm(PlainForm):
    """One question. `website` is a trap: people do not see it, machines fill it in."""

    text = forms.CharField(
        label=_("What do you want to tell us?"),
        help_text=_("Tell what went wrong, or what we can do better. Do not write your codes or passwords."),
        max_length=Remark.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your remark here.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Only if you want an answer."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("This is no e-mail address. For example: name@example.org")},
    )
    page = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False)

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))
