"""What people can work on, and how old it is. One question to the database for any number of spaces."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opstap.spaces.facts import Measure, Measured, Window
from opstap.spaces.models import EquipmentLot, Space
from opstap.spaces.models.equipment import COUNTED, TO_WORK_ON

COMPUTERS = COUNTED["computers"]


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


Lots = list[EquipmentLot]
Answer = tuple[Decimal | bool | None, str]
"""A value and '', or None and the reason."""


def _of_the_list(kinds: tuple[str, ...], judge: Callable[[Space, Lots, date], Answer]) -> Measure:
    """The measure that judges the lots of some kinds as they are listed today."""

    def measure(spaces: Sequence[Space], window: Window) -> dict[int, Measured]:
        lots: dict[int, Lots] = defaultdict(list)
        asked = [space.pk for space in spaces]
        for lot in EquipmentLot.objects.usable().filter(space__in=asked, equipment_kind__in=kinds):
            lots[lot.space_id].append(lot)
        return {space.pk: _listed(space, *judge(space, lots[space.pk], window.last)) for space in spaces}

    return measure


def _listed(space: Space, value: Decimal | bool | None, reason: str) -> Measured:
    return Measured(
        value=value,
        source=_("The list of equipment."),
        as_of=timezone.localdate(),
        href=reverse("spaces:equipment", args=[space.slug]),
        reason=reason,
    )


def _connected(space: Space, lots: Lots, _last: date) -> Answer:
    if not lots:
        return (Decimal(0), "") if space.computers == 0 else (None, _("The computers are not listed yet."))
    unsaid = sum(lot.number for lot in lots if lot.is_online is None)
    if unsaid:
        words = ngettext(
            "Of %(n)s computer it is not said whether it is connected.",
            "Of %(n)s computers it is not said whether they are connected.",
            unsaid,
        )
        return None, words % {"n": unsaid}
    return Decimal(sum(lot.number for lot in lots if lot.is_online)), ""


def _age(_space: Space, lots: Lots, last: date) -> Answer:
    """Years since the year of purchase, each piece counting the same; those of unknown year do not count."""
    dated = [(lot.number, last.year - lot.year_bought) for lot in lots if lot.year_bought is not None]
    then = [(number, years) for number, years in dated if years >= 0]
    if not then:
        return None, _("The year of purchase of no computer or tablet is known.")
    mean = Decimal(sum(number * years for number, years in then)) / sum(number for number, _years in then)
    return mean.quantize(Decimal("0.01"), ROUND_HALF_UP), ""


def _free_software(_space: Space, lots: Lots, _last: date) -> Answer:
    """Yes when it runs on some of what people work on, no when it is said of all that it does not."""
    said = [lot.runs_free_software for lot in lots]
    if any(said):
        return True, ""
    if not said or None in said:
        return None, _("It is not said whether free software runs on the computers.")
    return False, ""


workstations = _of_the_list(COMPUTERS, _connected)
equipment_age = _of_the_list(TO_WORK_ON, _age)
free_software = _of_the_list(TO_WORK_ON, _free_software)
