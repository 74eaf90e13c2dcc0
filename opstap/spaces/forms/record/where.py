"""Name, organisation and address of a space."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.spaces.forms.fields import PointField, control
from opstap.spaces.forms.record.base import RecordForm
from opstap.spaces.models import Organisation, Precision, Space
from opstap.spaces.permissions import can_confirm_places, editable_organisations, editable_spaces
from opstap.spaces.services.record import point_of
from opstap.territory.geo import distance_m
from opstap.territory.lookup import locate
from opstap.territory.models import Area

FAR_M = 25_000
"""Further than this from the centre of its municipality, a point is taken for a slip."""


class IdentityForm(RecordForm):
    required = ("names",)

    class Meta:
        model = Space
        formfield_callback = control
        fields = ["names", "host", "organisation", "antenna_of", "is_itinerant", "valid_until"]
        labels = {"valid_until": _("Closed for good after"), "host": _("What kind of house is it?")}
        help_texts = {
            "names": _("As it stands on the door. One language is enough when the name is the same."),
            "antenna_of": _("Only when this is a smaller place of another space."),
            "valid_until": _("Leave this empty as long as the space exists."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limit_organisations()
        antenna_of = self.fields["antenna_of"]
        if isinstance(antenna_of, forms.ModelChoiceField):
            antenna_of.queryset = _siblings(self.user, self.space)
            if not antenna_of.queryset.exists():
                del self.fields["antenna_of"]

    def _limit_organisations(self) -> None:
        """Who coordinates one organisation cannot give the space away, nor lose it by choosing none."""
        mine = editable_organisations(self.user)
        if not can_confirm_places(self.user) and mine.count() < 2:
            del self.fields["organisation"]
            return
        choice = self.fields["organisation"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = Organisation.objects.filter(
                Q(pk__in=mine.values("pk")) | Q(pk=self.space.organisation_id)
            )
            choice.required = not can_confirm_places(self.user)


def _siblings(user: User, space: Space) -> Any:
    """Spaces of the same organisation that could be the main place: not itself, not its own antennas."""
    if space.organisation_id is None:
        return Space.objects.none()
    return (
        editable_spaces(user).filter(organisation=space.organisation_id, antenna_of=None).exclude(pk=space.pk)
    )


class PlaceForm(RecordForm):
    point = PointField(
        label=_("Point on the map"),
        required=False,
        max_length=60,
        help_text=_(
            "Two numbers, as a map shows them: 50.8467, 4.3525. Without them the space stands in the centre "
            "of its municipality, and the page says that this is not exact."
        ),
    )

    class Meta:
        model = Space
        formfield_callback = control
        fields = ["streets", "postcode", "cities", "municipality"]
        labels = {"municipality": _("Municipality")}
        help_texts = {
            "streets": _("In both languages where the street has two names."),
            "municipality": _("Leave this empty and it is found by the postcode."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.space.precision == Precision.EXACT:
            self.initial["point"] = f"{self.space.lat:.6f}, {self.space.lon:.6f}"
        municipality = self.fields["municipality"]
        if isinstance(municipality, forms.ModelChoiceField):
            country = Area.objects.municipalities().filter(country=self.space.country)
            municipality.queryset = country.order_by("code")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("municipality") is None and data.get("postcode"):
            data["municipality"] = municipality_of(data["postcode"])
        area, point = data.get("municipality"), data.get("point")
        if area and point and _is_far(point, area):
            words = _("This point lies far from %(area)s. Are the two numbers in the right order?")
            self.add_error("point", forms.ValidationError(words, params={"area": area}, code="far"))
        return data

    def columns(self) -> dict[str, Any]:
        columns = super().columns()
        lat, lon = columns.pop("point") or (None, None)
        return {**columns, **point_of(lat, lon, columns["municipality"])}


def _is_far(point: tuple[float, float], area: Area) -> bool:
    if area.lat is None or area.lon is None:
        return False
    return distance_m(point[0], point[1], area.lat, area.lon) > FAR_M


def municipality_of(postcode: str) -> Area | None:
    areas = [origin.area for origin in locate(postcode) if origin.area is not None]
    return next((area for area in areas if area.kind == "municipality"), None)
