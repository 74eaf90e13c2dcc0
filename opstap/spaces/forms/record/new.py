"""A new space."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core.forms import PlainForm, TextsFormField
from opstap.spaces.forms.fields import OF_THE_PLACE, PhoneField
from opstap.spaces.forms.record.where import municipality_of
from opstap.spaces.models import Organisation, Role
from opstap.spaces.permissions import can_confirm_places, editable_organisations, networks_of
from opstap.spaces.services.record import point_of
from opstap.territory.models import Network


class NewSpaceForm(PlainForm):
    """The least a record needs; the rest follows page by page."""

    field_order = ("names", "organisation", "network", "streets", "postcode", "phone")
    names: Any = TextsFormField(label=_("Name"), help_text=_("As it stands on the door."), max_length=200)
    organisation: Any = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    network: Any = forms.ModelChoiceField(Network.objects.none(), label=_("Network"))
    streets: Any = TextsFormField(label=_("Street and number"), languages=OF_THE_PLACE, required=False)
    postcode: Any = forms.CharField(label=_("Postcode"), max_length=12)
    phone: Any = PhoneField(label=_("Phone"), max_length=40, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        networks = [network.pk for network in networks_of(user, Role.NETWORK_COORDINATOR)]
        self._choose("organisation", editable_organisations(user), required=not can_confirm_places(user))
        self._choose("network", Network.objects.filter(pk__in=networks), required=True)
        self.order_fields(self.field_order)

    def _choose(self, name: str, known: QuerySet[Any], *, required: bool) -> None:
        """The choice between those the person may use: not asked when none, taken when one."""
        first = list(known.values_list("pk", flat=True)[:2])
        choice = self.fields.pop(name)
        if first and isinstance(choice, forms.ModelChoiceField):
            self.fields[name] = choice
            choice.queryset, choice.required = known, required
            is_only = required and len(first) == 1
            choice.initial = first[0] if is_only else None
            choice.empty_label = None if is_only else str(_("not said"))

    def columns(self) -> dict[str, Any]:
        """What `create_space` takes: the place is found by the postcode."""
        data = dict(self.cleaned_data)
        area = municipality_of(data["postcode"])
        cities = dict(area.names) if area else {}
        return {**data, "municipality": area, "cities": cities, **point_of(None, None, area)}
