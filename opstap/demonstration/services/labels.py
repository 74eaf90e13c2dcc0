"""Invented labels: in force, suspended, on watch, awarded earlier; and two invented mandates."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core.texts import say
from opstap.demonstration.services.label_ages import hear_earlier
from opstap.demonstration.services.label_files import coordinator_of
from opstap.label.models import Decision, DecisionKind, Label, Mandate, SchemeVersion
from opstap.label.services import hearings, label_appeals
from opstap.label.services.proof import issue_proof
from opstap.label.services.watching import watch_all
from opstap.spaces.models import NetworkMembership, Organisation, Space
from opstap.territory.models import Network

REASONS: dict[str, str] = {
    "propose": "Démonstration\u00a0: l’espace est sans animateur depuis deux mois.",
    "answer": "Démonstration\u00a0: le recrutement est en cours, une personne commence bientôt.",
    "appeal": "Démonstration\u00a0: l’animateur a commencé la veille de la décision. Le contrat est joint.",
    DecisionKind.AWARD: "Démonstration\u00a0: les conditions sont remplies, l’avis du comité est favorable.",
    DecisionKind.SUSPEND: "Démonstration\u00a0: l’espace est resté sans animateur, l’organisation entendue.",
}
# Which of the eight: shorter hours announced, suspended, awarded earlier.
AHEAD, SUSPENDED, FROM_BEFORE = 5, 6, 7


@transaction.atomic
def create_labels(*, today: date | None = None) -> int:
    """Labels of the region's own rules for eight spaces, a night of watching, two mandates; how many labels.

    0 where the demonstration has no rules in force. The first label gets its proof when there is a key.
    """
    today = today or timezone.localdate()
    version = SchemeVersion.objects.in_force(today).order_by("scheme").first()
    by = User.objects.filter(email__startswith="region@").first()
    if version is None or by is None:
        return 0
    with_body = Space.objects.filter(is_invented=True, organisation__isnull=False).order_by("pk")
    chosen = list(with_body.select_related("organisation")[: FROM_BEFORE + 1])
    labels = [_label(position, space, version, by, today) for position, space in enumerate(chosen)]
    _suspend(labels[SUSPENDED], by)
    _shorten_from(chosen[AHEAD], today)
    watch_all(on=today)
    _mandates(version.scheme.network, chosen, today)
    issue_proof(label=labels[0], by=by)
    return len(labels)


def _label(position: int, space: Space, version: SchemeVersion, by: User, today: date) -> Label:
    since = today - timedelta(days=400 + 37 * position)
    before = {"is_from_before": True, "source": "Liste inventée pour la démonstration"}
    label = Label.objects.create(
        space=space,
        organisation=space.organisation,
        version=version,
        awarded_on=since,
        **(before if position == FROM_BEFORE else {}),
    )
    if position != FROM_BEFORE:
        _decision(label, DecisionKind.AWARD, by, since)
    return label


def _suspend(label: Label, secretary: User) -> None:
    """After a hearing, by the authority; the organisation appealed: somebody has an appeal to hear."""
    authority = User.objects.filter(email__startswith="authority@").first() or secretary
    coordinator = coordinator_of(label.space)
    hearing = hearings.propose(label=label, proposal="suspend", reasons=REASONS["propose"], by=secretary)
    hearings.answer(hearing=hearing, text=REASONS["answer"], by=coordinator)
    decision = hearings.conclude(
        hearing=hearing, accept=True, reasons=REASONS[DecisionKind.SUSPEND], by=authority
    )
    hearing.refresh_from_db()
    hearing.label, hearing.decision = label, decision
    hear_earlier(hearing, proposed=64, answered=51, decided=16)
    appeal = label_appeals.lodge(decision=decision, label=label, grounds=REASONS["appeal"], by=coordinator)
    appeal.lodged_at -= timedelta(days=4)
    appeal.save(update_fields=["lodged_at"])


def _decision(label: Label, kind: DecisionKind, by: User, day: date) -> None:
    at = datetime.combine(day, time(10), tzinfo=label.space.zone)
    ways = say(label.version.appeal_ways, "fr")
    Decision.objects.create(
        kind=kind,
        label=label,
        reasons=REASONS[kind],
        appeal_ways=ways,
        language="fr",
        decided_at=at,
        decided_by=by,
    )


def _shorten_from(space: Space, today: date) -> None:
    """Shorter hours are announced from the month after next, so that the forecast has something to say."""
    month = today.year * 12 + today.month + 1
    first = date(month // 12, month % 12 + 1, 1)
    last = first + timedelta(days=200)
    season = f"{first:%Y %b %d}-{last:%Y %b %d}"
    space.open_hours = f"{space.open_hours}; {season} Mo-Fr 10:00-12:00"
    space.save(update_fields=["open_hours", "changed_at"])


def _mandates(network: Network, spaces: list[Space], today: date) -> None:
    authority = Organisation.objects.create(
        names={"fr": "La Région (inventée)", "nl": "Het Gewest (verzonnen)", "en": "The Region (invented)"},
        kind="other_public",
    )
    NetworkMembership.objects.create(network=network, organisation=authority, valid_from=date(2018, 1, 1))
    first = date(today.year, 1, 1)
    for number, space in enumerate(spaces[:2]):
        if space.organisation is None:
            continue
        mandate = Mandate.objects.create(
            authority=authority,
            organisation=space.organisation,
            network=network,
            valid_from=first,
            valid_until=date(today.year + 2, 12, 31),
            fte=number + 1,
            yearly_amount=60_000 * (number + 1),
            is_public=True,
            **_texts(),
        )
        mandate.spaces.set([space])


def _texts() -> dict[str, Any]:
    return {
        "titles": {
            "fr": "Accueil numérique de proximité",
            "nl": "Digitaal onthaal in de buurt",
            "en": "Digital help near home",
        },
        "missions": {
            "fr": "Accueillir tout le monde au moins quinze heures par semaine, avec un animateur.",
            "nl": "Iedereen ontvangen, minstens vijftien uur per week, met een begeleider.",
            "en": "Receive everybody for at least fifteen hours a week, with an animator.",
        },
        "means": {
            "fr": "Un subside annuel et du matériel.",
            "nl": "Een jaarlijkse subsidie en materiaal.",
            "en": "A yearly subsidy and equipment.",
        },
        "legal_bases": {"fr": "Arrêté inventé du 1er janvier", "nl": "Verzonnen besluit van 1 januari"},
    }
