"""How long people wait, and who could not be helped: the evidence of overload."""

from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from opstap.census.indicators import Combine, Group, Indicator, Timing
from opstap.desk import figures as queue
from opstap.desk.models import TurnState

THE_DESK = _("Counted at the desk, day by day")
THE_NUMBERS = _("The turn numbers of the desk, where a space works with them")
MEDIAN, NINE_OF_TEN = Fraction(1, 2), Fraction(9, 10)

NOT_HELPED = [
    Indicator(
        code="not_helped",
        name=_("People who could not be helped"),
        definition=_(
            "Sent away at the door, sent away with a turn number, or gone before being helped: the three "
            "lines below, each person once."
        ),
        unit=_("times"),
        source=THE_DESK,
        group=Group.QUEUE,
        timing=Timing.COUNTED,
        measure=queue.not_helped,
    ),
    Indicator(
        code="sent_away",
        name=_("People sent away at the door"),
        definition=_("Somebody came and could not be helped: too busy, no free computer. Not a visit."),
        unit=_("times"),
        source=THE_DESK,
        group=Group.QUEUE,
        timing=Timing.COUNTED,
        measure=queue.at_the_door,
    ),
    Indicator(
        code="turned_away",
        name=_("People sent away who had a turn number"),
        definition=_("They had come in and waited: each is a visit too. They could not be helped."),
        unit=_("times"),
        source=THE_NUMBERS,
        group=Group.QUEUE,
        timing=Timing.COUNTED,
        measure=queue.numbers(TurnState.SENT_AWAY),
        everywhere=False,
    ),
    Indicator(
        code="left_waiting",
        name=_("People who left before being helped"),
        definition=_("They had a turn number and were gone when it was their turn. Each is a visit too."),
        unit=_("times"),
        source=THE_NUMBERS,
        group=Group.QUEUE,
        timing=Timing.COUNTED,
        measure=queue.numbers(TurnState.LEFT),
        everywhere=False,
    ),
]

WAITING = [
    Indicator(
        code="turn_numbers",
        name=_("Turn numbers given"),
        definition=_("One for each person counted while the space worked with numbers."),
        unit=_("numbers"),
        source=THE_NUMBERS,
        group=Group.QUEUE,
        timing=Timing.COUNTED,
        measure=queue.numbers(),
        everywhere=False,
    ),
    Indicator(
        code="numbers_not_closed",
        name=_("Turn numbers not closed"),
        definition=_("Nobody noted what became of them that day. They count neither as helped nor as gone."),
        unit=_("numbers"),
        source=THE_NUMBERS,
        group=Group.QUEUE,
        timing=Timing.COUNTED,
        measure=queue.numbers(TurnState.NOT_CLOSED),
        everywhere=False,
    ),
    Indicator(
        code="waiting_median",
        name=_("Waiting time of half of the people"),
        definition=_(
            "Half of those who were called waited at most so long, from taking the number to the first call. "
            "Of several spaces: the average of their times."
        ),
        unit=_("minutes"),
        source=THE_NUMBERS,
        group=Group.QUEUE,
        timing=Timing.COUNTED,
        measure=queue.waiting_time(MEDIAN),
        combine=Combine.MEAN,
        everywhere=False,
    ),
    Indicator(
        code="waiting_nine_of_ten",
        name=_("Waiting time of nine people out of ten"),
        definition=_(
            "Nine out of ten of those who were called waited at most so long, from taking the number to the "
            "first call. Of several spaces: the average of their times."
        ),
        unit=_("minutes"),
        source=THE_NUMBERS,
        group=Group.QUEUE,
        timing=Timing.COUNTED,
        measure=queue.waiting_time(NINE_OF_TEN),
        combine=Combine.MEAN,
        everywhere=False,
    ),
    Indicator(
        code="waiting_not_helped",
        name=_("Waiting time of those who could not be helped"),
        definition=_(
            "Half of those with a number who were sent away or left waited at most so long: to the first "
            "call, or to the end when they were never called. Of several spaces: the average of their times."
        ),
        unit=_("minutes"),
        source=THE_NUMBERS,
        group=Group.QUEUE,
        timing=Timing.COUNTED,
        measure=queue.waiting_time(MEDIAN, of=queue.NOT_HELPED),
        combine=Combine.MEAN,
        everywhere=False,
    ),
]

QUEUE = NOT_HELPED + WAITING
