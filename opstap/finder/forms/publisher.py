"""Who answers in law for what a network prints."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.territory.models import Network

# What a name and an address are written with; a sign that no font has would stop every leaflet.
_PLAIN = re.compile(r"[\w .,;:'’()/&°+-]*")


class PublisherForm(PlainForm):
    """Both, or neither."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("Of a person: first name and name."),
        max_length=Network._meta.get_field("publisher_name").max_length,
        required=False,
    )
    address = forms.CharField(
        label=_("Address"),
        help_text=_("Street, number, postcode and city. The address of the organisation will do."),
        max_length=Network._meta.get_field("publisher_address").max_length,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for field, written in list(data.items()):
            if not _PLAIN.fullmatch(written):
                self.add_error(field, _("Write it with letters, digits and plain signs only."))
        if data.get("name") == "" and data.get("address"):
            self.add_error("name", _("Write the name too, or remove both."))
        if data.get("address") == "" and data.get("name"):
            self.add_error("address", _("Write the address too, or remove both."))
        return data
