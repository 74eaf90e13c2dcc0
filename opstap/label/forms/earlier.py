"""A list of labels that were given before Opstap: a file, or its lines."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.label.models import Scheme
from opstap.label.services.earlier import LARGEST, Line, UnreadableError, decode, try_list


class EarlierForm(PlainForm):
    scheme = forms.ModelChoiceField(Scheme.objects.none(), label=_("Label"), to_field_name="slug")
    file = forms.FileField(
        label=_("List as CSV"), required=False, help_text=_("Columns: space, since, version, source.")
    )
    text = forms.CharField(
        label=_("Lines of the list"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Paste them here, or choose a file. After trying, the lines of the file stand here."),
    )
    skip = forms.BooleanField(label=_("Leave out the rows with a problem"), required=False)

    def __init__(self, *args: Any, schemes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: list[Line] = []
        field = self.fields["scheme"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = schemes

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        try:
            text = decode(data["file"].read()) if data.get("file") else data.get("text", "")
            if not text.strip():
                self.add_error("text", _("Choose a file, or paste the lines of the list."))
            elif data.get("scheme"):
                self.lines = try_list(text, data["scheme"])
        except UnreadableError as error:
            self.add_error("file" if data.get("file") else "text", str(error))
            text = ""
        if text:
            self.data = {**self.data.dict(), "text": text}  # type: ignore[attr-defined]
        return data

    @property
    def problems(self) -> list[Line]:
        return [line for line in self.lines if line.problem]
