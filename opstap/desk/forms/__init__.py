"""What the desk is sent: one form per kind of act, the same for pages, fragments and JSON.

A form checks what can be checked without looking at other rows; the service checks the rest where it writes.
"""

from opstap.desk.forms.coaching import SeriesForm, StepForm
from opstap.desk.forms.consent import ConsentForm
from opstap.desk.forms.corrections import CorrectionForm, correction_form
from opstap.desk.forms.drop import DROP_REASONS, DropForm
from opstap.desk.forms.e_services import EServiceListForm
from opstap.desk.forms.fields import theme_words, themes
from opstap.desk.forms.group import GroupForm
from opstap.desk.forms.help import MINUTES, HelpForm
from opstap.desk.forms.kept import ReasonForm, count_kept
from opstap.desk.forms.notes import EServiceForm, PurposeForm, SentAwayForm, UndoForm, VisitsForm
from opstap.desk.forms.sending import Sending
from opstap.desk.forms.sent import SentForm, UnknownForm
from opstap.desk.forms.templates import TemplateForm
from opstap.desk.forms.turns import CallForm, TurnCloseForm

KINDS: dict[str, type[SentForm]] = {
    form.kind: form
    for form in (
        VisitsForm,
        PurposeForm,
        EServiceForm,
        SentAwayForm,
        UndoForm,
        HelpForm,
        GroupForm,
        CallForm,
        TurnCloseForm,
        DropForm,
    )
}

__all__ = [
    "DROP_REASONS",
    "KINDS",
    "MINUTES",
    "ConsentForm",
    "CorrectionForm",
    "EServiceListForm",
    "GroupForm",
    "HelpForm",
    "ReasonForm",
    "Sending",
    "SentForm",
    "SeriesForm",
    "StepForm",
    "TemplateForm",
    "UnknownForm",
    "VisitsForm",
    "correction_form",
    "count_kept",
    "theme_words",
    "themes",
]
