"""What the page "what if" answers after a change: one command, `.venv/bin/python -m benchmarks.what_if`.

For each size an invented region of areas with people and of spaces with hours, languages and posts, on SQLite
in a temporary folder; and, for each means, a time for every pair of an area and a space. A person of the
network asks `opstap serve` for the page with another change each time: a space closes, gets half a post,
helps on Saturday. Bar: 200 ms. Prints the machine, the date and a table: the first answer (a new process, or
a matrix that is read from the database), and the following ones. Stops by itself.
"""

import argparse
import contextlib
import http.client
import json
import math
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from benchmarks.installation import Installation, installation
from benchmarks.machine import machine, percentile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opstap.settings")

MEANS = ("foot", "transit")
ASKED = 21
# Of the outline of an area.
CORNERS = 60
HEADS = ("areas", "spaces", "measured by", "first answer ms", "p50 ms", "max ms", "bar 200 ms")
BAR = 200.0
REGION = ((50.77, 50.91), (4.26, 4.47))
HOURS = ("Mo-Fr 09:00-17:00", "Mo,We 13:00-17:00", "Tu,Th 09:00-12:30; Sa 10:00-12:00", "Mo-Fr 09:00-19:30")


def fill(areas: int, spaces: int) -> str:
    """Fill the empty installation; the session of a person of the network."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    client = Client()
    client.force_login(_fill(areas, spaces), "opstap.accounts.backends.SignInBackend")
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _fill(areas: int, spaces: int) -> Any:
    from opstap.spaces.models import NetworkMembership, Offer, Post, Space
    from opstap.territory.models import Area, AreaFigure, AreaShape
    from tests.factories import (
        LONG_AGO,
        make_network,
        make_network_coordinator,
        make_organisation,
    )

    chance = random.Random(1)
    network = make_network("region")
    organisation = make_organisation()
    Area.objects.bulk_create(
        Area(country="BE", kind="sector", code=f"S{number}", names={"fr": f"Secteur inventé {number}"},
             parent=network.area, lat=lat, lon=lon)
        for number, (lat, lon) in enumerate(_points(chance, areas))
    )  # fmt: skip
    AreaFigure.objects.bulk_create(
        AreaFigure(area=area, key="population", year=2025, value=Decimal(chance.randrange(100, 4_000)),
                   source="invented")
        for area in Area.objects.filter(kind="sector")
    )  # fmt: skip
    AreaShape.objects.bulk_create(
        AreaShape(area=area, geometry=_outline(area.lat, area.lon))
        for area in Area.objects.filter(kind="sector")
    )
    made = Space.objects.bulk_create(
        Space(slug=f"invented-{number}", names={"fr": f"Espace inventé {number}"}, publication="public",
              is_invented=True, precision="exact", lat=lat, lon=lon, organisation=organisation,
              open_hours=(hours := chance.choice(HOURS)), staffed_hours=hours)
        for number, (lat, lon) in enumerate(_points(chance, spaces))
    )  # fmt: skip
    NetworkMembership.objects.bulk_create(
        NetworkMembership(network=network, space=space, valid_from=LONG_AGO) for space in made
    )
    Offer.objects.bulk_create(Offer(space=space, vocabulary="language", code="fr") for space in made)
    Post.objects.bulk_create(
        Post(organisation=organisation, space=space, function="animator", status="permanent", fte=1,
             valid_from=LONG_AGO)
        for space in made if chance.random() < 0.8
    )  # fmt: skip
    return make_network_coordinator(network)


def _points(chance: random.Random, number: int) -> Iterator[tuple[float, float]]:
    for _one in range(number):
        yield chance.uniform(*REGION[0]), chance.uniform(*REGION[1])


def _outline(lat: float, lon: float) -> dict[str, Any]:
    """Around a heart, so small that most of the region lies in no outline: the dearest case."""
    corners = [
        [lon + math.cos(turn) / 300, lat + math.sin(turn) / 500]
        for turn in (number / CORNERS * math.tau for number in range(CORNERS))
    ]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def bring_times(means: str) -> int:
    """Of every area to every space, as a file would bring them; measured by them from now on."""
    from opstap.coverage.services import change_rules, keep_times
    from opstap.coverage.times.building import build
    from opstap.coverage.times.naming import known_of
    from opstap.coverage.times.reading import Line
    from opstap.spaces.models import Space
    from opstap.territory.models import Area, Network

    network, chance = Network.objects.get(slug="region"), random.Random(means)
    codes = list(Area.objects.filter(kind="sector").values_list("code", flat=True))
    slugs = list(Space.objects.values_list("slug", flat=True))
    lines = (Line(2, code, slug, str(chance.randrange(2, 90))) for code in codes for slug in slugs)
    said = {"means": means, "source": "invented", "dated": date(2026, 11, 3)}
    matrix = build(lines, known_of(network))
    keep_times(network=network, by=None, matrix=matrix, **said)
    rules: dict[str, Any] = {"detour": Decimal("1.3"), "reach_m": 2500, "weights": {}, "reach_min": 20}
    change_rules(network=network, by=None, measure=means, **rules)
    return matrix.pairs


def asked(made: Installation, session: str, spaces: int) -> list[float]:
    """Seconds of each answer."""
    taken = []
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", made.port, timeout=60)) as connection:
        for number in range(ASKED):
            slug = f"invented-{number % spaces}"
            change = (f"close~{slug}", f"posts~{slug}~0.5", f"hours~{slug}~6~0900-1300")[number % 3]
            begin = time.perf_counter()
            heads = {"Cookie": f"opstap_session={session}", "Accept-Encoding": "gzip"}
            connection.request("GET", f"/fr/reach/region/what-if/?change={change}", headers=heads)
            answer = connection.getresponse()
            answer.read()
            taken.append(time.perf_counter() - begin)
            if answer.status != 200:
                raise RuntimeError(f"{change}: {answer.status}")
    return taken


def measure(areas: int, spaces: int) -> None:
    with installation("sqlite") as made:
        session = made.prepare("benchmarks.what_if", "--fill", str(areas), str(spaces))
        made.start("--no-worker", "--processes", "1")
        _row(areas, spaces, "straight lines", asked(made, session, spaces))
        for means in MEANS:
            pairs = made.prepare("benchmarks.what_if", "--times", means)
            _row(areas, spaces, f"{pairs:,} times ({means})", asked(made, session, spaces))


def _row(areas: int, spaces: int, means: str, taken: Sequence[float]) -> None:
    first, *later = taken
    middle, most = percentile(later, 0.5), max(later) * 1000
    is_reached = "yes" if most <= BAR else "no"
    numbers = f"{first * 1000:.0f} | {middle:.0f} | {most:.0f} | {is_reached}"
    print(f"| {areas:,} | {spaces:,} | {means} | {numbers} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fill", nargs=2, type=int, help=argparse.SUPPRESS)
    parser.add_argument("--times", choices=MEANS, help=argparse.SUPPRESS)
    parser.add_argument("--sizes", nargs="*", default=["145x34", "724x300", "5000x750", "5000x1200"])
    options = parser.parse_args()
    if options.fill or options.times:
        import django

        django.setup()
        json.dump(fill(*options.fill) if options.fill else bring_times(options.times), sys.stdout)
        return
    print(machine())
    print(f"\n| {' | '.join(HEADS)} |\n|{'---:|' * 2}---|{'---:|' * 3}---|")
    for size in options.sizes:
        measure(*map(int, size.split("x")))


if __name__ == "__main__":
    main()
