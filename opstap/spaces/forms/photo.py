"""A photo of a space, and what it shows in words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm, TextsFormField
from opstap.spaces.models import Space
from opstap.spaces.models.organisation import LanguageRegime
from opstap.spaces.photos import Fault

LONGEST = 250
MISSING = {"fr": _("Write it in French too."), "nl": _("Write it in Dutch too.")}
WORDS = {
    Fault.TOO_LARGE: _("The photo is larger than 12 MB. Make it smaller, or take another."),
    Fault.NO_PICTURE: _("This is no picture that can be opened. Send a JPEG, a PNG or a WebP."),
    Fault.TOO_MANY_DOTS: _("The photo has too many dots. Make it smaller: 4,000 by 4,000 is enough."),
    Fault.TOO_SMALL: _("The photo is too small: at least 200 dots high and wide."),
}


class DescriptionOfPhotoForm(PlainForm):
    """In each language of the organisation, since who cannot see the photo reads this instead."""

    alternatives: Any = TextsFormField(
        label=_("What does the photo show?"),
        help_text=_(
            "For people who cannot see it. For example: a room with eight computers, two people at a table."
        ),
        max_length=LONGEST,
    )

    def __init__(self, *args: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regime = space.organisation.language_regime if space.organisation else ""
        self.needed = ("fr", "nl") if regime == LanguageRegime.BOTH else tuple(filter(None, (regime,)))

    def clean_alternatives(self) -> dict[str, str]:
        said: dict[str, str] = self.cleaned_data["alternatives"]
        missing = [MISSING[language] for language in self.needed if not said.get(language)]
        if missing:
            raise forms.ValidationError(missing[0], code="language")
        return said


class PhotoForm(DescriptionOfPhotoForm):
    field_order = ("photo", "alternatives")
    photo: Any = forms.FileField(
        label=_("Photo"),
        help_text=_(
            "JPEG, PNG or WebP, at most 12 MB. Where it was taken is not kept. "
            "Show nobody who has not agreed."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"empty": _("The file is empty.")},
    )
