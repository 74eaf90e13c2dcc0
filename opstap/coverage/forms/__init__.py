"""What is asked of reach and of a plan, and the rules by which a network measures."""

from opstap.coverage.forms.plans import PlanForm
from opstap.coverage.forms.reach import ReachForm, RulesForm

__all__ = ["PlanForm", "ReachForm", "RulesForm"]
