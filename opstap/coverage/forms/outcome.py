"""Which year of a plan is held against what was there, and on which day."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.core.moments import date_words
from opstap.coverage.models import Aim, CoveragePlan
from opstap.coverage.outcome.then import day_of, end_of, year_on, years_of


class OutcomeForm(PlainForm):
    """A plain GET form; what is not asked, or cannot be, takes its usual value."""

    year = forms.TypedChoiceField(label=_("Year of the plan"), coerce=int)
    on = forms.DateField(
        label=_("As it was on"),
        help_text=_("From the day of the plan until today."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, plan: CoveragePlan, given: dict[str, str], today: date) -> None:
        self.plan, self.given, self.today = plan, given, today
        usual = {"on": today.isoformat(), "year": str(year_on(plan, today))}
        super().__init__(usual | {name: value for name, value in given.items() if value})
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (str(year), _("year %(n)s, until %(date)s") % {"n": year, "date": date_words(end_of(plan, year))})
            for year in years_of(plan)
        ]
        if plan.aim != Aim.NORM:
            # Hours carry no date.
            del self.fields["on"]

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(_("This day is still to come. Choose today or an earlier day."))
        if on < day_of(self.plan):
            words = _("The plan was made on %(date)s. Choose that day or a later one.")
            raise forms.ValidationError(words % {"date": date_words(day_of(self.plan))})
        return on

    def mended(self) -> "OutcomeForm":
        """The same question, valid."""
        given = {name: value for name, value in self.given.items() if name not in self.errors}
        form = OutcomeForm(self.plan, given, self.today)
        form.is_valid()
        return form

    @property
    def asked(self) -> tuple[int, date]:
        """Of a valid form."""
        return self.cleaned_data["year"], self.cleaned_data.get("on", self.today)
