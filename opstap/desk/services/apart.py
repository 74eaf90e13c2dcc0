"""What reveals health, justice, migration or belief is counted, but never kept with the code of a series.

The rule holds for the whole visit: two records of one visit are of one person. So where anything revealing
hangs at a visit, no help record of it names a series, whichever was noted first, and also when the revealing
one was undone. What reveals: themes and publics that the vocabularies mark, online services that the network
marks.
"""

from collections.abc import Iterable

from django.db.models import Q

from opstap.core import vocabularies
from opstap.desk.models import EService, HelpRecord, Visit
from opstap.desk.services.given import HelpGiven


def revealing_themes() -> frozenset[str]:
    """As stored: "digital:health"."""
    return frozenset(
        f"{family}:{code}"
        for family in ("digital", "administrative")
        for code in vocabularies.vocabulary(f"theme_{family}").sensitive()
    )


def reveals(given: HelpGiven | HelpRecord) -> bool:
    """Whether what was noted must not be kept with a code."""
    publics = vocabularies.vocabulary("public").sensitive()
    said = {given.theme, *given.further}
    service = given.e_service
    return bool(said & revealing_themes() or publics & set(given.publics)) or service_reveals(service)


def service_reveals(service: EService | None) -> bool:
    return service is not None and service.reveals


def keep_apart(visits: Iterable[Visit]) -> int:
    """Take the series off the records of visits where something reveals; the number of records changed."""
    named = HelpRecord.objects.filter(visit__in=list(visits), series__isnull=False).select_related(
        "visit__e_service"
    )
    cut = [record.pk for record in named if record.visit and _visit_reveals(record.visit)]
    return HelpRecord.objects.filter(pk__in=cut).update(series=None) if cut else 0


def _visit_reveals(visit: Visit) -> bool:
    records = HelpRecord.objects.filter(Q(visit=visit) | Q(others=visit)).select_related("e_service")
    return service_reveals(visit.e_service) or any(map(reveals, records))


def keep_service_apart(service: EService) -> int:
    """The network says from now on that this service reveals: it is taken apart from every series."""
    named = HelpRecord.objects.filter(
        Q(e_service=service) | Q(visit__e_service=service), series__isnull=False
    )
    visits = {record.visit for record in named.select_related("visit") if record.visit}
    changed = named.update(series=None)
    return changed + keep_apart(visits)
