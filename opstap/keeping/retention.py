"""What stays of erasing itself, and of who chose a period."""

from django.utils.translation import gettext_lazy as _

from opstap.core import own_data, retention
from opstap.core.retention import Kept


def register() -> None:
    retention.keep(PROOFS)
    own_data.count(PROOFS)


PROOFS = Kept(
    code="keeping.proof",
    name=_("Proof that data were erased, and who chose a period"),
    people=_("the people who work in the spaces"),
    reason=_("It proves that the law was kept. It holds numbers and fingerprints, no content."),
    fields=(
        "keeping.Erasure.subject",
        "keeping.Erasure.by",
        "keeping.Erasure.held",
        "keeping.ChosenPeriod.by",
    ),
)
