"""What a space really reported, for whoever must compare it with a rule."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opstap.census import showing
from opstap.census.models import Completion
from opstap.core.moments import date_words
from opstap.spaces.facts import Fact, Measured, Unit, Window, register
from opstap.spaces.models import Space

MONTHS = 12


def register_all() -> None:
    register(
        Fact(
            "census.months-delivered",
            gettext_lazy("Months declared complete, of the last twelve"),
            Unit.MONTHS,
            months_delivered,
        )
    )


def months_delivered(spaces: Sequence[Space], window: Window) -> dict[int, Measured]:
    """Of the twelve whole months until the last day of the window, how many are declared complete today.

    None delivered is 0: here it is known that nothing was. A space that opened later than these twelve
    months began cannot have delivered them: not measured.
    """
    first, last = last_twelve(window.last)
    asked = [space.pk for space in spaces]
    rows = Completion.objects.in_force().between(first, last).filter(space__in=asked)
    delivered = Counter(rows.order_by().values_list("space", flat=True))
    return {space.pk: _measured(space, delivered[space.pk], first, last) for space in spaces}


def last_twelve(day: date) -> tuple[date, date]:
    """The first days of the first and of the last of the twelve months that are over at the end of `day`."""
    last = (day + timedelta(days=1)).replace(day=1) - timedelta(days=1)
    return date(last.year - (last.month < MONTHS), last.month % MONTHS + 1, 1), last.replace(day=1)


def _measured(space: Space, number: int, first: date, last: date) -> Measured:
    is_new = space.valid_from is not None and space.valid_from > first
    new = _("The space exists since %(day)s: twelve months are not over yet.")
    return Measured(
        value=None if is_new else Decimal(number),
        source=_("Months declared complete by the coordinator, %(first)s to %(last)s.")
        % {"first": showing.month_in_words(first), "last": showing.month_in_words(last)},
        as_of=timezone.localdate(),
        href=reverse("census:months", args=[space.slug]),
        reason=new % {"day": date_words(space.valid_from)} if is_new and space.valid_from else "",
    )
