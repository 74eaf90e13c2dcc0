"""What the finder keeps of people: who said that a language was checked."""

from django.utils.translation import gettext_lazy as _

from opstap.core import retention
from opstap.core.kept import STAFF
from opstap.core.retention import Kept


def register() -> None:
    retention.keep(CHECKED)


CHECKED = Kept(
    code="finder.checked_tongue",
    name=_("Who said that a language of the finder was checked"),
    people=STAFF,
    reason=_(
        "Somebody must answer for words that a machine translated. The name goes when the account is erased."
    ),
    fields=("finder.CheckedTongue.checked_by",),
)
