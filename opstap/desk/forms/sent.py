"""What every form of the desk has: the client's id, when it happened, and who did it."""

from copy import copy
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core.forms import PlainForm
from opstap.core.receipts import Stored, Unit
from opstap.desk.forms.fields import EServiceField, SeriesField
from opstap.desk.forms.sending import Sending
from opstap.desk.models import EService
from opstap.desk.services import Act, day_of
from opstap.desk.services.clocks import Moment, as_said, believed
from opstap.spaces.models import Space

TOO_EARLY = timedelta(days=45)
TOO_LATE = timedelta(minutes=10)


class SentForm(PlainForm):
    """Anything sent to the desk: the client's id, when it happened (by default: now), and who did it (by
    default: who sends).

    A new kind of act is a new form with `store`. `sending` is given when one is received.
    """

    kind = ""
    anchor = "count"
    id = forms.UUIDField(
        error_messages={"required": _("The id is missing."), "invalid": _("The id is not a UUID.")}
    )
    happened_at = forms.CharField(required=False)
    author = forms.UUIDField(required=False, error_messages={"invalid": _("The id is not a UUID.")})

    def __init__(
        self, data: Any = None, *, space: Space, sending: Sending | None = None, **kwargs: Any
    ) -> None:
        self.space, self.sending = space, sending
        super().__init__(data, auto_id=f"{self.kind}_%s", **kwargs)
        field = self.fields.get("e_service")
        if isinstance(field, EServiceField) and space.pk:
            field.queryset = EService.objects.known_at(space)
        field = self.fields.get("series")
        if isinstance(field, SeriesField):
            field.space = space

    @classmethod
    def received(cls, data: Any, sending: Sending) -> Self:
        """What a script sent, to be checked and stored but not shown: forms of a kind share their fields."""
        form: Self = copy(_blank(cls))
        form.data, form.is_bound = data, True
        form.space, form.sending = sending.space, sending
        form.fields = {name: _at(field, sending) for name, field in form.fields.items()}
        form._bound_fields_cache = {}  # type: ignore[attr-defined]
        return form

    def clean_happened_at(self) -> Moment:
        """Where the client tells its own time, any clock will do; else within reason."""
        said = self.cleaned_data["happened_at"]
        if not said:
            return Moment()
        if self.sending is None or self.sending.ahead is None:
            return as_said(_within_reason(_read(said)))
        read = _read(said)
        content = as_said(read).said or said[:60]
        return believed(read, content, ahead=self.sending.ahead, now=self.sending.received_at)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if self.sending is not None and not self.errors.keys() & {"author", "happened_at"}:
            answers["author"] = self._author(self.sending)
        return answers

    def _author(self, sending: Sending) -> User | None:
        uid, moment = self.cleaned_data["author"], self.cleaned_data["happened_at"]
        if uid is None and sending.sender.person is None:
            self.add_error("author", _("It is not said who did this."))
        if uid is None or (sending.sender.person and sending.sender.person.uid == uid):
            return sending.sender.person
        author = sending.author(uid, day_of(self.space, moment.at or sending.received_at))
        if author is None:
            self.add_error("author", _("Who did this does not belong to the team of this space."))
        return author

    def send(self, unit: Unit | None = None) -> Stored:
        """Store what was sent, once. Raises ValidationError and ContentConflictError."""
        assert self.sending is not None
        act = Act(
            uid=self.cleaned_data["id"],
            space=self.space,
            by=self.cleaned_data["author"],
            moment=self.cleaned_data["happened_at"],
            sender=self.sending.sender,
            unit=unit,
            received_at=self.sending.received_at,
        )
        return self.store(act)

    def store(self, act: Act) -> Stored:
        """Call the service."""
        raise NotImplementedError

    def saved_words(self) -> str:
        """What was saved, for the person who tapped."""
        raise NotImplementedError

    def remark(self) -> str:
        """What the person who tapped must know of what was saved, by a script too; '' = nothing."""
        return ""


def _at(field: forms.Field, sending: Sending) -> forms.Field:
    """A field that knows the space is copied, the others are shared."""
    if isinstance(field, EServiceField):
        field = copy(field)
        field.known = lambda: sending.e_services
    elif isinstance(field, SeriesField):
        field = copy(field)
        field.space = sending.space
    return field


@cache
def _blank(form: type[SentForm]) -> Any:
    return form(space=Space())


_MOMENT = forms.DateTimeField()


def _read(said: str) -> datetime | None:
    """None when it is no moment of this calendar in UTC."""
    try:
        moment = _MOMENT.clean(said)
        return moment.astimezone(UTC) if moment else None
    except (forms.ValidationError, OverflowError):
        return None


def _within_reason(moment: datetime | None) -> datetime:
    """A computer whose clock is wrong must not write into another year."""
    if moment is None:
        raise forms.ValidationError(_("The time cannot be read. Write 2026-04-14T09:05:00+02:00."))
    now = timezone.now()
    if moment > now + TOO_LATE:
        raise forms.ValidationError(_("This is in the future. Look at the clock of this computer."))
    if moment < now - TOO_EARLY:
        raise forms.ValidationError(_("This is more than 45 days ago. It is too late to note it here."))
    return moment


class UnknownForm(SentForm):
    """Stands in for a kind of note the desk does not know: always refused."""

    id = None  # type: ignore[assignment]

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError(_("This could not be read. The desk does not know this kind of note."))
