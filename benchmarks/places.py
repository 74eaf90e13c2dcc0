"""Invented places for the finder's benchmarks, and what visitors ask about them.

`python -m benchmarks.places 20000` fills the database of OPSTAP_DATA_DIR with so many.
"""

import json
import os
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

DAYS_AHEAD = 60
SEED = 20261124
REGION = (50.77, 50.91, 4.26, 4.47)  # south, north, west, east
COUNTRY = (49.6, 51.4, 2.7, 6.2)
LANGUAGES = {"fr": 0.95, "nl": 0.6, "en": 0.5, "ar": 0.25, "tr": 0.08, "es": 0.08, "ti": 0.01}
SERVICES = {"procedures": 0.7, "everyday": 0.8, "job": 0.4, "safety": 0.25, "access": 0.6, "creation": 0.1}

# Weeks of opening, in hours from the hour at which the benchmark starts, so that it does not matter when it
# runs: some places are open now, some later, some were. (kind, weekdays from today on, from, hours)
WEEKS: tuple[tuple[tuple[str, tuple[int, ...], float, float], ...], ...] = (
    (("open", (0, 1, 2, 3, 4), -2, 8), ("staffed", (0, 1, 2, 3, 4), -1, 3)),
    (("open", (0, 2, 4), -3, 3.5), ("staffed", (0, 2, 4), -3, 3.5), ("open", (0, 2, 4), 2, 4)),
    (("open", (0, 1, 3), 1, 4), ("staffed", (0, 1, 3), 1, 3), ("training", (1,), 1, 2)),
    (("open", (0, 1, 2, 3, 4, 5), -5, 4), ("staffed", (1, 3), -5, 3), ("training", (0, 4), -1, 2)),
    (("open", (1, 4), -2, 4), ("staffed", (1,), -2, 4)),
    (("open", (0, 1, 2, 3, 4, 5, 6), -6, 12), ("staffed", (0, 1, 2, 3, 4), -2, 5)),
    (),
)


@dataclass
class Places:
    """Invented places: half of the weight of the towns lies in and around the region."""

    count: int
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))

    def __post_init__(self) -> None:
        self.towns = [self._within(REGION) for _ in range(25)] + [self._within(COUNTRY) for _ in range(175)]

    def _within(self, bounds: tuple[float, float, float, float]) -> tuple[float, float]:
        south, north, west, east = bounds
        return self.chance.uniform(south, north), self.chance.uniform(west, east)

    def spaces(self, now: datetime) -> Iterator[dict[str, Any]]:
        for number in range(1, self.count + 1):
            in_region = self.chance.random() < 0.35
            lat, lon = self.chance.choice(self.towns[:25] if in_region else self.towns[25:])
            name = f"Espace inventé {number}"
            yield {
                "slug": f"espace-invente-{number}",
                "names": {"fr": name, "nl": f"Verzonnen ruimte {number}"},
                "folded_name": f"espace invente {number} verzonnen ruimte {number}",
                "streets": {"fr": f"Rue Inventée {number}", "nl": f"Verzonnenstraat {number}"},
                "postcode": "1000",
                "cities": {"fr": "Ville", "nl": "Stad"},
                "lat": self.chance.gauss(lat, 0.02),
                "lon": self.chance.gauss(lon, 0.03),
                "precision": "approximate" if self.chance.random() < 0.1 else "exact",
                "price": self.chance.choice(["free", "free", "conditional", "paid", ""]),
                "wheelchair": self.chance.choice(["yes", "limited", "no", ""]),
                "computers": self.chance.randrange(4, 20),
                "phone": f"02 000 00 {number % 100:02}",
                "opens_evening": self.chance.random() < 0.15,
                "opens_weekend": self.chance.random() < 0.2,
                "publication": "public",
                "is_invented": True,
                "confirmed_at": now,
                "open_hours": "Mo-Fr 09:00-17:00",
                "staffed_hours": "Mo-Fr 09:00-12:00",
                "openings_until": now + timedelta(days=DAYS_AHEAD),
            }

    def codes(self) -> Iterator[tuple[str, str]]:
        for vocabulary, shares in (("language", LANGUAGES), ("service", SERVICES)):
            for code, share in shares.items():
                if self.chance.random() < share:
                    yield vocabulary, code


def openings(now: datetime) -> list[list[tuple[str, datetime, datetime]]]:
    """For each week above, its intervals from yesterday to 60 days ahead."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return [
        [
            (kind, start, start + timedelta(hours=hours))
            for day in range(-1, DAYS_AHEAD)
            for kind, weekdays, begin, hours in week
            if day % 7 in weekdays
            for start in [hour + timedelta(days=day, hours=begin)]
        ]
        for week in WEEKS
    ]


def fill(count: int) -> None:
    """Fill the database; runs in a process of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opstap.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from opstap.territory.services import create_network, load_brussels

    call_command("migrate", verbosity=0)
    create_network(
        slug="benchmark", names={"fr": "Réseau inventé"}, area=load_brussels(), phone="02 000 00 00"
    )
    now = datetime.now(UTC)
    with transaction.atomic():
        _insert_spaces(Places(count), now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _insert_spaces(places: Places, now: datetime) -> None:
    from django.db import connection

    from opstap.accounts.models import User
    from opstap.spaces.models import Duty, Offer, Space

    weeks = openings(now)
    person = User.objects.create_user("benchmark@example.org", None, name="Invented", public_name="Noor")
    chance = random.Random(SEED + 1)
    rows = (Space(**values) for values in places.spaces(now))
    while batch := [space for _, space in zip(range(2000), rows, strict=False)]:
        Space.objects.bulk_create(batch)
        Offer.objects.bulk_create(
            [
                Offer(space=space, vocabulary=name, code=code)
                for space in batch
                for name, code in places.codes()
            ]
        )
        _insert_openings(connection, [(space.pk, chance.choice(weeks)) for space in batch])
        Duty.objects.bulk_create(
            Duty(
                space=space,
                person=person,
                starts_at=now - timedelta(hours=2),
                ends_at=now + timedelta(hours=6),
                checked_in_at=now - timedelta(hours=2) if chance.random() < 0.5 else None,
            )
            for space in batch
            if chance.random() < 0.1
        )


def _insert_openings(connection: Any, weeks: list[tuple[int, list[tuple[str, datetime, datetime]]]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO spaces_opening (space_id, kind, starts_at, ends_at) VALUES (%s, %s, %s, %s)",
            [
                (pk, kind, str(start.replace(tzinfo=None)), str(end.replace(tzinfo=None)))
                for pk, week in weeks
                for kind, start, end in week
            ],
        )


def questions() -> dict[str, list[str]]:
    """Addresses by kind of question. `near` questions lie in the towns, where people are."""
    chance = random.Random(SEED + 2)
    towns = Places(0).towns
    found: dict[str, list[str]] = {"list": [], "now": [], "today": [], "filters": [], "later pages": []}
    wishes: list[dict[str, str]] = [
        {"help": "procedures"}, {"help": "creation"}, {"language": "ar"}, {"language": "ti"},
        {"price": "free"}, {"wheelchair": "1"}, {"evening": "1"}, {"weekend": "1"}, {"open": "1"},
        {"language": "tr", "now": "1"}, {"help": "job", "price": "free", "wheelchair": "1"},
    ]  # fmt: skip
    for number in range(400):
        origin = _origin(chance, towns)
        for kind, wish in {
            "list": {},
            "now": {"now": "1"},
            "today": {"today": "1"},
            "filters": wishes[number % len(wishes)],
            "later pages": {"page": str(chance.randrange(2, 5))},
        }.items():
            language = chance.choice(["fr", "fr", "nl", "en"])
            found[kind].append(f"/{language}/find/?{urlencode(origin | wish)}")
    return found


def _origin(chance: random.Random, towns: list[tuple[float, float]]) -> dict[str, str]:
    """Seven of ten write a postcode or a name (outside of the region: the centre), three ask "near me"."""
    known = [
        "1000",
        "1020",
        "1030",
        "1050",
        "1070",
        "1080",
        "1180",
        "1190",
        "1210",
        "Ixelles",
        "Jette",
        "Evere",
    ]
    lat, lon = chance.choice(towns)
    spread = 0.0
    match chance.random():
        case share if share < 0.4:
            return {"where": chance.choice(known)}
        case share if share > 0.7:
            spread = 0.02
    return {"near": f"{chance.gauss(lat, spread):.3f},{chance.gauss(lon, spread):.3f}"}


if __name__ == "__main__":
    fill(int(sys.argv[1]))
    print(json.dumps({"places": int(sys.argv[1])}))
