"""Mandates; schemes with their criteria; files and what happens to them; labels and their watch."""

from opstap.label.models.application import (
    RUNNING,
    Answer,
    Application,
    FilePart,
    Mail,
    PartText,
    Piece,
    Scan,
    State,
    Step,
)
from opstap.label.models.mail import UnsentMail
from opstap.label.models.mandate import Mandate
from opstap.label.models.procedure import (
    Advice,
    AgendaItem,
    Correction,
    Interest,
    Meeting,
    Review,
    VisitReport,
)
from opstap.label.models.register import (
    HELD,
    Appeal,
    AppealState,
    Decision,
    DecisionKind,
    Hearing,
    Label,
    Standing,
)
from opstap.label.models.scheme import (
    Criterion,
    CriterionKind,
    Family,
    OnFailure,
    Operator,
    Scheme,
    SchemeVersion,
)
from opstap.label.models.seat import Part, Seat
from opstap.label.models.watch import Measurement, Stage, Watch

__all__ = [
    "HELD",
    "RUNNING",
    "Advice",
    "AgendaItem",
    "Answer",
    "Appeal",
    "AppealState",
    "Application",
    "Correction",
    "Criterion",
    "CriterionKind",
    "Decision",
    "DecisionKind",
    "Family",
    "FilePart",
    "Hearing",
    "Interest",
    "Label",
    "Mail",
    "Mandate",
    "Measurement",
    "Meeting",
    "OnFailure",
    "Operator",
    "Part",
    "PartText",
    "Piece",
    "Review",
    "Scan",
    "Scheme",
    "SchemeVersion",
    "Seat",
    "Stage",
    "Standing",
    "State",
    "Step",
    "UnsentMail",
    "VisitReport",
    "Watch",
]
