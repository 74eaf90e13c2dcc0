"""Throwing away a note that was never stored: it was refused, or somebody leaves without sending it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.receipts import Stored
from opstap.desk import services
from opstap.desk.forms.sent import SentForm
from opstap.desk.services import Act

DROP_REASONS = (
    ("elsewhere", _("it was noted another way")),
    ("mistake", _("it was a mistake")),
    ("beyond_mending", _("it cannot be mended")),
)


class DropForm(SentForm):
    """`target`: the id of the note that leaves its outbox, `target_kind`: its kind. Both stand in the log."""

    kind = "drop"
    target = forms.UUIDField(
        error_messages={"required": _("The id is missing."), "invalid": _("The id is not a UUID.")}
    )
    target_kind = forms.RegexField(r"^[a-z_]*$", required=False, max_length=40)
    reason = forms.ChoiceField(choices=DROP_REASONS, error_messages={"required": _("Choose a reason.")})

    def store(self, act: Act) -> Stored:
        target, kind = self.cleaned_data["target"], self.cleaned_data["target_kind"] or "note"
        return services.record_loss(act=act, item=target, item_kind=kind, reason=self.cleaned_data["reason"])

    def saved_words(self) -> str:
        return str(_("Thrown away. The reason is noted."))
