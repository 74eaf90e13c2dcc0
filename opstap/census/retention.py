"""What stays of who declared figures."""

from django.utils.translation import gettext_lazy as _

from opstap.core import own_data, retention
from opstap.core.retention import Kept


def register() -> None:
    retention.keep(DECLARED_BY)
    own_data.count(DECLARED_BY)


DECLARED_BY = Kept(
    code="census.declared-by",
    name=_("Who said that a month is complete, or gave a yearly figure"),
    people=_("the people who work in the spaces"),
    reason=_("Somebody answers for the figures. The row names nobody any more once the account is erased."),
    fields=("census.Completion.by", "census.Completion.withdrawn_by", "census.Declaration.by"),
)
