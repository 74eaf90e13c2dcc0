"""Invented prices, rooms and reserved hours of those places that keep their record."""

from decimal import Decimal
from typing import Any

from opstap.demonstration.services.region import COUNTS_NOTHING, DemoSpace
from opstap.spaces.models import PriceRule, ReservedTime, Room, Space
from opstap.spaces.services.openings import derive_openings_bulk

MANY_COMPUTERS = 8
WOMEN, JOB_SEEKERS = ["women"], ["job_seekers"]

# By the French name: when, for whom.
RESERVED: dict[str, dict[str, Any]] = {
    "Laeken Horizon": {"hours": "We 13:00-15:00", "reserved_for": "public", "publics": WOMEN},
    "Le Trait d’Union": {
        "hours": "Fr 08:30-10:00",
        "reserved_for": "partner",
        "names": {"fr": "personnes envoyées par le CPAS", "nl": "mensen doorgestuurd door het OCMW"},
        "by_appointment": True,
    },
}


def describe(spaces: list[DemoSpace]) -> None:
    told = [demo for demo in spaces if demo.counts != COUNTS_NOTHING]
    PriceRule.objects.bulk_create(row for demo in told for row in _prices(demo))
    _leave_to_the_list(told)
    Room.objects.bulk_create(row for demo in told for row in _rooms(demo))
    reserved = [demo for demo in told if demo.space.names["fr"] in RESERVED]
    ReservedTime.objects.bulk_create(
        ReservedTime(space=demo.space, **RESERVED[demo.space.names["fr"]]) for demo in reserved
    )
    derive_openings_bulk([demo.space for demo in reserved])


def _leave_to_the_list(told: list[DemoSpace]) -> None:
    """What a note said of the price of printing stands in the list now."""
    for demo in told:
        demo.space.price_note = {}
    Space.objects.bulk_update([demo.space for demo in told], ["price_note"])


def _prices(demo: DemoSpace) -> list[PriceRule]:
    """Rows from which the price that the record has follows; printing costs something nearly everywhere."""
    space, offered = demo.space, demo.space.codes("public")
    found = [PriceRule(space=space, item="print_black", unit="page", amount=Decimal("0.10"))]
    if "job_seekers" in offered:
        free = {"amount": Decimal(0), "publics": JOB_SEEKERS}
        found.append(PriceRule(space=space, item="print_black", unit="page", **free))
    if space.price_hour:
        amount = Decimal(space.price_hour)
        found.append(PriceRule(space=space, item="computer", unit="hour", amount=amount))
    if space.price == "conditional":
        card = {"fr": "avec la carte du CPAS", "nl": "met de kaart van het OCMW"}
        publics = ["precarious"]
        found.append(
            PriceRule(
                space=space, item="computer", unit="hour", amount=Decimal(0), publics=publics, conditions=card
            )
        )
    return found


def _rooms(demo: DemoSpace) -> list[Room]:
    space, computers = demo.space, demo.space.computers or 0
    if computers < MANY_COMPUTERS:
        return []
    large = {"fr": "Salle des ordinateurs", "nl": "Computerzaal", "en": "Computer room"}
    small = {"fr": "Petite salle", "nl": "Kleine zaal", "en": "Small room"}
    wheelchair = "yes" if space.wheelchair == "yes" else ""
    return [
        Room(
            space=space,
            names=large,
            uses=["open_access", "course"],
            places=computers + 2,
            machines=computers,
            wheelchair=wheelchair,
            can_be_booked=False,
        ),
        Room(
            space=space,
            names=small,
            uses=["talk", "meeting"],
            places=4 + demo.position % 5,
            machines=0,
            wheelchair=wheelchair,
            can_be_booked=True,
            conditions={"fr": "Demander une semaine avant.", "nl": "Een week vooraf vragen."},
        ),
    ]
