"""The fields several forms of this room share: codes of a vocabulary, days, times, phone numbers, a point."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opstap.core import vocabularies
from opstap.core.forms import TimeBox, texts_form_field
from opstap.core.texts import TextsField

Choices = list[tuple[str, str]]

VOCABULARY_COLUMNS = {
    "host": "host",
    "price": "price",
    "kind": "organisation_kind",
    "function": "post_function",
    "status": "post_status",
    "equipment_kind": "equipment_kind",
    "qualification": "qualification",
    "item": "price_item",
    "unit": "price_unit",
}
"""Columns of this room that hold one code of a vocabulary."""

OF_THE_PLACE = ("fr", "nl")
OF_THE_PAGES = ("fr", "nl", "en")
"""Streets have names in the languages of the region, texts in those of the pages."""

LONG_TEXTS = {
    "descriptions",
    "easy_texts",
    "how_to_come",
    "what_to_bring",
    "access_note",
    "price_note",
    "hours_note",
    "conditions",
}


def codes(vocabulary: str, empty: Any = None) -> Callable[[], Choices]:
    """The choices of a vocabulary in the page's language, after `empty` when one may leave it open."""

    def choices() -> Choices:
        language = get_language() or "fr"
        terms = [(term.code, term.label(language)) for term in vocabularies.vocabulary(vocabulary).terms]
        return terms if empty is None else [("", str(empty)), *terms]

    return choices


def control(field: "models.Field[Any, Any]", **kwargs: Any) -> forms.Field | None:
    """The form field of a column: texts per language, a closed list, a date with the browser's calendar."""
    kwargs.setdefault("label", capfirst(field.verbose_name))
    if isinstance(field, TextsField):
        languages = OF_THE_PLACE if field.name in {"streets", "cities"} else OF_THE_PAGES
        return texts_form_field(field, long=field.name in LONG_TEXTS, languages=languages, **kwargs)
    if field.name in VOCABULARY_COLUMNS:
        empty = _("not said") if field.blank else None
        choices = codes(VOCABULARY_COLUMNS[field.name], empty)
        return forms.ChoiceField(required=not field.blank, choices=choices, **kwargs)
    if isinstance(field, models.BooleanField) and field.null:
        return yes_no_field(**kwargs)
    if field.choices and field.blank:
        return forms.ChoiceField(required=False, choices=[("", _("not said")), *field.flatchoices], **kwargs)
    if isinstance(field, models.DateField):
        return day_field(required=not field.blank, **kwargs)
    if isinstance(field, models.URLField):
        # "www.example.org" is enough.
        return forms.URLField(
            required=not field.blank, max_length=field.max_length, assume_scheme="https", **kwargs
        )
    if isinstance(field, models.ForeignKey) and field.blank:
        kwargs["empty_label"] = _("not said")
    if field.name == "phone":
        return PhoneField(required=not field.blank, max_length=40, **kwargs)
    return field.formfield(**kwargs)


def yes_no_field(**kwargs: Any) -> forms.TypedChoiceField:
    """Yes, no, or not said. Cleans to True, False or None."""
    choices = [("", _("not said")), ("True", _("yes")), ("False", _("no"))]
    return forms.TypedChoiceField(
        required=False, choices=choices, coerce=lambda said: said == "True", empty_value=None, **kwargs
    )


def several(vocabulary: str, label: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    """Any number of codes of a vocabulary, as tiles to tick."""
    return forms.MultipleChoiceField(
        label=label,
        help_text=help_text,
        required=False,
        choices=codes(vocabulary),
        widget=forms.CheckboxSelectMultiple,
    )


def number_between(field: forms.Field, low: int, high: int) -> None:
    """A small box for digits, that names its bounds when the number lies outside."""

    def check(value: int) -> None:
        if not low <= value <= high:
            words = _("Write a number from %(low)s to %(high)s.")
            raise forms.ValidationError(words, params={"low": str(low), "high": str(high)}, code="range")

    field.widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "in in-s"})
    field.validators += [check]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "in-d"}, **kwargs)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", attrs={"class": "in-d"}, **kwargs)


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(
        widget=DayInput(), input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"], **kwargs
    )


def time_field(**kwargs: Any) -> forms.TimeField:
    return TimeBox(widget=TimeInput(), **kwargs)


class PhoneField(forms.CharField):
    """A phone number as people write it; kept as typed."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})

    def clean(self, value: Any) -> str:
        text = " ".join(str(super().clean(value)).split())
        if text and (not re.fullmatch(r"[+0-9 ()./-]+", text) or len(re.sub(r"\D", "", text)) < 6):
            raise forms.ValidationError(_("Write a phone number with digits, such as 02 000 00 01."))
        return text


_NUMBER = r"[+-]?\d{1,3}(?:[.,]\d+)?"
_POINT = re.compile(rf"\s*({_NUMBER})\s*°?\s*[,;\s]\s*({_NUMBER})\s*°?\s*")


class PointField(forms.CharField):
    """Latitude and longitude in one box, as a map gives them: "50.8467, 4.3525". Cleans to a pair or None."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = _POINT.fullmatch(text)
        if found is None:
            raise forms.ValidationError(_("Write two numbers, such as 50.8467, 4.3525."))
        lat, lon = (float(part.replace(",", ".")) for part in found.groups())
        if abs(lat) > 90 or abs(lon) > 180:
            raise forms.ValidationError(_("These numbers lie outside of the globe."))
        return lat, lon
