"""A mandate: who entrusts what to whom, with which means, from when until when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm, PlainModelForm, TextsFormField
from opstap.label.models import Mandate
from opstap.spaces.models import NetworkMembership, Organisation, Space
from opstap.territory.models import Network


def day_field(**kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)


class MandateForm(PlainModelForm):
    titles = TextsFormField(label=_("Title"), max_length=200)
    missions = TextsFormField(label=_("Missions"), long=True)
    means = TextsFormField(label=_("Means"), long=True, required=False)
    legal_bases = TextsFormField(label=_("Legal basis"), required=False, max_length=500)
    valid_from = day_field(label=_("From"))
    valid_until = day_field(
        label=_("Until"), required=False, help_text=_("Leave this empty when no end is known.")
    )
    document = forms.FileField(
        label=_("The document"),
        required=False,
        help_text=_("PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS or plain text, at most 10 MB, without macros."),
    )

    class Meta:
        model = Mandate
        fields = (
            "titles", "authority", "organisation", "spaces", "missions", "means", "fte", "yearly_amount",
            "valid_from", "valid_until", "legal_bases",
        )  # fmt: skip
        labels = {
            "authority": _("Authority that entrusts"),
            "organisation": _("Organisation that is entrusted"),
            "spaces": _("Spaces"),
            "fte": _("Funded full-time equivalents"),
            "yearly_amount": _("Amount a year, in euros"),
        }
        widgets = {"spaces": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.network = network
        members = NetworkMembership.objects.filter(network=network, organisation__isnull=False)
        organisations = Organisation.objects.filter(pk__in=members.values("organisation")).order_by("pk")
        self._choose("authority", organisations)
        self._choose("organisation", organisations)
        self._choose("spaces", Space.objects.of_network(network).order_by("folded_name", "pk"))

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = choices

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day comes before the first day."))
        authority, organisation = data.get("authority"), data.get("organisation")
        if authority and authority == organisation:
            self.add_error("organisation", _("An organisation cannot entrust something to itself."))
        if organisation and any(one.organisation_id != organisation.pk for one in data.get("spaces") or []):
            self.add_error("spaces", _("Choose spaces that this organisation runs."))
        return data


class MandateEndForm(PlainForm):
    last_day = day_field(label=_("Last day"))
