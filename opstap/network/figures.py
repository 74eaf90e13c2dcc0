"""Where free software is in use: a figure of the report, and a fact that a label can ask for."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opstap.census import indicators
from opstap.census.indicators import Combine, Group, Indicator, Timing
from opstap.core.periods import Period
from opstap.network.models import ProgramInUse
from opstap.spaces import facts
from opstap.spaces.facts import Fact, Measured, Unit, Window
from opstap.spaces.models import EquipmentLot, Space
from opstap.spaces.models.equipment import TO_WORK_ON
from opstap.spaces.models.space import SpaceQuerySet

YES, NO = 100, 0


def register() -> None:
    indicators.register(USES)
    facts.register(
        Fact(
            "network.free-programs",
            gettext_lazy("Free programs in use, of the catalogue"),
            Unit.PIECES,
            free_programs,
        )
    )


def uses_free_software(spaces: SpaceQuerySet, _period: Period) -> dict[int, int]:
    """100 where a free program of the catalogue, or a computer or tablet with free software, is listed.

    0 where it is said of each of them that there is none; else not reported. The mean is the share of spaces.
    """
    in_use = set(ProgramInUse.objects.filter(space__in=spaces).order_by().values_list("space", flat=True))
    said: dict[int, list[bool | None]] = defaultdict(list)
    lots = EquipmentLot.objects.usable().filter(space__in=spaces, equipment_kind__in=TO_WORK_ON).order_by()
    for space, answer in lots.values_list("space", "runs_free_software"):
        said[space].append(answer)
    found = dict.fromkeys(in_use, YES)
    for space, answers in said.items():
        if any(answers):
            found[space] = YES
        elif None not in answers:
            found.setdefault(space, NO)
    return found


USES = Indicator(
    code="free_software",
    name=gettext_lazy("Spaces where free software is in use"),
    definition=gettext_lazy(
        "Of a hundred spaces that told it, so many have a program of the catalogue in use, or free software "
        "on a computer or tablet of their list of equipment."
    ),
    unit=gettext_lazy("per cent of the spaces"),
    source=gettext_lazy("The free programs and the list of equipment in the record of the space"),
    group=Group.EQUIPMENT,
    timing=Timing.TODAY,
    measure=uses_free_software,
    combine=Combine.MEAN,
    decimals=0,
)


def free_programs(spaces: Sequence[Space], _window: Window) -> dict[int, Measured]:
    """How many programs a space says are in use today. One that says none has not told: not measured."""
    asked = [space.pk for space in spaces]
    rows = ProgramInUse.objects.filter(space__in=asked).order_by().values_list("space", flat=True)
    numbers = Counter(rows)
    return {space.pk: _measured(space, numbers[space.pk]) for space in spaces}


def _measured(space: Space, number: int) -> Measured:
    return Measured(
        value=Decimal(number) if number else None,
        source=_("The free programs in the record."),
        as_of=timezone.localdate(),
        href=reverse("network:in-use", args=[space.slug]),
        reason="" if number else _("It is not said which free programs are in use."),
    )
