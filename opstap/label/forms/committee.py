"""Meetings and seats."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.label.forms.files import long_text
from opstap.label.forms.mandate import day_field
from opstap.label.models import Advice, Application, Part
from opstap.spaces.models import Organisation


class MeetingForm(PlainForm):
    held_on = day_field(label=_("Day"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)


class FileField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.reference}, {obj.space}"


class AgendaForm(PlainForm):
    application = FileField(label=_("File"), queryset=Application.objects.none(), to_field_name="uid")

    def __init__(self, *args: Any, files: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["application"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = files


class MinuteForm(PlainForm):
    advice = forms.ChoiceField(
        label=_("Advice of the committee"), choices=Advice.choices, widget=forms.RadioSelect
    )
    minutes = long_text(_("What was said"), rows=4, most=8000, required=False)


class CloseForm(PlainForm):
    present = long_text(_("Who was there"), rows=3, most=2000)
    minutes = long_text(_("Other points"), rows=4, most=20_000, required=False)


class SeatForm(PlainForm):
    name = forms.CharField(label=_("First name and name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("The person signs in with it."))
    part = forms.ChoiceField(label=_("Which part?"), choices=Part.choices, widget=forms.RadioSelect)
    organisation = forms.ModelChoiceField(
        label=_("Comes from"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("a body outside of the network"),
        help_text=_("She never sees a file of this organisation."),
    )
    body = forms.CharField(label=_("Name of the body outside of the network"), max_length=120, required=False)
    language = forms.ChoiceField(
        label=_("Which language does the person read?"),
        choices=[("fr", "Français"), ("nl", "Nederlands"), ("en", "English")],
        widget=forms.RadioSelect,
        initial="fr",
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["organisation"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = organisations


class EndSeatForm(PlainForm):
    last_day = day_field(label=_("What is the last day?"))
