"""One price: what it is for, how much, for whom."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainModelForm
from opstap.spaces.forms.fields import control, number_between, several
from opstap.spaces.models import PriceRule, Space
from opstap.spaces.models.price import HIGHEST
from opstap.spaces.said.prices import price_lines

MOST_FREE = 999


class PriceRuleForm(PlainModelForm):
    field_order = ("item", "amount", "unit", "publics", "free_units", "conditions")
    amount: Any = forms.DecimalField(
        label=_("How much, in euros?"),
        min_value=Decimal(0),
        max_value=HIGHEST,
        max_digits=6,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "in-s"}),
        help_text=_("Write 0 when it is free."),
    )
    publics: Any = several(
        "public", _("Only for some people?"), _("Tick nobody when this is what everybody pays.")
    )

    class Meta:
        model = PriceRule
        formfield_callback = control
        fields = ["item", "unit", "free_units", "conditions"]
        labels = {"item": _("What does one pay for?"), "free_units": _("How many of these are free first?")}
        help_texts = {
            "free_units": _("For example: 1 when the first hour is free. Leave it empty when none is."),
            "conditions": _("For example: with the card of the social welfare centre."),
        }

    def __init__(
        self, *args: Any, space: Space, today: date, row: PriceRule | None = None, **kwargs: Any
    ) -> None:
        del today
        self.space, self.row = space, row
        super().__init__(*args, initial=_initial(row) if row else None, **kwargs)
        number_between(self.fields["free_units"], 1, MOST_FREE)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("free_units") and data.get("amount") == 0:
            self.add_error("free_units", _("It is free anyway: leave this empty."))
        if data.get("item") == "other" and data.get("conditions") == {}:
            self.add_error("conditions", _("Say in words what it is."))
        elif (twin := self._twin(data)) is not None:
            words = _("This is on the list already: %(price)s Say in words what differs.")
            self.add_error("item", forms.ValidationError(words, params={"price": price_lines([twin])[0]}))
        return data

    def _twin(self, data: dict[str, Any]) -> PriceRule | None:
        """Another price of the same thing for the same people, with nothing that tells the two apart."""
        if data.get("conditions") or "item" not in data or "unit" not in data:
            return None
        publics = set(data.get("publics") or ())
        for row in self.space.price_rules.filter(item=data["item"], unit=data["unit"], conditions={}):
            is_itself = self.row is not None and row.pk == self.row.pk
            if not is_itself and (publics & set(row.publics) or (not publics and not row.publics)):
                return row
        return None

    def columns(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


def _initial(row: PriceRule) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PriceRuleForm.field_order}
