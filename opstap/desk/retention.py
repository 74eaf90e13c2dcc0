"""How long the answers of people who were helped stay, and what stays of who counted."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from opstap.core import retention
from opstap.core.models import Receipt
from opstap.core.retention import Count, Kept, Rows, Rule, Unit
from opstap.desk.models import CoachingSeries, DeskPin, HelpRecord
from opstap.desk.services.coaching import erase_series

ANSWERS = ("age", "situation", "gender")
"""Columns with one answer; `publics` holds several."""
SAID = ~Q(age="") | ~Q(situation="") | ~Q(gender="") | ~Q(publics=[])


def register() -> None:
    retention.register(HELP_ANSWERS, PINS, COACHING)
    retention.keep(COUNTED_BY, COMPUTERS)


def _with_answers(cut_off: datetime) -> QuerySet[HelpRecord]:
    rows = HelpRecord.objects.filter(local_date__lt=cut_off.date(), answers_erased=False)
    return rows.filter(SAID).order_by()


def answer_counts(rows: Rows) -> Iterator[Count]:
    """Each answer of each record that counts, by month; what was left open is an answer too: ""."""
    for record in rows.filter(voiding__isnull=True):
        month = record.local_date.replace(day=1)
        for name in ANSWERS:
            yield Count(record.space_id, month, f"help.{name}", getattr(record, name), 1)
        for code in set(record.publics) or {""}:
            yield Count(record.space_id, month, "help.public", code, 1)


def erase_answers(rows: Rows) -> None:
    """Blank them; and the fingerprint of what was sent, from which they could be guessed."""
    Receipt.objects.filter(uid__in=list(rows.values_list("uid", flat=True))).update(content_hash="")
    rows.update(**dict.fromkeys(ANSWERS, ""), publics=[], answers_erased=True)


HELP_ANSWERS = Rule(
    code="desk.help-answers",
    name=_("What a person who was helped said about herself: age, situation, gender, group"),
    people=_("visitors, without a name"),
    purpose=_("To know who is reached, and who is not."),
    since=_("the day of the help"),
    effect=_("The answers are erased. How many people gave each answer stays, as a number for each month."),
    unit=Unit.MONTHS,
    period=24,
    least=1,
    most=36,
    fields=tuple(f"desk.HelpRecord.{name}" for name in (*ANSWERS, "publics")),
    due=_with_answers,
    erase=erase_answers,
    counts=answer_counts,
)


def _silent_series(cut_off: datetime) -> QuerySet[CoachingSeries]:
    return CoachingSeries.objects.filter(code__isnull=False, last_on__lt=cut_off.date()).order_by()


def erase_silent_series(rows: Rows) -> None:
    for series in rows.select_related("space"):
        erase_series(series=series, by=None)


COACHING = Rule(
    code="desk.coaching",
    name=_("Coaching series: code, goal, steps"),
    people=_("visitors, under a code of the space"),
    purpose=_("To go on where the person stopped."),
    since=_("the last help or step"),
    effect=_("Code, goal and steps are erased. The help stays counted, without the code."),
    unit=Unit.MONTHS,
    period=12,
    least=1,
    most=36,
    fields=(
        *(f"desk.CoachingSeries.{name}" for name in ("code", "goal", "aim", "alone_on")),
        *(f"desk.CoachingStep.{name}" for name in ("theme", "done_on", "alone_on")),
        "desk.HelpRecord.series",
    ),
    due=_silent_series,
    erase=erase_silent_series,
)

COUNTED_BY = Kept(
    code="desk.counted-by",
    name=_("Who counted a visit or noted help"),
    people=_("the people who work in the spaces"),
    reason=_(
        "Only the team of the space sees it, to put mistakes right. It names nobody any more once the "
        "account is erased."
    ),
    fields=(
        "desk.Visit.by",
        "desk.HelpRecord.by",
        "desk.SentAway.by",
        "desk.Voiding.by",
        "desk.Turn.called_by",
        "desk.TurnAct.by",
        "desk.TurnAct.undone_by",
        "desk.CoachingSeries.opened_by",
        "desk.ConsentSheet.by",
    ),
)

PINS = Rule(
    code="desk.pin",
    name=_("The PIN of a person at the shared computer of a desk, as a fingerprint"),
    people=_("the people who work in the spaces"),
    purpose=_("To say who is at the desk."),
    since=_("the day it was set"),
    effect=_("The PIN is erased. The person sets a new one."),
    unit=Unit.MONTHS,
    period=24,
    least=1,
    most=24,
    fields=("desk.DeskPin.person", "desk.DeskPin.secret"),
    due=lambda cut_off: DeskPin.objects.filter(set_at__lt=cut_off),
    erase=lambda rows: rows.delete(),
)

COMPUTERS = Kept(
    code="desk.computers",
    name=_("Who enrolled and revoked a computer of a desk, who is at it now, and wrong PINs there"),
    people=_("the people who work in the spaces"),
    reason=_(
        "It proves which computer sent what. Who is at it goes after an hour, wrong PINs with the next right "
        "one. It names nobody any more once the account is erased."
    ),
    fields=(
        "desk.DeskDevice.enrolled_by",
        "desk.DeskDevice.revoked_by",
        "desk.DeskDevice.person",
        "desk.PinTries.person",
    ),
)
