"""What stays of who asked for a plan."""

from django.utils.translation import gettext_lazy as _

from opstap.core import own_data, retention
from opstap.core.retention import Kept


def register() -> None:
    retention.keep(ASKED_BY)
    own_data.count(ASKED_BY)


ASKED_BY = Kept(
    code="coverage.asked-by",
    name=_("Who asked for a plan of posts"),
    people=_("the people who work for the network"),
    reason=_("Somebody answers for the plan. The row names nobody any more once the account is erased."),
    fields=("coverage.CoveragePlan.by",),
)
