"""What every form of the desk has: the client's id, and when it happened."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core.forms import PlainForm
from opstap.core.receipts import Stored
from opstap.desk.forms.fields import EServiceField
from opstap.desk.models import EService
from opstap.spaces.models import Space

TOO_EARLY = timedelta(days=45)
TOO_LATE = timedelta(minutes=10)


class SentForm(PlainForm):
    """Anything sent to the desk: the client's id, and when it happened (by default: now)."""

    kind = ""
    anchor = "count"
    id = forms.UUIDField(
        error_messages={"required": _("The id is missing."), "invalid": _("The id is not a UUID.")}
    )
    happened_at = forms.DateTimeField(
        required=False,
        error_messages={"invalid": _("The time cannot be read. Write 2026-04-14T09:05:00+02:00.")},
    )

    def __init__(self, data: Any = None, *, space: Space, **kwargs: Any) -> None:
        self.space = space
        super().__init__(data, auto_id=f"{self.kind}_%s", **kwargs)
        field = self.fields.get("e_service")
        if isinstance(field, EServiceField):
            field.queryset = EService.objects.known_at(space)

    def clean_happened_at(self) -> datetime | None:
        """Within reason: a computer whose clock is wrong must not write into another year."""
        moment: datetime | None = self.cleaned_data["happened_at"]
        if moment is None:
            return None
        now = timezone.now()
        if moment > now + TOO_LATE:
            raise forms.ValidationError(_("This is in the future. Look at the clock of this computer."))
        if moment < now - TOO_EARLY:
            raise forms.ValidationError(_("This is more than 45 days ago. It is too late to note it here."))
        return moment

    def store(self, by: User) -> Stored:
        """Call the service. Raises ValidationError and ContentConflictError."""
        raise NotImplementedError

    def saved_words(self) -> str:
        """What was saved, for the person who tapped."""
        raise NotImplementedError

    def common(self, by: User) -> dict[str, Any]:
        return {"space": self.space, "by": by, "happened_at": self.cleaned_data["happened_at"]}


class UnknownForm(SentForm):
    """Stands in for a kind of note the desk does not know: always refused."""

    id = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError(_("This could not be read. The desk does not know this kind of note."))
