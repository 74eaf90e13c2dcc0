"""What one can ask of the public register, and what is said about a label that is held."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.label.models import HELD, DecisionKind, Label, Scheme, Standing
from opstap.territory.models import Area

ALL = "all"


class RegisterFilter(PlainForm):
    """By default the labels that are held. What cannot be read is left out, never an error."""

    municipality = forms.ModelChoiceField(
        Area.objects.none(),
        label=_("Municipality"),
        required=False,
        empty_label=_("all"),
        to_field_name="code",
    )
    standing = forms.ChoiceField(label=_("Status"), required=False)
    scheme = forms.ModelChoiceField(
        Scheme.objects.none(), label=_("Label"), required=False, empty_label=_("all"), to_field_name="slug"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = Label.objects.all()
        self._choose("municipality", Area.objects.filter(pk__in=labels.values("space__municipality")))
        self._choose("scheme", Scheme.objects.filter(pk__in=labels.values("version__scheme")))
        standing = self.fields["standing"]
        if isinstance(standing, forms.ChoiceField):
            held = ("", _("held today: in force or suspended"))
            standing.choices = [held, *Standing.choices, (ALL, _("all, also those that ended"))]

    def _choose(self, name: str, choices: "QuerySet[Any]") -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = choices

    def narrow(self, labels: "QuerySet[Label]") -> "QuerySet[Label]":
        self.is_valid()
        said = self.cleaned_data
        if said.get("municipality"):
            labels = labels.filter(space__municipality=said["municipality"])
        if said.get("scheme"):
            labels = labels.filter(version__scheme=said["scheme"])
        standing = said.get("standing") or ""
        if standing == ALL:
            return labels
        return labels.filter(standing__in=[standing] if standing else HELD)


class ReasonsForm(PlainForm):
    """Every decision states its reasons."""

    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Name functions, not people. Whoever reads the decision reads this."),
    )


class ProposalForm(ReasonsForm):
    proposal = forms.ChoiceField(label=_("What do you propose?"), widget=forms.RadioSelect)
    field_order = ("proposal", "reasons")

    def __init__(self, *args: Any, proposals: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["proposal"]
        if isinstance(field, forms.ChoiceField):
            field.choices = proposals


class AnswerForm(PlainForm):
    text = forms.CharField(
        label=_("Your answer"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 8})
    )


class ConclusionForm(ReasonsForm):
    accept = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("as proposed")), ("no", _("the label stays as it is"))],
    )
    field_order = ("accept", "reasons")


class AppealForm(PlainForm):
    grounds = forms.CharField(
        label=_("Why is the decision wrong?"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Name functions, not people."),
    )


class SureForm(PlainForm):
    """Asks nothing: the button says it."""


class SettlementForm(ReasonsForm):
    kind = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        choices=[(kind.value, kind.label) for kind in (DecisionKind.UPHOLD, DecisionKind.OVERTURN)],
    )
    field_order = ("kind", "reasons")

    def clean_kind(self) -> DecisionKind:
        return DecisionKind(self.cleaned_data["kind"])
