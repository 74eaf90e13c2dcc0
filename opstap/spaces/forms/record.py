"""The record of a space, one thing a page: each form shows some columns and some vocabularies of it."""

import copy
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core.forms import PlainForm, PlainModelForm, TextsFormField
from opstap.spaces.building import CODES_IN_ORDER, NO, QUESTIONS, YES, Question, with_answers
from opstap.spaces.forms.easy import ADVICE, hard_to_read
from opstap.spaces.forms.fields import OF_THE_PLACE, PhoneField, PointField, control, several
from opstap.spaces.models import Organisation, Precision, Role, Space, Wheelchair
from opstap.spaces.permissions import can_confirm_places, editable_organisations, editable_spaces, networks_of
from opstap.spaces.services.record import point_of
from opstap.territory.geo import distance_m
from opstap.territory.lookup import locate
from opstap.territory.models import Area, Network

FAR_M = 25_000
"""Further than this from the centre of its municipality, a point is taken for a slip."""


class RecordForm(PlainModelForm):
    """Some columns of a space. Works on a copy, so that the page still shows what is stored."""

    offers: ClassVar[dict[str, Any]] = {}
    """Vocabulary → label, for those whose codes the form asks for."""
    required: ClassVar[tuple[str, ...]] = ()
    note: Any = ""
    """What the page says above the questions."""

    def __init__(self, *args: Any, space: Space, user: User, **kwargs: Any) -> None:
        self.user, self.space = user, space
        initial = {vocabulary: space.codes(vocabulary) for vocabulary in self.offers}
        super().__init__(*args, instance=copy.copy(space), initial=initial, **kwargs)
        for vocabulary, label in self.offers.items():
            self.fields[vocabulary] = several(vocabulary, label)
        for name in self.required:
            self.fields[name].required = True

    def columns(self) -> dict[str, Any]:
        """What goes into the columns of the space; texts in languages the form does not ask for stay."""
        asked = {name: field for name, field in self.fields.items() if name not in self.offers}
        return {name: self._with_other_languages(name, field) for name, field in asked.items()}

    def _with_other_languages(self, name: str, field: forms.Field) -> Any:
        value = self.cleaned_data[name]
        if not isinstance(field, TextsFormField):
            return value
        kept = {code: text for code, text in getattr(self.space, name).items() if code not in field.languages}
        return {**kept, **value}

    def offered(self) -> dict[str, list[str]]:
        return {vocabulary: self.cleaned_data[vocabulary] for vocabulary in self.offers}


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
            data["municipality"] = _municipality_of(data["postcode"])
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


def _municipality_of(postcode: str) -> Area | None:
    areas = [origin.area for origin in locate(postcode) if origin.area is not None]
    return next((area for area in areas if area.kind == "municipality"), None)


class ContactForm(RecordForm):
    class Meta:
        model = Space
        formfield_callback = control
        fields = ["phone", "email", "website"]


class OfferForm(RecordForm):
    offers: ClassVar[dict[str, Any]] = {
        "service": _("What do people get help with?"),
        "support": _("How do you help?"),
    }

    class Meta:
        model = Space
        formfield_callback = control
        fields: ClassVar[list[str]] = []


class PriceForm(RecordForm):
    class Meta:
        model = Space
        formfield_callback = control
        fields = ["price", "price_hour", "price_note"]
        help_texts = {
            "price_hour": _(
                "The highest price of an hour at a computer, without a course. For example: 1.50"
            ),
            "price_note": _("For example: printing costs 0.10 euro a page."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price_hour"].localize = True
        self.fields["price_hour"].widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "in in-s"})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        hour, is_free = data.get("price_hour"), data.get("price") == "free"
        if hour and is_free:
            self.add_error("price_hour", _("You say that it is free: leave the price of an hour empty."))
        elif hour == 0 and not is_free:
            self.add_error("price_hour", _("When an hour costs nothing, choose “free” and leave this empty."))
        elif hour is not None and hour < 0:
            self.add_error("price_hour", _("A price is not below zero."))
        return {**data, "price_hour": hour or None}


class WelcomeForm(RecordForm):
    offers: ClassVar[dict[str, Any]] = {
        "access_mode": _("How do people come to you?"),
        "language": _("Which languages does the team speak?"),
        "public": _("Is there something special for some people?"),
        "special_care": _("Who gets special care?"),
    }

    class Meta:
        model = Space
        formfield_callback = control
        fields = ["admission"]
        labels = {"admission": _("Who gets equipment and help, whatever they come to do?")}
        help_texts = {"admission": _("A course may still be for a group.")}


class AccessForm(RecordForm):
    """The wheelchair, the questions about the building, and what else there is to say."""

    class Meta:
        model = Space
        formfield_callback = control
        fields = ["wheelchair", "access_note"]
        labels = {"wheelchair": _("Does one get in with a wheelchair?")}
        help_texts = {"access_note": _("What the answers above do not say: which bell, which lift.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            said = self.space.building.get(question.code, {})
            self.fields[question.code] = _yes_no(question, said.get("answer", ""))
        self.order_fields(["wheelchair", *CODES_IN_ORDER, "access_note"])

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        is_barred = data.get("step_free") == "no" and data.get("ramp") == "no"
        if is_barred and data.get("wheelchair") == Wheelchair.YES:
            words = _("There is a step and no ramp: nobody gets in alone with a wheelchair.")
            self.add_error("wheelchair", words)
        return data

    def columns(self) -> dict[str, Any]:
        columns = super().columns()
        said = {code: columns.pop(code) for code in CODES_IN_ORDER}
        today = timezone.localdate(timezone=self.space.zone)
        return {**columns, "building": with_answers(self.space.building, said, today)}


def _yes_no(question: Question, answer: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question.asked,
        help_text=question.hint,
        required=False,
        initial=answer,
        choices=[(YES, _("yes")), (NO, _("no")), ("", _("I do not know"))],
        widget=forms.RadioSelect,
    )


class EquipmentForm(RecordForm):
    class Meta:
        model = Space
        formfield_callback = control
        fields = ["computers", "tablets", "printers", "seats"]
        help_texts = {
            "computers": _("Write 0 when there is none. Leave it empty when you do not know."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.space.equipment.counts():
            del self.fields[name]
            self.note = _("What stands in the list of equipment is counted there and not asked again.")


class DescriptionForm(RecordForm):
    class Meta:
        model = Space
        formfield_callback = control
        fields = ["descriptions"]
        help_texts = {"descriptions": _("Short sentences and easy words. What can I do here?")}


class EasyForm(RecordForm):
    class Meta:
        model = Space
        formfield_callback = control
        fields = ["easy_texts"]
        help_texts = {"easy_texts": ADVICE}

    def clean_easy_texts(self) -> dict[str, str]:
        texts: dict[str, str] = self.cleaned_data["easy_texts"]
        faults = [fault for text in texts.values() for fault in hard_to_read(text)]
        if faults:
            raise forms.ValidationError(faults)
        return texts


class WayForm(RecordForm):
    class Meta:
        model = Space
        formfield_callback = control
        fields = ["how_to_come"]
        help_texts = {"how_to_come": _("Stop, tram, bus, which door, which floor.")}


class BringForm(RecordForm):
    class Meta:
        model = Space
        formfield_callback = control
        fields = ["what_to_bring"]
        help_texts = {"what_to_bring": _("For example: your letter, your phone, your identity card.")}


class HoursNoteForm(RecordForm):
    class Meta:
        model = Space
        formfield_callback = control
        fields = ["hours_note"]
        help_texts = {"hours_note": _("For example: ring the bell, or call first on Friday.")}


PARTS: dict[str, tuple[Any, type[RecordForm]]] = {
    "identity": (_("Name and organisation"), IdentityForm),
    "place": (_("Address"), PlaceForm),
    "contact": (_("Contact"), ContactForm),
    "hours-note": (_("Remark about the hours"), HoursNoteForm),
    "offer": (_("What you offer"), OfferForm),
    "price": (_("Price"), PriceForm),
    "welcome": (_("Who is welcome, and how"), WelcomeForm),
    "access": (_("Way in"), AccessForm),
    "equipment": (_("Equipment"), EquipmentForm),
    "description": (_("What people can do here"), DescriptionForm),
    "easy": (_("In easy words"), EasyForm),
    "way": (_("How to come"), WayForm),
    "bring": (_("What to bring"), BringForm),
}
"""The pages of the record in their order: name in the address → title and form."""


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
        area = _municipality_of(data["postcode"])
        cities = dict(area.names) if area else {}
        return {**data, "municipality": area, "cities": cities, **point_of(None, None, area)}
