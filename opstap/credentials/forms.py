"""What the public hands in to be checked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm

ACCEPTED = ".json,.jsonld,.jwt,.txt,.svg,application/json,image/png,image/jpeg,image/webp"


class CheckForm(PlainForm):
    """A file or a text; with both, the file counts."""

    file = forms.FileField(
        label=_("The file you were given, or a photo of the QR code"),
        help_text=_(
            "A file that ends in .json or .jwt, a badge as a picture (PNG or SVG), or a photo or picture "
            "of the square on a poster (JPEG, PNG or WebP, at most 8 MB)."
        ),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    text = forms.CharField(
        label=_("Or: its text, or the address behind the QR code"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("file") and not given.get("text"):
            raise forms.ValidationError(_("Choose a file, or paste a text."))
        return given

    def content(self, most: int) -> bytes:
        """At most one byte more than `most`, so that what is too long is seen to be."""
        file = self.cleaned_data.get("file")
        if file:
            content: bytes = file.read(most + 1)
            return content
        return str(self.cleaned_data["text"]).encode()[: most + 1]
