"""What is asked: a scope and a period; and what a coordinator types once a year."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import dateformat
from django.utils.translation import gettext_lazy as _

from opstap.census.indicators import Indicator
from opstap.census.permissions import Choices, key_of
from opstap.census.report import Scope
from opstap.core import periods
from opstap.core.forms import PlainForm, dress
from opstap.core.periods import Period, PeriodError

YEARS_SHOWN = 10
DATES = "dates"


def part_choices() -> Iterator[tuple[Any, Any]]:
    yield "year", _("the whole year")
    yield (
        _("Quarter"),
        [
            ("q1", _("January to March")),
            ("q2", _("April to June")),
            ("q3", _("July to September")),
            ("q4", _("October to December")),
        ],
    )
    yield _("Month"), [(str(month), dateformat.format(date(2024, month, 1), "F")) for month in range(1, 13)]
    yield DATES, _("other dates, given below")


class QuestionForm(PlainForm):
    """A plain GET form; an address without a question asks for the year of the last whole month."""

    of = forms.CharField(label=_("Of whom"))
    part = forms.ChoiceField(label=_("Part of the year"))
    year = forms.IntegerField(label=_("Year"))
    first = forms.DateField(
        label=_("First day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    last = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, asked: dict[str, str], *, choices: Choices, scope: Scope, today: date) -> None:
        self.today = today
        super().__init__(self._with_defaults(asked, scope))
        self.fields["of"].widget = forms.Select(choices=_scope_choices(choices, scope), attrs={"class": "in"})
        part = self.fields["part"]
        assert isinstance(part, forms.ChoiceField)
        part.choices = list(part_choices())
        years = {*range(today.year, today.year - YEARS_SHOWN, -1), *_year_in(asked)}
        shown = [(year, str(year)) for year in sorted(years, reverse=True)]
        self.fields["year"].widget = forms.Select(choices=shown, attrs={"class": "in"})

    def _with_defaults(self, asked: dict[str, str], scope: Scope) -> dict[str, str]:
        usual = {"part": "year", "year": str(periods.last_whole_month(self.today).year)}
        return usual | {name: value for name, value in asked.items() if value} | {"of": key_of(scope)}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                cleaned["period"] = self._period(cleaned)
            except PeriodError as problem:
                field = "first" if cleaned["part"] == DATES else "year"
                self.add_error(field, str(problem))
        return cleaned

    def _period(self, cleaned: dict[str, Any]) -> Period:
        if cleaned["part"] == DATES:
            return self._between(cleaned.get("first"), cleaned.get("last"))
        return begun(period_of(cleaned["part"], cleaned["year"]), self.today)

    def _between(self, first: date | None, last: date | None) -> Period:
        if first is None or last is None:
            raise PeriodError(_("Give the first and the last day."))
        return begun(periods.between(first, last), self.today)

    @property
    def period(self) -> Period:
        """Of a valid form."""
        found: Period = self.cleaned_data["period"]
        return found


def period_of(part: str, year: int) -> Period:
    """The period of "year", "q1" to "q4", or "1" to "12" of a year."""
    if part == "year":
        return periods.year_of(year)
    if part.startswith("q"):
        return periods.quarter_of(year, int(part[1:]))
    return periods.month_of(year, int(part))


def begun(period: Period, today: date) -> Period:
    """The period itself. Raises PeriodError when it lies in the future."""
    if period.first > today:
        raise PeriodError(_("This period has not begun yet."))
    return period


def _year_in(asked: dict[str, str]) -> set[int]:
    text = asked.get("year", "")
    is_year = len(text) == 4 and text.isascii() and text.isdigit()
    return {int(text)} if is_year and periods.FIRST_YEAR <= int(text) <= periods.LAST_YEAR else set()


def _scope_choices(choices: Choices, scope: Scope) -> list[tuple[Any, Any]]:
    groups: list[tuple[Any, Sequence[Scope]]] = [
        (_("Network"), choices.networks),
        (_("Municipality"), choices.municipalities),
        (_("Organisation"), choices.organisations),
        (_("Space"), choices.spaces),
    ]
    listed: list[tuple[Any, Any]] = []
    for label, things in groups:
        if things:
            listed.append((label, [(key_of(thing), str(thing)) for thing in things]))
    known = {key for _label, options in listed for key, _name in options}
    chosen = key_of(scope)
    return listed if chosen in known else [(chosen, str(scope)), *listed]


class MonthForm(forms.Form):
    """A month as "2026-10", and what is said of it. `nobody`: yes, really nothing was counted in it."""

    month = forms.DateField(input_formats=["%Y-%m"])
    take_back = forms.BooleanField(required=False)
    nobody = forms.BooleanField(required=False)

    def clean_month(self) -> date:
        month: date = self.cleaned_data["month"]
        try:
            return periods.month_of(month.year, month.month).first
        except PeriodError as problem:
            raise forms.ValidationError(str(problem)) from problem


class YearForm(PlainForm):
    """The yearly report of a space: a field for each indicator that the system does not measure itself.

    Empty = not reported, 0 = none.
    """

    def __init__(self, *args: Any, indicators: list[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for indicator in indicators:
            self.fields[indicator.code] = _number_field(indicator)
            dress(self.fields[indicator.code].widget)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given, learned, people = (
            cleaned.get(code) for code in ("training_hours_given", "learner_hours", "training_users")
        )
        if given is not None and learned is not None and learned < given:
            self.add_error(
                "learner_hours",
                _("Learner hours count each person, so they cannot be fewer than the hours given."),
            )
        if given is not None and people and not given:
            self.add_error(
                "training_users",
                _("People followed training, but no hours were given. Which of the two is right?"),
            )
        return cleaned

    @property
    def values(self) -> dict[str, Decimal | None]:
        """Of a valid form: what was typed, by the indicator's code."""
        return {code: None if value is None else Decimal(value) for code, value in self.cleaned_data.items()}


def _number_field(indicator: Indicator) -> forms.Field:
    shared: dict[str, Any] = {
        "label": indicator.name,
        "help_text": indicator.definition,
        "required": False,
        "min_value": 0,
    }
    if indicator.decimals == 0:
        whole = forms.IntegerField(max_value=9_999_999, localize=True, **shared)
        whole.widget.attrs["inputmode"] = "numeric"
        return whole
    field = forms.DecimalField(max_digits=9, decimal_places=2, localize=True, **shared)
    field.widget.attrs["inputmode"] = "decimal"
    return field
