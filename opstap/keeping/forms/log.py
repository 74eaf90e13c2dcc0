"""What to look for in the log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core import acts
from opstap.core.forms import PlainForm
from opstap.keeping.services.log import Wanted


class LogForm(PlainForm):
    """A question to the log, in the address of the page. Everything may stay open."""

    person = forms.CharField(label=_("Who? Name or e-mail"), required=False, max_length=120)
    act = forms.ChoiceField(label=_("What?"), required=False)
    first = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, own_records: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hidden = set() if own_records else acts.acts_of_the_space()
        words = {code: str(text) for code, text in acts.all_acts().items() if code not in hidden}
        choice = self.fields["act"]
        assert isinstance(choice, forms.ChoiceField)
        named = sorted(words.items(), key=lambda pair: pair[1].casefold())
        choice.choices = [("", _("everything")), *named]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", _("The first day is after the last day."))
        return cleaned

    @property
    def wanted(self) -> Wanted:
        return Wanted(**self.cleaned_data)
