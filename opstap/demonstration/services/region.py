"""The invented network: 24 organisations and 32 spaces over the 19 real municipalities of Brussels."""

import json
import random
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone

from opstap.spaces.building import NO, YES, Answers, with_answers
from opstap.spaces.models import (
    Assignment,
    Interruption,
    NetworkMembership,
    Organisation,
    Post,
    Precision,
    Publication,
    Space,
)
from opstap.spaces.services.interruptions import announce_interruption
from opstap.spaces.services.record import create_space
from opstap.spaces.services.stops import add_stop
from opstap.territory import services as territory
from opstap.territory.models import Area, Network

SEED = "opstap"
REGION = json.loads((Path(__file__).parent.parent / "region.json").read_text(encoding="utf-8"))

CLOSES, MOVED, UNCONFIRMED = 20, 25, 30
"""Positions of the spaces that close soon, that are elsewhere for a time, and that nobody has confirmed."""

COUNTS_ALL, COUNTS_PARTLY, COUNTS_NOTHING = "complete", "partly", "none"


@dataclass(frozen=True)
class DemoSpace:
    """A space with what the generator of its activity must know."""

    space: Space
    counts: str
    training: str
    staffed: str
    position: int

    def chance(self, *key: object) -> random.Random:
        """The same throws on every machine for the same space and key."""
        return random.Random(f"{SEED}:{self.position}:{key}")  # noqa: S311 - a demonstration, not a secret


def create_network() -> Network:
    return territory.create_network(
        slug="demo",
        names={
            "fr": "Le réseau bruxellois de démonstration",
            "nl": "Het Brusselse demonstratienetwerk",
            "en": "The Brussels demonstration network",
        },
        area=territory.load_brussels(),
        phone="02 000 00 00",
        phone_note={
            "fr": "L’appel est gratuit. Du lundi au vendredi, de 9 h à 17 h.",
            "nl": "Bellen is gratis. Van maandag tot vrijdag, van 9 tot 17 uur.",
            "en": "The call is free. Monday to Friday, 9:00 to 17:00.",
        },
        email="netwerk@demo.example",
        publisher_name="Dominique Exemple",
        publisher_address="Rue de l’Exemple 1, 1000 Bruxelles",
    )


def create_spaces(network: Network) -> list[DemoSpace]:
    organisations = {key: _organisation(network, row) for key, row in REGION["organisations"].items()}
    areas = {area.code: area for area in Area.objects.municipalities()}
    found = []
    for position, row in enumerate(REGION["spaces"]):
        space = _space(row, position, organisations[row["organisation"]], areas[row["municipality"]])
        _posts(space, position)
        _interruption(space, position)
        _stops(space)
        found.append(DemoSpace(space, row["counts"], row["training"], row["staffed"], position))
    return found


def _organisation(network: Network, row: dict[str, Any]) -> Organisation:
    organisation = Organisation.objects.create(
        names=row["names"], kind=row["kind"], language_regime=row["language_regime"]
    )
    NetworkMembership.objects.create(
        network=network, organisation=organisation, valid_from=timezone.localdate().replace(year=2020, day=1)
    )
    return organisation


def _space(row: dict[str, Any], position: int, organisation: Organisation, area: Area) -> Space:
    lat, lon = _point(area, row["postcode"], position)
    return create_space(
        by=None,
        names=row["names"],
        organisation=organisation,
        offers=_offers(row),
        host=row["host"],
        is_itinerant=row["host"] == "mobile",
        streets=row["streets"],
        postcode=row["postcode"],
        cities=area.names,
        municipality=area,
        lat=lat,
        lon=lon,
        precision=Precision.EXACT,
        open_hours=row["open"] + "; PH off",
        staffed_hours=row["staffed"] + "; PH off",
        training_hours=row["training"] if row["training"] == "off" else row["training"] + "; PH off",
        price=row["price"],
        wheelchair=row["wheelchair"],
        building=_building(row, position),
        computers=row["computers"],
        tablets=row["tablets"],
        printers=1 if row["computers"] else None,
        seats=row["computers"],
        phone=f"02 000 00 {position + 1:02d}",
        **_words(row),
        publication=Publication.PUBLIC,
        # One that nobody has confirmed for long.
        confirmed_at=timezone.now() - timedelta(days=200 if position == UNCONFIRMED else 0),
        is_invented=True,
        valid_from=timezone.localdate().replace(year=2021, month=1, day=1),
    )


def _building(row: dict[str, Any], position: int) -> Answers:
    """Two of three have answered the questions about the building."""
    if position % 3 == 2 or row["counts"] == COUNTS_NOTHING:
        return {}
    is_easy = row["wheelchair"] == "yes"
    said = {
        "step_free": is_easy,
        "ramp": row["wheelchair"] != "no",
        "wide_doors": is_easy,
        "toilet": is_easy and position % 2 == 0,
        "hearing_loop": position % 4 == 0,
        "quiet": position % 2 == 0,
    }
    answers = {code: YES if answer else NO for code, answer in said.items()}
    return with_answers({}, answers, timezone.localdate() - timedelta(days=20 + position))


def _point(area: Area, postcode: str, position: int) -> tuple[float, float]:
    """Somewhere within about 700 m of the heart of the municipality or its postcode."""
    chance = random.Random(f"{SEED}:point:{position}")  # noqa: S311 - a demonstration, not a secret
    heart = area.postcodes.filter(postcode=postcode, lat__isnull=False).first() or area
    return (
        round((heart.lat or 0) + chance.uniform(-0.006, 0.006), 5),
        round((heart.lon or 0) + chance.uniform(-0.009, 0.009), 5),
    )


def _offers(row: dict[str, Any]) -> dict[str, list[str]]:
    by_appointment = row["host"] in {"social_welfare", "medical"}
    return {
        "service": row["services"],
        "support": row["supports"],
        "language": row["languages"],
        "special_care": row["special_care"],
        "public": row["publics"],
        "access_mode": ["phone"] if by_appointment else ["walk_in", "phone"],
    }


def _words(row: dict[str, Any]) -> dict[str, Any]:
    if row["counts"] == COUNTS_NOTHING:
        return {}
    return {
        "descriptions": {
            "fr": "Vous venez avec votre question. On regarde ensemble, et vous apprenez à le faire.",
            "nl": "Je komt met je vraag. We kijken samen, en je leert het zelf te doen.",
            "en": "Come with your question. We look at it together, and you learn to do it.",
        },
        "easy_texts": {
            "fr": "Vous entrez.\nVous posez votre question. On vous aide.\nC’est gratuit.",
            "nl": "Je komt binnen.\nJe stelt je vraag. Iemand helpt je.\nHet is gratis.",
            "en": "You come in.\nYou ask your question. Somebody helps you.\nIt is free.",
        },
        "how_to_come": {
            "fr": "Tram ou bus\u00a0: arrêt à 250 mètres. Porte verte, sonnette du bas.",
            "nl": "Tram of bus: halte op 250 meter. Groene deur, onderste bel.",
            "en": "Tram or bus: stop at 250 metres. Green door, lowest bell.",
        },
        "what_to_bring": {
            "fr": "Votre lettre, votre téléphone et votre carte d’identité. Gardez vos codes pour vous.",
            "nl": "Je brief, je gsm en je identiteitskaart. Hou je codes voor jezelf.",
            "en": "Your letter, your phone and your identity card. Keep your codes to yourself.",
        },
        "price_note": {
            "fr": "Imprimer\u00a0: 0,10 euro la page.",
            "nl": "Printen: 0,10 euro per blad.",
            "en": "Printing: 0.10 euro a page.",
        },
    }


def _interruption(space: Space, position: int) -> None:
    today = timezone.localdate()
    if position == CLOSES:
        announce_interruption(
            space=space,
            by=None,
            kind=Interruption.Kind.CLOSED,
            first_day=today + timedelta(days=10),
            last_day=today + timedelta(days=16),
            reasons={"fr": "congés de l’équipe", "nl": "vakantie van het team", "en": "holidays of the team"},
        )
    if position == MOVED:
        announce_interruption(
            space=space,
            by=None,
            kind=Interruption.Kind.MOVED,
            first_day=today - timedelta(days=3),
            last_day=today + timedelta(days=40),
            reasons={"fr": "travaux dans la salle", "nl": "werken in de zaal", "en": "works in the room"},
            streets={"fr": "Place Imaginaire 1", "nl": "Denkbeeldig Plein 1"},
            postcode=space.postcode,
            cities=space.cities,
            lat=(space.lat or 0) + 0.002,
            lon=space.lon,
        )


def _stops(space: Space) -> None:
    """The bus stops at its own address, and one morning a week somewhere else."""
    if not space.is_itinerant:
        return
    common = {"postcode": space.postcode, "cities": space.cities, "lon": space.lon}
    own, other = (
        space.staffed_hours.removesuffix("; PH off"),
        {"fr": "Square des Roues 3", "nl": "Wielensquare 3"},
    )
    add_stop(space=space, by=None, streets=space.streets, hours=own, lat=space.lat, **common)
    lat = (space.lat or 0) + 0.012
    add_stop(space=space, by=None, streets=other, hours="Tu 09:30-12:00", lat=lat, **common)


def _posts(space: Space, position: int) -> None:
    """One animator or two, some on an insertion contract, some volunteers: never added up."""
    if space.organisation is None:
        return
    since = timezone.localdate().replace(year=2022, month=1, day=1)
    shares = {0: ["1.00", "0.50"], 1: ["0.80"], 2: ["0.50"], 3: ["1.00"]}[position % 4]
    rows = [("animator", "permanent", share) for share in shares]
    rows += [("animator", "insertion", "0.50")] if position % 5 == 0 else []
    rows += [("animator", "volunteer", "0.20")] if position % 3 == 0 else []
    rows += [("coordinator", "permanent", "0.50")] if position % 2 == 0 else []
    posts = Post.objects.bulk_create(
        Post(
            organisation=space.organisation,
            space=space,
            function=function,
            status=status,
            fte=Decimal(share),
            valid_from=since,
        )
        for function, status, share in rows
    )
    # Somebody without an account works in each post; the first gets the animator who signs in.
    Assignment.objects.bulk_create(Assignment(post=post, valid_from=since) for post in posts[1:])
