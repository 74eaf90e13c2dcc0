"""What people can work on, and how old it is."""

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.spaces.facts import Measured, Window
from opstap.spaces.models import Space


def computers_and_tablets(spaces: Sequence[Space], _window: Window) -> dict[int, Measured]:
    """Both counts of today's record added up. Where one is not said, nothing is: half is no total."""
    return {space.pk: _both(space) for space in spaces}


def _both(space: Space) -> Measured:
    reasons = [
        words
        for count, words in (
            (space.computers, _("The record does not say how many computers there are.")),
            (space.tablets, _("The record does not say how many tablets there are.")),
        )
        if count is None
    ]
    total = Decimal((space.computers or 0) + (space.tablets or 0))
    return Measured(
        value=None if reasons else total,
        source=_("Equipment in the record."),
        as_of=timezone.localdate(),
        href=reverse("spaces:space-edit", args=[space.slug, "equipment"]),
        reason=" ".join(reasons),
    )
