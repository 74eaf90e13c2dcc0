"""What the pages of a record have in common."""

import copy
from typing import Any, ClassVar

from django import forms

from opstap.accounts.models import User
from opstap.core.forms import PlainModelForm, TextsFormField
from opstap.spaces.forms.fields import several
from opstap.spaces.models import Space


class RecordForm(PlainModelForm):
    """Some columns of a space. Works on a copy, so that the page still shows what is stored."""

    offers: ClassVar[dict[str, Any]] = {}
    """Vocabulary → label, for those whose codes the form asks for."""
    required: ClassVar[tuple[str, ...]] = ()
    note: Any = ""
    """What the page says above the questions, and where the rest is told: an address and its name."""
    elsewhere: tuple[str, Any] = ("", "")

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
