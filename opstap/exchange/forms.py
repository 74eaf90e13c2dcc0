"""The form that takes a file of places."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.territory.models import Network


class UploadForm(PlainForm):
    file = forms.FileField(
        label=_("The file"), help_text=_("CSV, XLSX, JSON or GeoJSON; one place a row, at most 200 MB.")
    )
    source = forms.CharField(
        label=_("Name of the source"),
        help_text=_("Always the same for the same source, so that a new file updates the old one."),
        max_length=60,
        required=False,
    )
    network = forms.ModelChoiceField(
        label=_("Network"), queryset=Network.objects.none(), required=False, empty_label=_("by territory")
    )
    mapping = forms.CharField(
        label=_("Mapping"),
        help_text=_("Only for a file that Opstap does not know: which column holds what."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        max_length=20_000,
        required=False,
        strip=False,
    )

    def __init__(self, *args: Any, networks: list[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["network"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Network.objects.filter(pk__in=[network.pk for network in networks])
