"""The record of an organisation."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core.forms import PlainModelForm
from opstap.spaces.forms.fields import control
from opstap.spaces.models import Organisation, Role
from opstap.spaces.permissions import is_administrator, networks_of
from opstap.territory.models import Network


def read_enterprise_number(text: str) -> str:
    """ "BE 0403 170 701" → "0403.170.701"; a foreign number stays as typed. Raises ValueError.

    A Belgian number has ten digits, the first 0 or 1; the last two are 97 minus the rest of the first eight
    divided by 97 (Crossroads Bank for Enterprises).
    """
    typed = " ".join(text.split())
    digits = re.sub(r"\D", "", typed)
    belgian = typed.upper().startswith("BE") or (len(digits) == 10 and digits[0] in "01")
    if not belgian:
        return typed
    digits = digits.zfill(10) if len(digits) == 9 else digits
    if len(digits) != 10 or digits[0] not in "01" or 97 - int(digits[:8]) % 97 != int(digits[8:]):
        raise ValueError(typed)
    return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


class OrganisationForm(PlainModelForm):
    class Meta:
        model = Organisation
        formfield_callback = control
        fields = ["names", "kind", "enterprise_number", "language_regime", "phone", "email", "website"]
        help_texts = {
            "enterprise_number": _("In Belgium ten digits, such as 0123.456.749."),
            "language_regime": _("Posters and official notices are made in these languages."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["names"].required = True

    def clean_enterprise_number(self) -> str:
        try:
            return read_enterprise_number(self.cleaned_data["enterprise_number"])
        except ValueError:
            words = _(
                "The last two digits do not fit. Compare with the letter or the website of the register."
            )
            raise forms.ValidationError(words, code="enterprise_number") from None

    def columns(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class NewOrganisationForm(OrganisationForm):
    """A new organisation also says in which network it takes part."""

    network = forms.ModelChoiceField(Network.objects.none(), label=_("Network"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        networks = [network.pk for network in networks_of(user, Role.NETWORK_COORDINATOR)]
        choice = self.fields["network"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = Network.objects.filter(pk__in=networks)
            choice.initial = networks[0] if len(networks) == 1 else None
            choice.required = not is_administrator(user)
