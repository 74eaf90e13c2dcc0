"""What stays of who took part in a file of the label: an administrative procedure answers for itself."""

from django.utils.translation import gettext_lazy as _

from opstap.core import retention
from opstap.core.retention import Kept


def register() -> None:
    retention.keep(ACTED)
    retention.keep(WRITTEN)


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
