"""Who ran a place, from when until when. A change of the organisation writes it; nothing of it is lost."""

from datetime import date, timedelta

from django.utils import timezone

from opstap.spaces.models import Operation, Organisation, Space


def note_operator(space: Space, *, was: Organisation | None, today: date | None = None) -> None:
    """In the transaction that changes `space.organisation`: yesterday was the last day of `was`."""
    today = today or timezone.localdate()
    open_row = space.operations.filter(valid_until__isnull=True).first()
    if open_row is None and was is not None:
        open_row = Operation.objects.create(space=space, organisation=was, valid_from=space.valid_from)
    if open_row is not None:
        _end(open_row, today)
    if space.organisation is not None:
        Operation.objects.create(space=space, organisation=space.organisation, valid_from=today)


def _end(row: Operation, today: date) -> None:
    """One that began today was a slip of the hand: it leaves nothing."""
    if row.valid_from is not None and row.valid_from >= today:
        row.delete()
        return
    row.valid_until = today - timedelta(days=1)
    row.save(update_fields=["valid_until"])


def operators_of(space: Space) -> list[Operation]:
    """The latest first. Of a place that never changed hands: who runs it, since the day of its record."""
    known = list(space.operations.select_related("organisation"))
    if not known and space.organisation is not None:
        known = [Operation(space=space, organisation=space.organisation, valid_from=space.valid_from)]
    return known[::-1]
