"""What stays of who took part in a file of the label: an administrative procedure answers for itself."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from opstap.core import retention
from opstap.core.retention import Kept, Rule, Unit
from opstap.label.models import Application, Seat, State, Step, UnsentMail
from opstap.label.services.forgetting import forget_all
from opstap.label.transitions import Act
from opstap.spaces import retention as spaces_retention


def register() -> None:
    spaces_retention.count_as_role(seated_since)
    retention.register(UNFINISHED)
    retention.register(UNSENT)
    retention.keep(ACTED)
    retention.keep(WRITTEN)


def seated_since(moment: datetime) -> QuerySet[Any]:
    """Keys of the people who had a seat on or after that day: a seat is a role."""
    seats = Seat.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=moment.date()))
    return seats.values("user")


def unfinished(cut_off: datetime) -> QuerySet[Application]:
    """Drafts nobody wrote on since, and files taken back before that moment."""
    written = Q(parts__changed_at__gte=cut_off) | Q(answers__changed_at__gte=cut_off)
    never = Q(state=State.DRAFT, created_at__lt=cut_off)
    back = Q(state=State.RETRACTED) & ~Q(
        pk__in=Step.objects.filter(act=Act.RETRACT, at__gte=cut_off).values("application")
    )
    files = Application.objects.filter(texts_erased_at__isnull=True, created_at__lt=cut_off)
    return files.filter(never | back).exclude(pk__in=Application.objects.filter(written).values("pk"))


UNFINISHED = Rule(
    code="label.unfinished",
    name=_("Files of the label that were never handed in, or were taken back"),
    people=_("the people named there, if any: the form asks to name functions, not people"),
    purpose=_("To finish the file later, or to begin again."),
    since=_("the day somebody last wrote in it, or took it back"),
    effect=_("Its texts and pieces are erased. That there was a file stays."),
    unit=Unit.MONTHS,
    period=12,
    least=3,
    most=36,
    fields=("label.PartText.text", "label.Answer.remark", "label.Piece.name"),
    due=unfinished,
    erase=forget_all,
)

UNSENT = Rule(
    code="label.unsent",
    name=_("Mails of the label that did not leave"),
    people=_("the people who should have received them, and who told them by other means"),
    purpose=_("To send them again, or to tell the person by other means."),
    since=_("the day it should have left"),
    effect=_("The row is erased. The text goes as soon as the person knows."),
    unit=Unit.MONTHS,
    period=6,
    least=1,
    most=12,
    fields=(
        "label.UnsentMail.receiver",
        "label.UnsentMail.subject",
        "label.UnsentMail.text",
        "label.UnsentMail.told_by",
    ),
    due=lambda cut_off: UnsentMail.objects.filter(failed_at__lt=cut_off),
    erase=lambda rows: rows.delete(),
)

ACTED = Kept(
    code="label.acted",
    name=_("Who acted in a file of the label, and who has a seat in its procedure"),
    people=_("the people who work in the spaces, the committee and the authorities"),
    reason=_(
        "A decision must show who asked, reviewed and decided, and that nobody judged her own case. "
        "The row names nobody any more once the account is erased."
    ),
    fields=(
        "label.SchemeVersion.published_by",
        "label.Seat.user",
        "label.Application.created_by",
        "label.Step.by",
        "label.Piece.added_by",
        "label.Correction.asked_by",
        "label.Correction.answered_by",
        "label.VisitReport.written_by",
        "label.Interest.reviewer",
        "label.Review.reviewer",
        "label.Meeting.created_by",
        "label.Decision.decided_by",
        "label.Appeal.lodged_by",
        "label.Hearing.proposed_by",
        "label.Hearing.answered_by",
    ),
)

WRITTEN = Kept(
    code="label.written",
    name=_("What was written in a file of the label, its pieces and its decisions"),
    people=_("the people named there, if any: the form asks to name functions, not people"),
    reason=_(
        "Files and decisions of an authority belong to its archives and are kept as the archives law asks."
    ),
    fields=(
        "label.PartText.text",
        "label.Answer.remark",
        "label.Answer.measured",
        "label.Piece.name",
        "label.Step.remark",
        "label.Correction.question",
        "label.Correction.answer",
        "label.VisitReport.text",
        "label.VisitReport.findings",
        "label.Interest.explanation",
        "label.Review.reasons",
        "label.Review.findings",
        "label.Meeting.present",
        "label.Meeting.minutes",
        "label.AgendaItem.minutes",
        "label.Decision.reasons",
        "label.Decision.appeal_ways",
        "label.Decision.facts",
        "label.Appeal.grounds",
        "label.Hearing.reasons",
        "label.Hearing.answer",
    ),
)
