"""Every sum of the report equals what Python counts from the same rows, one by one."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from opstap.census.models import Completion
from opstap.census.report import Report, report
from opstap.core.ids import uuid7
from opstap.core.periods import Period, months_between
from opstap.desk.models import EService, HelpRecord, SentAway, Visit, Voiding
from opstap.spaces.models import Space
from tests.census.events import someone
from tests.factories import make_e_service, make_network, make_space

pytestmark = pytest.mark.django_db

TODAY = date(2026, 7, 14)
FIRST = datetime(2025, 11, 20, tzinfo=UTC)
ZONES = ("Europe/Brussels", "Pacific/Noumea", "America/Martinique", "UTC")
THEMES = ("digital:email", "digital:health", "administrative:housing", "administrative:gone")
SAID = ("device", "autonomy", "next_step")
PUBLICS = ("seniors", "women", "young", "an_older_code")


class Help(NamedTuple):
    space: int
    day: date
    mode: str
    theme: str
    minutes: int
    age: str
    publics: tuple[str, ...]
    further: tuple[str, ...]
    place: str
    said: tuple[str, str, str]
    """Device, autonomy, next step."""
    people: int
    totals: dict[str, dict[str, int]]


@dataclass
class World:
    """What was written, as plain rows: (space, local date, …)."""

    spaces: list[Space]
    visits: list[tuple[int, date, str, str]]
    helps: list["Help"]
    away: list[tuple[int, date]]
    complete: set[tuple[int, date]]


def make_world(chance: random.Random) -> World:
    network = make_network("world")
    services: list[EService | None] = [None, make_e_service(network), make_e_service(network)]
    spaces = [make_space(network=network, timezone=zone) for zone in ZONES]
    world = World(spaces, [], [], [], set())
    for space in spaces:
        for _event in range(chance.randint(30, 60)):
            happen(world, space, services, chance)
        for month in months_between(date(2025, 11, 1), date(2026, 6, 1)):
            if space is spaces[0] or chance.random() < 0.85:
                Completion.objects.create(space=space, month=month)
                world.complete.add((space.pk, month))
    return world


def happen(world: World, space: Space, services: list[EService | None], chance: random.Random) -> None:
    """One visit, often with help or followed by somebody sent away; each may be undone."""
    moment = FIRST + timedelta(minutes=chance.randint(0, 60 * 24 * 235))
    day = moment.astimezone(ZoneInfo(space.timezone)).date()
    entry = {"space": space, "by": someone(), "happened_at": moment, "local_date": day}
    service, purpose = chance.choice(services), chance.choice(["", "leisure", "job_search"])
    visit = Visit.objects.create(tap=uuid7(), purpose=purpose, e_service=service, **entry)
    if kept(chance, visit=visit):
        world.visits.append((space.pk, day, purpose, str(service.uid) if service else "not_said"))
    if chance.random() < 0.6:
        help_somebody(world, visit, entry, chance)
    if chance.random() < 0.2 and kept(chance, sent_away=SentAway.objects.create(reason="busy", **entry)):
        world.away.append((space.pk, day))


def help_somebody(world: World, visit: Visit, entry: dict[str, Any], chance: random.Random) -> None:
    mode = chance.choice(["direct_help", "coaching", "workshop", "remote"])
    place = "remote" if mode == "remote" else chance.choice(["space", "space", "home", "elsewhere"])
    theme, *further = chance.sample(THEMES, chance.randint(1, 3))
    said = (
        chance.choice(["", "phone", "none"]),
        chance.choice(["", "guided"]),
        chance.choice(["", "alone", "none"]),
    )
    row = Help(
        space=entry["space"].pk,
        day=entry["local_date"],
        mode=mode,
        theme=theme,
        minutes=chance.randint(1, 600),
        age=chance.choice(["", "not_said", "70_plus"]),
        publics=tuple(chance.sample(PUBLICS, chance.randint(0, 3))),
        further=tuple(further),
        place=place,
        said=said,
        people=(people := chance.randint(1, 9) if mode == "workshop" else 1),
        totals=chance.choice([{}, {"age": {"70_plus": people}, "public": {"seniors": 1, "women": people}}]),
    )
    fields = {
        name: getattr(row, name) for name in ("mode", "theme", "minutes", "age", "place", "people", "totals")
    }
    fields |= {"publics": list(row.publics), "further": list(row.further)}
    fields |= dict(zip(SAID, said, strict=True))
    record = HelpRecord.objects.create(visit=visit if place == "space" else None, **fields, **entry)
    if kept(chance, help_record=record):
        world.helps.append(row)


def kept(chance: random.Random, **row: Visit | HelpRecord | SentAway) -> bool:
    if chance.random() < 0.15:
        Voiding.objects.create(by=someone(), **row)
        return False
    return True


def random_period(chance: random.Random) -> Period:
    first = date(2025, 11, 15) + timedelta(days=chance.randint(0, 200))
    return Period(first, first + timedelta(days=chance.randint(0, 120)))


def counted_days(period: Period) -> Period | None:
    return period.until(date(2026, 6, 30))


def answering(world: World, period: Period) -> set[int]:
    months = [month for month in period.months() if month < date(2026, 7, 1)]
    return {s.pk for s in world.spaces if months and all((s.pk, month) in world.complete for month in months)}


def parts(made: Report, code: str) -> dict[str, int]:
    shown = next(parted for parted in made.breakdowns if parted.breakdown.code == code)
    return {part.code or "not_said": part.count for part in shown.parts if part.count}


@pytest.mark.parametrize("seed", range(8))
def test_the_network_equals_the_brute_force(seed: int) -> None:
    chance = random.Random(seed)
    world = make_world(chance)
    for _time in range(6):
        period = random_period(chance)
        check(world, period, report(_network(world), period, today=TODAY))


def _network(world: World):  # type: ignore[no-untyped-def]
    return world.spaces[0].network_memberships.get().network


def check(world: World, period: Period, made: Report) -> None:
    spaces, days = answering(world, period), counted_days(period)
    if not spaces or days is None:
        assert {made.figure(code).value for code in ("visits", "help_hours", "sent_away")} == {None}
        return
    visits = [row for row in world.visits if row[0] in spaces and days.first <= row[1] <= days.last]
    helps = [row for row in world.helps if row[0] in spaces and days.first <= row[1] <= days.last]
    away = [row for row in world.away if row[0] in spaces and days.first <= row[1] <= days.last]
    values = [made.figure(code).value for code in ("visits", "help_records", "sent_away")]
    assert values == [len(visits), len(helps), len(away)]
    check_hours(made, helps)
    assert parts(made, "visits_by_purpose") == Counter(row[2] or "not_said" for row in visits)
    assert parts(made, "visits_by_e_service") == Counter(row[3] for row in visits)
    assert parts(made, "visits_by_weekday") == Counter(str(row[1].isoweekday()) for row in visits)
    check_help_parts(made, helps)
    check_groups(made, [row for row in helps if row.mode == "workshop"])
    months = {month.month: month.value for month in made.months if month.value}
    assert months == Counter(row[1].replace(day=1) for row in visits)


def check_help_parts(made: Report, helps: list[Help]) -> None:
    themes = Counter(row.theme for row in helps)
    for family in ("digital", "administrative"):
        found = {f"{family}:{code}": n for code, n in parts(made, f"help_by_{family}_theme").items()}
        assert found == {theme: n for theme, n in themes.items() if theme.startswith(family)}
    assert parts(made, "help_by_every_theme") == Counter(
        code for row in helps for code in (row.theme, *row.further)
    )
    assert parts(made, "help_by_mode") == Counter(row.mode for row in helps)
    assert parts(made, "help_by_place") == Counter(row.place for row in helps)
    for number, name in enumerate(SAID):
        assert parts(made, f"help_by_{name}") == Counter(row.said[number] or "not_said" for row in helps)
    assert parts(made, "help_by_age") == Counter(
        "not_said" if row.age in {"", "not_said"} else row.age for row in helps
    )
    assert parts(made, "help_by_public") == Counter(p for row in helps for p in row.publics or ("not_said",))


def check_groups(made: Report, groups: list[Help]) -> None:
    people = sum(row.people for row in groups)
    assert [made.figure(code).value for code in ("groups", "group_people")] == [len(groups), people]
    older = sum(row.totals.get("age", {}).get("70_plus", 0) for row in groups)
    ages = {"70_plus": older, "not_said": people - older}
    assert parts(made, "group_people_by_age") == {code: number for code, number in ages.items() if number}
    assert parts(made, "group_people_by_gender") == ({"not_said": people} if people else {})
    publics: Counter[str] = Counter()
    for row in groups:
        publics.update(row.totals.get("public", {}))
    assert parts(made, "group_people_by_public") == publics


def check_hours(made: Report, helps: list[Help]) -> None:
    modes = {"": "help_hours", "direct_help": "help_hours_direct", "coaching": "help_hours_coaching"}
    modes |= {"workshop": "help_hours_group", "remote": "help_hours_remote"}
    for mode, code in modes.items():
        value = made.figure(code).value
        minutes = sum(row.minutes for row in helps if mode in {"", row.mode})
        assert value is not None
        assert abs(Decimal(value) * 60 - minutes) < Decimal("0.0001")
