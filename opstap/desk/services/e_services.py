"""The network's list of public e-services: what brings people to the desk."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from opstap.accounts.models import User
from opstap.core import audit
from opstap.desk.models import EService
from opstap.desk.services.apart import keep_service_apart
from opstap.territory.models import Network

# Kinds of service every administration has, under neutral names; a network renames or adds its own.
STARTING_LIST: list[dict[str, str]] = [
    {"en": "Tax return", "fr": "Déclaration d’impôts", "nl": "Belastingaangifte"},
    {"en": "Unemployment", "fr": "Chômage", "nl": "Werkloosheid"},
    {"en": "Employment service", "fr": "Service de l’emploi", "nl": "Dienst voor werk"},
    {"en": "Family allowance", "fr": "Allocations familiales", "nl": "Kinderbijslag"},
    {"en": "Municipal counter", "fr": "Guichet communal", "nl": "Loket van de gemeente"},
    {"en": "Social welfare centre", "fr": "CPAS", "nl": "OCMW"},
    {"en": "Health insurance", "fr": "Mutualité", "nl": "Ziekenfonds"},
    {"en": "Pension", "fr": "Pension", "nl": "Pensioen"},
    {"en": "Rent and housing", "fr": "Loyer et logement", "nl": "Huur en wonen"},
    {"en": "Energy and water", "fr": "Énergie et eau", "nl": "Energie en water"},
    {"en": "School and enrolment", "fr": "École et inscription", "nl": "School en inschrijving"},
    {
        "en": "eID, itsme and other keys",
        "fr": "eID, itsme et autres clés",
        "nl": "eID, itsme en andere sleutels",
    },
    {"en": "Bank", "fr": "Banque", "nl": "Bank"},
    {"en": "Transport", "fr": "Transports", "nl": "Vervoer"},
    {"en": "Residence and nationality", "fr": "Séjour et nationalité", "nl": "Verblijf en nationaliteit"},
]


REVEALING = {"Health insurance", "Residence and nationality"}
"""Of the starting list, what says something about health or migration."""


@transaction.atomic
def starting_e_services(network: Network, by: User | None) -> list[EService]:
    """Add the usual services the network's list lacks (by their English name). Returns those added."""
    return [
        add_e_service(network=network, by=by, names=names, reveals=names["en"] in REVEALING)
        for names in missing_e_services(network)
    ]


def missing_e_services(network: Network) -> list[dict[str, str]]:
    """The names of the usual services that the network's list lacks."""
    known = {service.names.get("en") for service in network.e_services.all()}
    return [names for names in STARTING_LIST if names["en"] not in known]


@transaction.atomic
def add_e_service(
    *,
    network: Network,
    by: User | None,
    names: dict[str, str],
    valid_until: date | None = None,
    reveals: bool = False,
) -> EService:
    """A new last entry of the list."""
    last = network.e_services.aggregate(last=Max("position"))["last"] or 0
    service = EService.objects.create(
        network=network, names=names, position=last + 1, valid_until=valid_until, reveals=reveals
    )
    audit.record("e_service.added", by=by, kind="e_service", uid=service.uid, fields=["names"])
    return service


@transaction.atomic
def change_e_service(
    *, service: EService, by: User, names: dict[str, str], valid_until: date | None, reveals: bool = False
) -> EService:
    """Rename, give a last day, or say that it reveals: what was recorded under it stays, without a code."""
    before = {"names": service.names, "valid_until": service.valid_until, "reveals": service.reveals}
    after = {"names": names, "valid_until": valid_until, "reveals": reveals}
    service.names, service.valid_until, service.reveals = names, valid_until, reveals
    service.save(update_fields=list(after))
    if reveals:
        keep_service_apart(service)
    fields = audit.changed_fields(before, after)
    if fields:
        audit.record("e_service.changed", by=by, kind="e_service", uid=service.uid, fields=fields)
    return service


@transaction.atomic
def move_e_service(*, service: EService, by: User, up: bool) -> None:
    """Swap with the neighbour above or below; the end of the list is no error. Numbers the list anew."""
    ordered = list(EService.objects.select_for_update().filter(network=service.network))
    here = ordered.index(service)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(ordered):
        return
    ordered[here], ordered[there] = ordered[there], ordered[here]
    for position, entry in enumerate(ordered, start=1):
        entry.position = position
    EService.objects.bulk_update(ordered, ["position"])
    audit.record("e_service.moved", by=by, kind="e_service", uid=service.uid, fields=["position"])
