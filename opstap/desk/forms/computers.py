"""The name of a computer, one's PIN, and saying who is at the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core.forms import PlainForm
from opstap.spaces.models import Space
from opstap.spaces.permissions import team_of

_PIN = {"required": _("Write your PIN: 4 to 6 digits."), "invalid": _("A PIN has 4 to 6 digits.")}


def _pin_field(label: Any, autocomplete: str) -> forms.RegexField:
    attrs = {"inputmode": "numeric", "autocomplete": autocomplete, "maxlength": "6", "class": "in-s"}
    return forms.RegexField(
        "^[0-9]{4,6}$", label=label, error_messages=_PIN, widget=forms.PasswordInput(attrs=attrs)
    )


class ComputerForm(PlainForm):
    name = forms.CharField(
        max_length=60,
        label=_("What is this computer called?"),
        help_text=_("For example: desk at the entrance."),
        error_messages={"required": _("Give the computer a name.")},
    )


class PinForm(PlainForm):
    pin = _pin_field(_("Your PIN for this desk: 4 to 6 digits"), "new-password")
    again = _pin_field(_("The same PIN again"), "new-password")

    def clean_pin(self) -> str:
        pin: str = self.cleaned_data["pin"]
        if len(set(pin)) == 1 or pin in "01234567890" or pin in "09876543210":
            raise forms.ValidationError(_("This PIN is too easy to guess. Choose another one."))
        return pin

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if not self.errors and answers["pin"] != answers["again"]:
            self.add_error("again", _("The two PINs are not the same."))
        return answers


class MemberField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: User) -> str:
        return obj.public_name or obj.name


class WhoForm(PlainForm):
    pin = _pin_field(_("PIN"), "off")

    def __init__(self, data: Any = None, *, space: Space, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = MemberField(
            team_of(space),
            to_field_name="uid",
            empty_label=None,
            label=_("Who are you?"),
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Choose who you are."),
                "invalid_choice": _("Choose who you are."),
            },
        )
        self.fields = {"person": field} | self.fields
