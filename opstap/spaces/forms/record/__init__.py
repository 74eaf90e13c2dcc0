"""The record of a space, one thing a page: each form shows some columns and some vocabularies of it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from opstap.spaces.forms.record.base import RecordForm
from opstap.spaces.forms.record.new import NewSpaceForm
from opstap.spaces.forms.record.offered import (
    AccessForm,
    ContactForm,
    EquipmentForm,
    OfferForm,
    PriceForm,
    WelcomeForm,
)
from opstap.spaces.forms.record.texts import BringForm, DescriptionForm, EasyForm, HoursNoteForm, WayForm
from opstap.spaces.forms.record.where import IdentityForm, PlaceForm

__all__ = ["PARTS", "NewSpaceForm"]

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
