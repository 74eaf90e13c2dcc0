"""Sign-in forms: allauth's checks, our words and controls."""

import re
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from opstap.accounts.devices import NAME_LENGTH
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


class Credential(Dressed):
    """What a browser answers about a passkey. Anything may stand there: whatever is no answer is refused."""

    labels: ClassVar = {"name": _("How do you call it?")}
    _errors: ErrorDict
    error_class: Any
    refused = _("This passkey was not accepted. Nothing was changed. Try again.")

    def full_clean(self) -> None:
        try:
            super().full_clean()  # type: ignore[misc]
            is_right = not {"credential", NON_FIELD_ERRORS} & self._errors.keys()
        except Exception:  # the library raises whatever it trips over
            is_right = False
        if not is_right:
            self._errors = ErrorDict({NON_FIELD_ERRORS: self.error_class([str(self.refused)])})


class AddPasskeyForm(Credential, passkey_forms.AddWebAuthnForm):  # type: ignore[misc]
    hints: ClassVar = {"name": _("So that you recognise it in your list.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Our script asks for a passkey wherever the device can make one.
        self.fields.pop("passwordless", None)
        self.fields["name"].validators.append(MaxLengthValidator(NAME_LENGTH))


class NamePasskeyForm(Dressed, passkey_forms.EditWebAuthnForm):  # type: ignore[misc]
    labels: ClassVar = {"name": _("How do you call it?")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].validators.append(MaxLengthValidator(NAME_LENGTH))


class PasskeyForm(Credential, passkey_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyAgainForm(Credential, passkey_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeySignInForm(Credential, passkey_forms.LoginWebAuthnForm):  # type: ignore[misc]
    pass


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
