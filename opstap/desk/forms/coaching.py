"""Coaching series: opening one, its steps, finding one by its code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.desk.forms.fields import TermField, harmless_themes
from opstap.desk.services.coaching import MOST_STEPS

_INVALID = {"invalid_choice": _("Choose a theme of the list.")}
_HELP = _("Themes that say something about health, justice, migration or belief are not on the list.")


def _steps() -> list[tuple[Any, Any]]:
    return [choice for _name, choices in harmless_themes()[1:] for choice in choices]


class SeriesForm(PlainForm):
    """What the person wants to be able to do, and the way there. Nothing can be typed: so no name either."""

    goal = forms.ChoiceField(
        choices=harmless_themes,
        label=_("What does the person want to do alone?"),
        help_text=_HELP,
        error_messages=_INVALID | {"required": _("Choose a goal.")},
    )
    aim = TermField("autonomy", label=_("How far?"), initial="autonomous", widget=forms.RadioSelect)
    steps = forms.MultipleChoiceField(
        choices=_steps,
        required=False,
        label=_("Steps on the way"),
        widget=forms.CheckboxSelectMultiple,
        error_messages=_INVALID,
    )

    def clean_steps(self) -> list[str]:
        steps: list[str] = self.cleaned_data["steps"]
        if len(steps) > MOST_STEPS:
            raise forms.ValidationError(_("Choose %(n)s steps at most.") % {"n": MOST_STEPS})
        return steps


class StepForm(PlainForm):
    theme = forms.ChoiceField(
        choices=harmless_themes,
        label=_("One step more"),
        error_messages=_INVALID | {"required": _("Choose a theme of the list.")},
    )
