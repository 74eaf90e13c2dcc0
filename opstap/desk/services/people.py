"""The visits of a help record whose place or number of people is corrected.

An access stays one entry of one person: who was not in the space after all leaves a visit that the record had
made itself, and that visit no longer counts; a visit counted at the door stays. Who was there after all gets
a visit of the same tap for which no help is noted, else a new one.
"""

from opstap.core.ids import child_id
from opstap.desk.models import HelpRecord, Visit, Voiding
from opstap.desk.services.acts import Act
from opstap.desk.services.given import HelpGiven
from opstap.desk.services.rows import helped, lock_visits


def visits_for(act: Act, record: HelpRecord, given: HelpGiven) -> tuple[list[Visit], list[Visit]]:
    """The visits the record has from now on, the first one first; and those it no longer has.

    Its visits are locked. New ones are written, those left are not yet voided: see `release`.
    """
    before = _locked(record)
    wanted = given.people if given.is_in_the_space else 0
    kept = before[:wanted]
    return [*kept, *_further(act, record, given, before, wanted - len(kept))], before[wanted:]


def release(act: Act, record: HelpRecord, visits: list[Visit]) -> None:
    """Void those that the record had made, unless other help was given at them."""
    still = set(helped(visits))
    made = [visit for visit in visits if visit.tap == record.uid and visit.pk not in still]
    Voiding.objects.bulk_create(Voiding(visit=visit, by=act.by, at=act.received_at) for visit in made)


def _locked(record: HelpRecord) -> list[Visit]:
    """Those counted at the door first, so that they are the last to be left."""
    visits = Visit.objects.select_for_update().filter(pk__in=record.visits_of_all()).order_by("pk")
    return sorted(
        visits, key=lambda visit: (visit.tap == record.uid, visit.pk != record.visit_id, visit.position)
    )


def _further(
    act: Act, record: HelpRecord, given: HelpGiven, before: list[Visit], missing: int
) -> list[Visit]:
    if missing <= 0:
        return []
    free = _free_of_the_tap(act, before)[:missing]
    return [*free, *_new(act, record, given, missing - len(free))]


def _free_of_the_tap(act: Act, before: list[Visit]) -> list[Visit]:
    if not before:
        return []
    tap = lock_visits(act.space, before[0].tap, before[0].local_date)
    taken = {*helped(tap), *(visit.pk for visit in before)}
    return [visit for visit in tap if visit.pk not in taken]


def _new(act: Act, record: HelpRecord, given: HelpGiven, number: int) -> list[Visit]:
    """Of the moment of the help, by whom noted it; positions of voided ones are not used again."""
    first = Visit.objects.filter(tap=record.uid).count()
    copied = ("by", "happened_at", "local_date", "clock", "client_at")
    common = {name: getattr(record, name) for name in copied}
    return Visit.objects.bulk_create(
        Visit(
            uid=child_id(record.uid, position),
            tap=record.uid,
            position=position,
            space=act.space,
            received_at=act.received_at,
            e_service=given.e_service,
            **common,
        )
        for position in range(first, first + number)
    )
