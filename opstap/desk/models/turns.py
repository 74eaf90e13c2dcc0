"""The queue at the door: turn numbers without a name, and what happened to each.

What happens to a number arrives late, twice, out of order and from two computers. So every act is a row
(`TurnAct`), and the state of a `Turn` is what comes out when its acts are replayed in the order in which they
happened: the same acts give the same state, whatever the order of arrival. What `ALLOWED` does not allow at
its place in the replay changes nothing.
"""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from opstap.core.ids import uuid7
from opstap.desk.models.entries import Entry
from opstap.desk.models.visits import Visit
from opstap.spaces.models import Space


class TurnState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("turn number", "waiting")
    CALLED = "called", pgettext_lazy("turn number", "called")
    HELPED = "helped", pgettext_lazy("turn number", "helped")
    LEFT = "left", pgettext_lazy("turn number", "left without help")
    SENT_AWAY = "sent_away", pgettext_lazy("turn number", "could not be helped")
    NOT_CLOSED = "not_closed", pgettext_lazy("turn number", "not closed")


OPEN = (TurnState.WAITING, TurnState.CALLED)
CLOSED = (TurnState.HELPED, TurnState.LEFT, TurnState.SENT_AWAY, TurnState.NOT_CLOSED)

ALLOWED: dict[TurnState, frozenset[TurnState]] = {
    TurnState.WAITING: frozenset({TurnState.CALLED, *CLOSED}),
    TurnState.CALLED: frozenset({TurnState.CALLED, *CLOSED}),
    # She came back after all.
    TurnState.LEFT: frozenset({TurnState.CALLED, TurnState.HELPED, TurnState.SENT_AWAY}),
    TurnState.SENT_AWAY: frozenset({TurnState.CALLED, TurnState.HELPED}),
    TurnState.HELPED: frozenset(),
    # What the desk did before the night, and sent only after it.
    TurnState.NOT_CLOSED: frozenset({TurnState.HELPED, TurnState.LEFT, TurnState.SENT_AWAY}),
}
"""From each state, the states that may follow. Only undoing an act leads back."""

DESKS = ("1", "2", "3", "4", "5", "6", "7", "8", "9")
"""Where a number is called to; '' = no desk named."""


class Queue(models.Model):
    """Whether a space works with numbers. Its row is the lock under which numbers are given and called."""

    space = models.OneToOneField(Space, models.PROTECT, related_name="queue")
    gives_numbers = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.space)


class TurnQuerySet(models.QuerySet["Turn"]):
    def at(self, space: Space) -> Self:
        return self.filter(space=space)

    def on(self, day: date) -> Self:
        return self.filter(local_date=day)

    def counted(self) -> Self:
        """Without those whose visit was undone."""
        return self.filter(visit__voiding__isnull=True)

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def waiting(self) -> Self:
        """The longest waiting one first."""
        return self.filter(state=TurnState.WAITING).order_by("taken_at", "number", "letter", "pk")


class Turn(models.Model):
    """A number of one day of one space, for one visit. Nameless: it ends with the day.

    `letter`: of the computer that gave the number while the line was down; '' = given by the server.
    From `state` on, everything is derived from the acts. `waited`: minutes from taking the number to the
    first call, or to the closing where it was never called; None while it waits.
    """

    uid = models.UUIDField(default=uuid7, unique=True, editable=False)
    space = models.ForeignKey(Space, models.PROTECT, related_name="turns")
    local_date = models.DateField()
    number = models.PositiveIntegerField()
    letter = models.CharField(max_length=1, blank=True)
    visit = models.OneToOneField(Visit, models.PROTECT, related_name="turn")
    taken_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=TurnState, default=TurnState.WAITING)
    called_at = models.DateTimeField(null=True)
    last_called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    where = models.CharField(max_length=1, blank=True)
    closed_at = models.DateTimeField(null=True)
    waited = models.PositiveIntegerField(null=True)

    objects = TurnQuerySet.as_manager()

    class Meta:
        ordering = ["taken_at", "number", "letter", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["space", "local_date", "letter", "number"], name="turn_number_once_a_day"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="turn_number_from_one"),
            models.CheckConstraint(condition=Q(state__in=TurnState.values), name="turn_state_known"),
            models.CheckConstraint(condition=Q(where__in=["", *DESKS]), name="turn_where_known"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, closed_at__isnull=True)
                | Q(state__in=CLOSED, closed_at__isnull=False),
                name="turn_closed_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=TurnState.CALLED)
                | Q(called_at__isnull=False, last_called_at__isnull=False),
                name="turn_called_has_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["space", "local_date", "state"], name="turn_day_state")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """As it is shown and called: "12", "A 12"."""
        return f"{self.letter}\u00a0{self.number}" if self.letter else str(self.number)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def minutes_until(self, moment: datetime) -> int:
        """Whole minutes since the number was taken; never less than 0, whatever the clocks say."""
        return max(0, int((moment - self.taken_at).total_seconds() // 60))


class TurnAct(Entry):
    """One act on a number: called, helped, left, sent away. Its uid is that of the item the client sent."""

    turn = models.ForeignKey(Turn, models.PROTECT, related_name="acts")
    what = models.CharField(
        max_length=10, choices=[(s.value, s.label) for s in (TurnState.CALLED, *CLOSED[:3])]
    )
    where = models.CharField(max_length=1, blank=True)
    reason = models.CharField(max_length=15, blank=True, help_text="vocabulary sent_away")
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta(Entry.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(where__in=["", *DESKS]), name="turn_act_where_known"),
            models.CheckConstraint(
                condition=Q(what=TurnState.SENT_AWAY) ^ Q(reason=""), name="turn_act_reason_if_sent_away"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="turn_act_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.local_date} {self.what}"
