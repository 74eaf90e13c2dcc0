"""A draft of the rules: its texts, its terms, one criterion, its first day, another threshold."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm, PlainModelForm, TextsFormField, texts_form_field
from opstap.core.texts import TextsField
from opstap.label.models import Criterion, CriterionKind, Family, OnFailure, Operator, SchemeVersion
from opstap.label.services.schemes import TERMS
from opstap.spaces import facts
from opstap.spaces.facts import Unit

SHORT = {"titles"}
PARTS: dict[str, tuple[str, ...]] = {
    "texts": ("titles", "summaries"),
    "basis": ("legal_bases", "sources", "appeal_ways"),
    "terms": TERMS,
}
"""What one page asks of a version."""


def _control(field: Any, **kwargs: Any) -> forms.Field:
    if isinstance(field, TextsField):
        label = capfirst(field.verbose_name)
        return texts_form_field(field, long=field.name not in SHORT, label=label, **kwargs)
    kwargs.setdefault("label", capfirst(field.verbose_name))
    found: forms.Field = field.formfield(**kwargs)
    return found


def version_form(part: str, *args: Any, **kwargs: Any) -> "forms.ModelForm[SchemeVersion]":
    """The form of one part of a version, a key of PARTS."""
    made = forms.modelform_factory(
        SchemeVersion, form=PlainModelForm, fields=PARTS[part], formfield_callback=_control
    )
    form = made(*args, **kwargs)
    if part == "terms":
        for field in form.fields.values():
            field.widget.attrs.update({"min": 1, "class": "in in-s"})
            field.min_value = 1  # type: ignore[attr-defined]
            field.validators.append(forms.IntegerField(min_value=1, max_value=999).validators[0])
    return form


class CriterionForm(PlainForm):
    """One criterion that is declared, shown by a document or seen on a visit."""

    kind = forms.ChoiceField(choices=CriterionKind.choices, widget=forms.HiddenInput)
    texts = TextsFormField(label=_("What is asked"), long=True, max_length=1000)
    hints = TextsFormField(label=_("Hint for who fills in"), long=True, max_length=1000, required=False)
    family = forms.ChoiceField(label=_("Family"), choices=Family.choices)
    on_failure = forms.ChoiceField(
        label=_("What does a failure mean?"), choices=OnFailure.choices, widget=forms.RadioSelect
    )
    weight = forms.IntegerField(
        label=_("Weight of the evidence"), help_text=_("1 is light, 5 is heavy."), min_value=1, max_value=5
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weight"].widget.attrs["class"] = "in in-s"


class MeasuredForm(CriterionForm):
    """One criterion that Opstap measures. Only facts that a room registered are offered."""

    fact = forms.ChoiceField(label=_("What is measured"))
    operator = forms.ChoiceField(
        label=_("How is it compared?"),
        choices=Operator.choices,
        widget=forms.RadioSelect,
        help_text=_("“Is so” is for what is yes or no."),
    )
    threshold = forms.DecimalField(
        label=_("Threshold"),
        help_text=_("In the unit that stands behind what is measured. Leave it empty for yes or no."),
        required=False,
        localize=True,
        min_value=0,
        max_digits=8,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    window_days = forms.IntegerField(
        label=_("Measured over how many days?"), min_value=7, max_value=366, initial=28
    )

    field_order = ("kind", "texts", "fact", "operator", "threshold", "window_days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [
            (fact.key, f"{capfirst(fact.label)} ({unit_in_words(fact.unit)})") for fact in facts.registered()
        ]
        said = self.initial.get("fact", "")
        if said and facts.find(said) is None:
            known.append((said, _("%(fact)s (nobody measures this here)") % {"fact": said}))
        choice = self.fields["fact"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = known
        for name in ("threshold", "window_days"):
            self.fields[name].widget.attrs["class"] = "in in-s"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        fact, operator = facts.find(data.get("fact", "")), data.get("operator")
        is_number = fact is None or fact.unit != Unit.YES_NO
        if operator == Operator.IS and fact is not None and is_number:
            self.add_error("operator", _("This is a number: choose “at least” or “at most”."))
        elif operator and operator != Operator.IS and not is_number:
            self.add_error("operator", _("This is yes or no: choose “is so”."))
        lacks = data.get("threshold") is None and "threshold" not in self.errors
        if is_number and lacks and operator in (Operator.AT_LEAST, Operator.AT_MOST):
            self.add_error("threshold", _("Write the threshold as a number."))
        return data


def unit_in_words(unit: Unit) -> str:
    return str(_UNITS[unit])


_UNITS = {
    Unit.HOURS_A_WEEK: _("hours a week"),
    Unit.DAYS_A_WEEK: _("days a week"),
    Unit.PIECES: _("number"),
    Unit.YEARS: _("years"),
    Unit.PEOPLE: _("people"),
    Unit.EUROS_AN_HOUR: _("euros an hour"),
    Unit.MONTHS: _("months"),
    Unit.YES_NO: _("yes or no"),
}


def criterion_form(kind: str, *args: Any, **kwargs: Any) -> CriterionForm:
    made = MeasuredForm if kind == CriterionKind.MEASURED else CriterionForm
    return made(*args, **kwargs)


def answers_of(criterion: Criterion) -> dict[str, Any]:
    """What the form shows of a criterion that is there."""
    names = (*CriterionForm.base_fields, *MeasuredForm.base_fields)
    return {name: getattr(criterion, name) for name in names}


class PublishForm(PlainForm):
    valid_from = forms.DateField(
        label=_("Valid from"),
        help_text=_("From this day on new files are written for this version."),
        widget=forms.DateInput(attrs={"type": "date", "class": "in-d"}, format="%Y-%m-%d"),
    )


class ThresholdForm(PlainForm):
    """Which criterion, and which threshold to try."""

    criterion = forms.ChoiceField(label=_("Criterion"))
    threshold = forms.DecimalField(
        label=_("Threshold to try"),
        localize=True,
        min_value=0,
        max_value=Decimal(999_999),
        max_digits=8,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "in in-s"}),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["criterion"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = choices


class MatrixForm(PlainForm):
    """What the table of spaces shows, and in which order."""

    q = forms.CharField(
        label=_("Name"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    outcome = forms.ChoiceField(
        label=_("Measured criteria"),
        required=False,
        choices=[
            ("", _("all spaces")),
            ("meets", _("meets all")),
            ("unknown", _("something is not measured")),
            ("fails", _("fails one or more")),
        ],
    )
    label = forms.ChoiceField(
        label=_("Label"),
        required=False,
        choices=[("", _("with and without")), ("yes", _("with the label")), ("no", _("without the label"))],
    )
