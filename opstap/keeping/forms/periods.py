"""How long a kind of data stays."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.core.retention import Rule, Unit
from opstap.keeping.services.showing import length_in_words


class PeriodForm(PlainForm):
    """A period within the bounds of the rule, in its unit."""

    period = forms.IntegerField(widget=forms.NumberInput(attrs={"inputmode": "numeric"}))

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bounds = {
            "least": length_in_words(rule.least, rule.unit),
            "most": length_in_words(rule.most, rule.unit),
        }
        field = self.fields["period"]
        field.label = _("How many days?") if rule.unit == Unit.DAYS else _("How many months?")
        field.help_text = _("From %(least)s to %(most)s.") % bounds
        field.widget.attrs |= {"min": rule.least, "max": rule.most}
        self.rule = rule

    def clean_period(self) -> int:
        period = int(self.cleaned_data["period"])
        if not self.rule.least <= period <= self.rule.most:
            raise forms.ValidationError(str(self.fields["period"].help_text), code="bounds")
        return period
