"""What was kept apart, back in the form it came from, or dropped with a reason."""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core.forms import PlainForm
from opstap.core.models import Quarantine
from opstap.core.receipts import Stored, Unit
from opstap.desk import services
from opstap.desk.forms.sending import Sending
from opstap.desk.forms.sent import SentForm
from opstap.desk.services import Sender
from opstap.spaces.models import Space


class ReasonForm(PlainForm):
    reason = forms.CharField(
        max_length=200,
        label=_("Why is it not counted?"),
        help_text=_("Without names."),
        error_messages={"required": _("Say in a few words why it is not counted.")},
    )


def count_kept(kept: Quarantine, space: Space, by: User, kinds: dict[str, type[SentForm]]) -> Quarantine:
    """Store what was kept apart as a new record. Raises ValidationError when it cannot be."""

    def store(uid: uuid.UUID, unit: Unit) -> Stored:
        author = {"author": str(kept.actor.uid)} if kept.actor else {}
        moment = kept.content.get("happened_at") or kept.received_at.isoformat()
        body = _as_form(kept.kind, kept.content) | author | {"id": str(uid), "happened_at": moment}
        sending = Sending(space, Sender(by), timedelta(0))
        form = kinds[kept.kind].received(_query(body), sending)
        if not form.is_valid():
            raise forms.ValidationError([text for errors in form.errors.values() for text in errors])
        return form.send(unit)

    return services.count_kept(kept=kept, by=by, store=store)


def _as_form(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """The fields of the form, where its content is written otherwise."""
    if kind == "undo":
        return {"target": f"{content['what']}:{content['target']}"}
    if kind == "turn_close":
        said = (content["outcome"], content["turn"], content["reason"])
        return {"target": ":".join(part for part in said if part)}
    return content


def _query(fields: dict[str, Any]) -> QueryDict:
    body = QueryDict(mutable=True)
    for name, value in fields.items():
        parts = value if isinstance(value, list) else [] if value is None else [value]
        body.setlist(name, [str(part) for part in parts])
    return body
