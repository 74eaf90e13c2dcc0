"""What an hour costs, and who is admitted: from the record, no question to the database."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.spaces.facts import Measure, Measured, Window
from opstap.spaces.models import Space
from opstap.spaces.models.space import Admission


def _of_the_record(
    part: str, value: Callable[[Space], Decimal | bool | None], reason: Callable[[], str]
) -> Measure:
    """The measure of what one page of today's record says; `reason`: the words when it says nothing."""

    def measure(spaces: Sequence[Space], _window: Window) -> dict[int, Measured]:
        return {space.pk: _measured(space, part, value(space), reason()) for space in spaces}

    return measure


def _measured(space: Space, part: str, value: Decimal | bool | None, reason: str) -> Measured:
    return Measured(
        value=value,
        source=_("The record of the space."),
        as_of=timezone.localdate(),
        href=reverse("spaces:space-edit", args=[space.slug, part]),
        reason=reason if value is None else "",
    )


def _price(space: Space) -> Decimal | None:
    """Free is 0 whatever else is said; free under condition costs some people what an hour costs."""
    return Decimal(0) if space.price == "free" else space.price_hour


def _everybody(space: Space) -> bool | None:
    return space.admission == Admission.EVERYBODY if space.admission else None


price_an_hour = _of_the_record(
    "price", _price, lambda: _("The record does not say what an hour of open access costs.")
)
open_to_everyone = _of_the_record(
    "welcome", _everybody, lambda: _("The record does not say who is admitted.")
)
