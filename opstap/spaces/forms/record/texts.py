"""What the record says in sentences."""

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.spaces.forms.easy import ADVICE, hard_to_read
from opstap.spaces.forms.fields import control
from opstap.spaces.forms.record.base import RecordForm
from opstap.spaces.models import Space


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
