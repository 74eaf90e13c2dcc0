"""What is asked of reach, and the rules by which a network measures it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm, dress
from opstap.core.moments import weekday_name
from opstap.core.vocabularies import vocabulary
from opstap.coverage.models import Measure
from opstap.coverage.models.rules import GREATEST_WEIGHT, LONGEST_M, LONGEST_MIN, SHORTEST_M, SHORTEST_MIN
from opstap.coverage.reach.demand import FigureUsed, Level
from opstap.coverage.reach.supply import Asked
from opstap.coverage.rules import Rules
from opstap.coverage.words import KINDS, figure_words, level_words

ORDERS = (
    ("missing", _("most posts missing first")),
    ("access", _("least help first")),
    ("population", _("most inhabitants first")),
    ("name", _("by name")),
)


ANY = "any"
USUAL = {"kind": "staffed", "weekday": "0", "language": ANY, "order": "missing"}


class ReachForm(PlainForm):
    """A plain GET form; what is not asked takes its usual value."""

    kind = forms.ChoiceField(label=_("Hours"), choices=tuple(KINDS.items()))
    weekday = forms.TypedChoiceField(label=_("Day"), coerce=int)
    evening = forms.BooleanField(label=_("only after 18:00"), required=False)
    language = forms.ChoiceField(label=_("Language spoken"))
    level = forms.ChoiceField(label=_("Areas"))
    order = forms.ChoiceField(label=_("Order"), choices=ORDERS)

    def __init__(self, given: dict[str, str], *, levels: tuple[Level, ...], languages: list[str]) -> None:
        self.given, self.levels, self.languages = given, levels, languages
        usual = USUAL | {"level": levels[0].key if levels else ""}
        super().__init__(usual | {name: value for name, value in given.items() if value})
        days = [("0", _("the whole week")), *((str(day), weekday_name(day)) for day in range(1, 8))]
        spoken = vocabulary("language")
        names = [(code, spoken.label(code, get_language() or "fr")) for code in languages]
        self._choose("weekday", days)
        self._choose("language", [(ANY, _("any language")), *sorted(names, key=lambda name: name[1])])
        self._choose("level", [(level.key, level_words(level)) for level in levels])
        if len(levels) < 2:
            del self.fields["level"]

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def mended(self) -> "ReachForm":
        """The same question, valid: each part that cannot be answered takes its usual value."""
        given = {name: value for name, value in self.given.items() if name not in self.errors}
        form = ReachForm(given, levels=self.levels, languages=self.languages)
        form.is_valid()
        return form

    @property
    def asked(self) -> Asked:
        """Of a valid form."""
        given = self.cleaned_data
        language = "" if given["language"] == ANY else given["language"]
        return Asked(given["kind"], given["weekday"], given["evening"], language)


class RulesForm(PlainForm):
    """How far, by which way, and one weight for each figure the areas have; empty = no weight.

    The measure and its minutes stay as they were where they are not sent.
    """

    measure = forms.ChoiceField(
        label=_("By what ways are taken"), choices=Measure.choices, widget=forms.RadioSelect, required=False
    )
    reach_m = forms.IntegerField(
        label=_("How far is near, in metres of way"),
        help_text=_("2500 metres are half an hour on foot."),
        min_value=SHORTEST_M,
        max_value=LONGEST_M,
    )
    reach_min = forms.IntegerField(
        label=_("How far is near, in minutes"),
        help_text=_("Only where ways are taken by time."),
        min_value=SHORTEST_MIN,
        max_value=LONGEST_MIN,
        required=False,
    )
    detour = forms.DecimalField(
        label=_("Detour"),
        help_text=_("How much longer the way is than a straight line: 1.3 is usual in towns."),
        min_value=1,
        max_value=3,
        max_digits=3,
        decimal_places=2,
        localize=True,
    )

    def __init__(self, *args: Any, figures: tuple[FigureUsed, ...], rules: Rules, **kwargs: Any) -> None:
        self.figures = figures
        self.rules = rules
        initial = {name: getattr(rules, name) for name in ("measure", "reach_m", "reach_min", "detour")}
        initial |= {f"weight_{key}": weight for key, weight in rules.weights.items()}
        super().__init__(*args, initial=initial, **kwargs)
        for figure in figures:
            self.fields[f"weight_{figure.key}"] = _weight_field(figure)
            dress(self.fields[f"weight_{figure.key}"].widget)

    def clean_measure(self) -> str:
        return self.cleaned_data["measure"] or self.rules.measure

    def clean_reach_min(self) -> int:
        return self.cleaned_data["reach_min"] or self.rules.reach_min

    @property
    def weights(self) -> dict[str, Decimal]:
        """Of a valid form. The weight of a figure that these areas do not have stays as it was."""
        asked = {figure.key for figure in self.figures}
        kept = {key: weight for key, weight in self.rules.weights.items() if key not in asked}
        given = {key: self.cleaned_data[f"weight_{key}"] for key in asked}
        return kept | {key: weight for key, weight in given.items() if weight}


def _weight_field(figure: FigureUsed) -> forms.DecimalField:
    field = forms.DecimalField(
        label=figure_words(figure.key),
        required=False,
        min_value=-GREATEST_WEIGHT,
        max_value=GREATEST_WEIGHT,
        max_digits=3,
        decimal_places=2,
        localize=True,
    )
    field.widget.attrs["class"] = "in-s"
    return field
