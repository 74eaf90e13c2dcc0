"""Two years of plausible activity. 14 spaces count everything, 8 a part of the time, 10 not at all."""

import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from opstap.accounts.models import User
from opstap.census.models import Completion, Declaration
from opstap.core.ids import child_id
from opstap.demonstration.services.queue import WORKED_WITH, add_numbers, begin
from opstap.demonstration.services.region import COUNTS_ALL, COUNTS_NOTHING, SEED, DemoSpace
from opstap.demonstration.services.rows import Rows, pick
from opstap.desk.models import EService, HelpRecord, SentAway, Visit
from opstap.desk.services import starting_e_services
from opstap.spaces.hours import intervals
from opstap.territory.models import Network

# Charter, figures of 2016.
PURPOSES = {"ict_learning": 40, "job_search": 35, "leisure": 10, "searches": 10, "procedures": 5}
THEMES = {
    "digital:procedure": 24, "digital:email": 12, "digital:device": 12, "digital:job_search": 10,
    "digital:browsing": 8, "digital:security": 7, "digital:banking": 7, "digital:files": 6,
    "administrative:money": 6, "administrative:work": 5, "administrative:family": 4,
    "administrative:housing": 3, "digital:office": 3, "digital:social_networks": 2,
}  # fmt: skip
MINUTES = {15: 35, 30: 35, 45: 15, 60: 12, 90: 3}
MODES = {"direct_help": 65, "coaching": 26, "workshop": 1, "remote": 8}
PLACES = {"space": 93, "home": 4, "elsewhere": 3}
NEXT_STEPS = {
    "alone": 24, "comes_back": 30, "none": 22, "administration": 8, "procedures": 5, "language": 4,
    "literacy": 3, "job": 3, "other_space": 1,
}  # fmt: skip
AGES = {"12_17": 3, "18_24": 8, "25_39": 20, "40_59": 31, "60_69": 19, "70_plus": 14, "not_said": 5}
# Months in which a service sends more people: the tax return in May and June, and so on.
SEASONS = {0: {5: 3.0, 6: 4.0, 7: 2.0}, 1: {1: 1.5, 9: 1.6}, 3: {8: 1.6, 9: 2.0}}


def create_activity(
    network: Network, spaces: list[DemoSpace], team: list[User], first: date, last: date
) -> dict[str, int]:
    """Visits, help, people sent away, months declared complete, yearly declarations; their numbers."""
    starting_e_services(network, by=team[-1])
    services = list(EService.objects.filter(network=network))
    rows = Rows()
    begin(spaces)
    for demo, person in zip(spaces, team, strict=False):
        if demo.counts != COUNTS_NOTHING:
            add_days(rows, demo, person, services, first, last)
            add_numbers(rows, demo, person, since=last - WORKED_WITH)
            _complete_months(demo, first, last)
            _declare(demo, first, last)
    rows.write()
    return {"visits": len(rows.visits), "help_records": len(rows.helps), "sent_away": len(rows.away)}


def add_days(
    rows: Rows, demo: DemoSpace, person: User, services: list[EService], first: date, last: date
) -> None:
    """Everything that happened at one space's desk from `first` to `last`, never later than now."""
    for start, end in _staffed(demo, first, last):
        day = start.astimezone(demo.space.zone).date()
        if _counts_in(demo, day):
            _shift(rows, demo, person, services, day, start, end)


def _staffed(demo: DemoSpace, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    zone = demo.space.zone
    now = timezone.now()
    for found in intervals(
        demo.space.staffed_hours,
        country=demo.space.holiday_country,
        timezone=demo.space.timezone,
        start=datetime.combine(first, time(), zone).astimezone(UTC),
        end=datetime.combine(last + timedelta(days=1), time(), zone).astimezone(UTC),
    ):
        if found.start < now:
            yield found.start, min(found.end, now)


def _counts_in(demo: DemoSpace, day: date) -> bool:
    """A space that counts partly does so in about four months out of seven."""
    if demo.counts == COUNTS_ALL:
        return True
    return demo.chance("month", day.year, day.month).random() < 0.55


def _shift(
    rows: Rows,
    demo: DemoSpace,
    person: User,
    services: list[EService],
    day: date,
    start: datetime,
    end: datetime,
) -> None:
    chance = demo.chance(day.isoformat(), start.hour)
    hours = (end - start).total_seconds() / 3600
    busy = (0.55 + 0.2 * (demo.position % 5)) * {7: 0.5, 8: 0.6, 12: 0.8}.get(day.month, 1.0)
    for number in range(_poisson(chance, hours * busy * 1.9)):
        at = start + timedelta(seconds=chance.uniform(0, hours * 3600 - 1))
        _one_person(rows, demo, person, services, day, at, number, chance)
    for number in range(_poisson(chance, 0.12 * busy)):
        rows.away.append(
            SentAway(
                uid=_uid(demo, "away", start, number),
                space=demo.space,
                by=person,
                happened_at=end - timedelta(minutes=5 + number),
                local_date=day,
                reason=pick(chance, {"busy": 70, "no_computer": 22, "other": 8}),
            )
        )


def _one_person(
    rows: Rows,
    demo: DemoSpace,
    person: User,
    services: list[EService],
    day: date,
    at: datetime,
    number: int,
    chance: random.Random,
) -> None:
    tap = _uid(demo, "tap", at, number)
    mode = pick(chance, MODES)
    group = chance.randint(3, 9) if mode == "workshop" else 1
    first, *others = _visits(demo, person, services, tap, day, at, group, chance)
    place = "remote" if mode == "remote" else pick(chance, PLACES)
    if place == "space":
        rows.visits += [first, *others]
    if place != "space" or mode == "workshop" or chance.random() < 0.4:
        record = _help(demo, person, first, mode, place, chance)
        rows.helps.append(record)
        if mode == "workshop":
            record.people, record.totals = group, _totals(group, chance)
            rows.others += [(record, visit) for visit in others if place == "space"]


def _visits(
    demo: DemoSpace,
    person: User,
    services: list[EService],
    tap: uuid.UUID,
    day: date,
    at: datetime,
    people: int,
    chance: random.Random,
) -> list[Visit]:
    """The people of one tap, who came for the same reason."""
    common = {
        "tap": tap,
        "space": demo.space,
        "by": person,
        "happened_at": at,
        "received_at": at,
        "local_date": day,
        "purpose": pick(chance, PURPOSES) if chance.random() < 0.93 else "",
        "e_service": _service(chance, services, day) if chance.random() < 0.3 else None,
    }
    return [Visit(uid=child_id(tap, number), position=number, **common) for number in range(people)]


def _totals(people: int, chance: random.Random) -> dict[str, dict[str, int]]:
    """What the people of a group said of themselves; some groups were not asked."""
    if chance.random() < 0.3:
        return {}
    older = chance.randint(0, people)
    women = chance.randint(0, people)
    said = {
        "age": {"70_plus": older, "60_69": people - older},
        "gender": {"woman": women, "man": people - women},
    }
    return {
        kind: {code: number for code, number in counts.items() if number} for kind, counts in said.items()
    }


def _help(
    demo: DemoSpace, person: User, visit: Visit, mode: str, place: str, chance: random.Random
) -> HelpRecord:
    theme, alone = pick(chance, THEMES), mode != "workshop"
    return HelpRecord(
        uid=child_id(visit.tap, 1),
        visit_id=None,
        space=demo.space,
        by=person,
        happened_at=visit.happened_at,
        received_at=visit.received_at,
        local_date=visit.local_date,
        mode=mode,
        theme=theme,
        further=_further(theme, chance),
        place=place,
        next_step=pick(chance, NEXT_STEPS) if alone and chance.random() < 0.6 else "",
        minutes=pick(chance, MINUTES),
        device=pick(chance, {"computer": 45, "phone": 40, "tablet": 8, "none": 7}),
        autonomy=pick(chance, {"guided": 45, "with_help": 40, "autonomous": 15}) if alone else "",
        age=pick(chance, AGES) if alone else "",
        gender=pick(chance, {"woman": 52, "man": 41, "not_said": 7}) if alone else "",
        publics=[pick(chance, {"job_seekers": 40, "seniors": 30, "precarious": 20, "migrants": 10})]
        if alone and chance.random() < 0.5
        else [],
        e_service=visit.e_service,
        **({"visit": visit} if place == "space" else {}),
    )


def _further(theme: str, chance: random.Random) -> list[str]:
    """In one record of six, another theme came up as well."""
    return sorted({pick(chance, THEMES)} - {theme}) if chance.random() < 0.17 else []


def _service(chance: random.Random, services: list[EService], day: date) -> EService | None:
    weights = {n: SEASONS.get(n, {}).get(day.month, 1.0) for n in range(len(services))}
    return services[pick(chance, weights)] if services else None


def _complete_months(demo: DemoSpace, first: date, last: date) -> None:
    """Every whole month for the spaces that count all; the months they counted for the others."""
    months = []
    month = first.replace(day=1)
    while month < last.replace(day=1):
        if _counts_in(demo, month):
            months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    Completion.objects.bulk_create(Completion(space=demo.space, month=month) for month in months)


def _declare(demo: DemoSpace, first: date, last: date) -> None:
    """Training of the past years, which no room measures yet."""
    if demo.counts != COUNTS_ALL:
        return
    for year in range(first.year, last.year):
        chance = demo.chance("training", year)
        given = 0 if demo.training == "off" else chance.randint(120, 460)
        learners = 0 if given == 0 else chance.randint(40, 190)
        values = {
            "training_hours_given": given,
            "learner_hours": given * chance.randint(5, 8),
            "training_users": learners,
        }
        Declaration.objects.bulk_create(
            Declaration(space=demo.space, year=year, indicator=name, value=Decimal(value))
            for name, value in values.items()
        )


def _uid(demo: DemoSpace, *key: object) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{SEED}:{demo.position}:{key}")


def _poisson(chance: random.Random, mean: float) -> int:
    """Knuth's method: enough for means below 20."""
    limit, product, number = 2.718281828459045**-mean, chance.random(), 0
    while product > limit:
        product *= chance.random()
        number += 1
    return number
