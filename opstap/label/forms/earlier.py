"""A list of labels that were given before Opstap: a file, or its lines."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.list_form import ListForm
from opstap.label.models import Scheme
from opstap.label.services.earlier import Line, try_list


class EarlierForm(ListForm[Line]):
    scheme = forms.ModelChoiceField(Scheme.objects.none(), label=_("Label"), to_field_name="slug")

    columns = _("Columns: space, since, version, source.")
    field_order = ("scheme", "file", "text", "skip")

    def __init__(self, *args: Any, schemes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scheme"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = schemes

    def try_text(self, text: str) -> list[Line]:
        return try_list(text, self.cleaned_data["scheme"])
