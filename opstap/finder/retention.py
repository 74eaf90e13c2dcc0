"""What the finder keeps of people: what they typed and did not find; who said that a language was
checked; who answers for its papers."""

from django.utils.translation import gettext_lazy as _

from opstap.core import own_data, retention
from opstap.core.kept import STAFF
from opstap.core.retention import Kept, Rule, Unit
from opstap.finder.models import UnansweredSearch


def register() -> None:
    retention.register(UNANSWERED)
    retention.keep(CHECKED)
    own_data.count(CHECKED)
    retention.keep(PUBLISHER)


CHECKED = Kept(
    code="finder.checked_tongue",
    name=_("Who said that a language of the finder was checked"),
    people=STAFF,
    reason=_(
        "Somebody must answer for words that a machine translated. The name goes when the account is erased."
    ),
    fields=("finder.CheckedTongue.checked_by",),
)

PUBLISHER = Kept(
    code="finder.publisher",
    name=_("Name and address of the responsible publisher of a network"),
    people=_("whoever answers in law for what the network prints"),
    reason=_(
        "The law asks for them on every sheet that is handed out. The coordinator of the network changes or "
        "removes them."
    ),
    fields=("territory.Network.publisher_name", "territory.Network.publisher_address"),
)

UNANSWERED = Rule(
    code="finder.unanswered",
    name=_("Words typed in the finder that led nowhere"),
    people=_("whoever was named in such a text; who typed it is not known"),
    purpose=_("To teach the finder the words that people use."),
    since=_("the month in which it was typed"),
    effect=_("The words and their number are deleted."),
    unit=Unit.MONTHS,
    period=13,
    least=1,
    most=25,
    fields=("finder.UnansweredSearch.text", "finder.UnansweredSearch.folded"),
    due=lambda cut_off: UnansweredSearch.objects.filter(month__lt=cut_off.date()),
    erase=lambda rows: rows.delete(),
)
