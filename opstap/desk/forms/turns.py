"""Calling a turn number and closing it.

A number is named by its id, or by the id of the tap that gave it and its place there: "<tap>.<position>",
which a computer knows also before the server has told it anything.
"""

import re
import uuid
from collections.abc import Callable

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core import vocabularies
from opstap.core.receipts import Stored
from opstap.desk import services
from opstap.desk.forms.sent import SentForm
from opstap.desk.models import TurnAct, TurnState
from opstap.desk.models.turns import DESKS
from opstap.desk.services import Act, TurnReference

_OUTCOMES: dict[str, Callable[..., Stored]] = {
    "helped": services.close_helped,
    "left": services.close_left,
    "sent_away": services.close_sent_away,
}
_UNREADABLE = _("Which number is meant cannot be read.")


def read_turn(text: str) -> TurnReference:
    """Raises ValidationError when it names no number."""
    uid, dot, position = text.partition(".")
    if dot and not re.fullmatch(r"\d{1,3}", position, re.ASCII):
        raise forms.ValidationError(_UNREADABLE)
    try:
        return TurnReference(uuid.UUID(uid), int(position) if dot else None)
    except ValueError as error:
        raise forms.ValidationError(_UNREADABLE) from error


class TurnForm(SentForm):
    """What was done to a number is told with the number itself, which the form may not know."""

    anchor = "queue"

    def saved_words(self) -> str:
        act = TurnAct.objects.select_related("turn").get(uid=self.cleaned_data["id"])
        words = {"number": act.turn.label, "state": TurnState(act.turn.state).label}
        return str(_("Number %(number)s: %(state)s.") % words)

    def remark(self) -> str:
        """Which number it was: only the server knows who was next."""
        return self.saved_words()


class CallForm(TurnForm):
    """Without a number: the one who waits longest."""

    kind = "call"
    turn = forms.CharField(required=False, max_length=60)
    where = forms.ChoiceField(
        choices=[("", _("no desk named")), *((desk, desk) for desk in DESKS)],
        required=False,
        label=_("To which desk?"),
        error_messages={"invalid_choice": _("Choose a desk from 1 to 9.")},
    )

    def clean_turn(self) -> TurnReference | None:
        text = self.cleaned_data["turn"]
        return read_turn(text) if text else None

    def store(self, act: Act) -> Stored:
        turn, where = self.cleaned_data["turn"], self.cleaned_data["where"]
        if turn is None:
            return services.call_next(act=act, where=where)
        return services.call(act=act, turn=turn, where=where)


class TurnCloseForm(TurnForm):
    """`target` is "helped:<number>", "left:<number>" or "sent_away:<number>:<reason>"."""

    kind = "turn_close"
    target = forms.CharField(
        max_length=100, error_messages={"required": _UNREADABLE, "max_length": _UNREADABLE}
    )

    def clean_target(self) -> tuple[str, TurnReference, str]:
        """Outcome, number, reason ('' unless she could not be helped)."""
        outcome, _colon, rest = self.cleaned_data["target"].partition(":")
        turn, _colon, reason = rest.partition(":")
        if outcome not in _OUTCOMES or (reason and outcome != "sent_away"):
            raise forms.ValidationError(_UNREADABLE)
        if outcome == "sent_away" and reason not in vocabularies.vocabulary("sent_away"):
            raise forms.ValidationError(_("Choose a reason."))
        return outcome, read_turn(turn), reason

    def store(self, act: Act) -> Stored:
        outcome, turn, reason = self.cleaned_data["target"]
        said = {"reason": reason} if reason else {}
        return _OUTCOMES[outcome](act=act, turn=turn, **said)
