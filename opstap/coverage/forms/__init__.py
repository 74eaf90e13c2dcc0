"""What is asked of reach, of "what if" and of a plan, and the rules by which a network measures."""

from opstap.coverage.forms.outcome import OutcomeForm
from opstap.coverage.forms.plans import CompareForm, PlanChangeForm, PlanForm
from opstap.coverage.forms.reach import ReachForm, RulesForm
from opstap.coverage.forms.times import TimesForm
from opstap.coverage.forms.what_if import CHANGE_FORMS, ChangeForm

__all__ = [
    "CHANGE_FORMS",
    "ChangeForm",
    "CompareForm",
    "OutcomeForm",
    "PlanChangeForm",
    "PlanForm",
    "ReachForm",
    "RulesForm",
    "TimesForm",
]
