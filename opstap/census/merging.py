"""What becomes of months declared complete, and of values of a year, when a place is merged or split."""

from datetime import date

from django.utils.translation import gettext as _

from opstap.census.models import Completion
from opstap.desk.models import HelpRecord, Visit
from opstap.spaces import merging, splitting
from opstap.spaces.merging.rules import Rows
from opstap.spaces.models import Space
from opstap.spaces.splitting import Rule


def register() -> None:
    merging.register(
        # Before the records of the desk go over: it asks what the kept place counted itself.
        merging.moves("census.Completion.space", unless=_of_months_it_did_not_count, order=-1),
        # Two values of one year may well be the same people: nothing is added, the kept one holds.
        merging.moves_unless("census.Declaration.space", "year", "indicator"),
    )
    splitting.register(
        Rule("census.Completion.space", refuses=_complete_since),
        *splitting.stays("census.Declaration.space"),
    )


def _complete_since(old: Space, since: date, people: frozenset[int]) -> str:
    """A figure that was declared would change when notes leave its month."""
    months = Completion.objects.in_force().filter(space=old, month__gte=since.replace(day=1))
    if people and months.exists():
        return _("Months since that day are declared complete. Take that back first, or choose a later day.")
    return ""


def _of_months_it_did_not_count(mine: Rows, kept: Space) -> Rows:
    """A month is complete where both are: one place cannot say it of what the other one counted."""
    busy = set(Completion.objects.filter(space=kept).values_list("month", flat=True))
    for model in (Visit, HelpRecord):
        days = model.objects.filter(space=kept).dates("local_date", "month")
        busy.update(days)
    return mine.exclude(month__in=busy)
