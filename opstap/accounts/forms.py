"""Sign-in forms: allauth's checks, our words and controls."""

import re
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.accounts.passwords import LONG_PASSWORD
from opstap.core.forms import PlainModelForm, dress

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Dressed:
    """Puts our labels and classes on a form of allauth."""

    labels: ClassVar[dict[str, "StrPromise"]] = {}
    hints: ClassVar[dict[str, "StrPromise"]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            dress(field.widget)


class SignInForm(Dressed, account_forms.LoginForm):  # type: ignore[misc]
    labels: ClassVar = {"login": _("Your e-mail"), "password": _("Your password")}


class ChangePasswordForm(Dressed, account_forms.ChangePasswordForm):  # type: ignore[misc]
    labels: ClassVar = {
        "oldpassword": _("Your password of today"),
        "password1": _("Your new password"),
        "password2": _("The new password once more"),
    }
    hints: ClassVar = {"password1": LONG_PASSWORD}


class ForgottenPasswordForm(Dressed, account_forms.ResetPasswordForm):  # type: ignore[misc]
    labels: ClassVar = {"email": _("Your e-mail")}


class NewPasswordForm(Dressed, account_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    labels: ClassVar = {"password1": _("Your new password"), "password2": _("The new password once more")}
    hints: ClassVar = {"password1": LONG_PASSWORD}


class PasswordAgainForm(Dressed, account_forms.ReauthenticateForm):  # type: ignore[misc]
    labels: ClassVar = {"password": _("Your password")}


class Code(Dressed):
    """A code may be typed as the phone shows it, with a blank in the middle."""

    labels: ClassVar = {"code": _("The code")}
    data: dict[str, Any]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}

    def clean_code(self) -> str:
        self.cleaned_data["code"] = re.sub(r"\s", "", self.cleaned_data["code"])
        return super().clean_code()  # type: ignore[misc, no-any-return]


class CodeForm(Code, code_forms.AuthenticateForm):  # type: ignore[misc]
    pass


class CodeAgainForm(Code, code_forms.ReauthenticateForm):  # type: ignore[misc]
    pass


class FirstCodeForm(Code, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    labels: ClassVar = {"code": _("The 6 digits that the app shows now")}


class ProfileForm(PlainModelForm):
    language = forms.ChoiceField(
        label=_("Language of our mails to you"),
        choices=[("fr", "Français"), ("nl", "Nederlands"), ("en", "English")],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields: ClassVar = ["name", "public_name", "language"]
        labels: ClassVar = {"name": _("Your name"), "public_name": _("First name for visitors")}
        help_texts: ClassVar = {
            "name": _("Your colleagues see it."),
            "public_name": _("Visitors read it when you are there. Leave it empty to show no name."),
        }
