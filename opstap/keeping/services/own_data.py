"""What is kept about one person: kind by kind for her page, and whole as a file to take along.

Nothing about anybody else and no secret: what each kind tells and withholds stands in `core.own_data`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit, own_data, retention
from opstap.core.own_data import Counted, Told
from opstap.keeping.services.showing import Shown, shown_rules

FORMAT = "opstap-own-data/1"
ON_THE_PAGE = 5
MOST_IN_A_FILE = 10_000
"""Rows of one kind, the newest. The file says how many there are."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows that are told: how many, the newest in words, and until when they are kept."""

    name: str
    number: int
    lines: list[str]
    until: str

    @property
    def further(self) -> int:
        """How many the page does not show."""
        return self.number - len(self.lines)


@dataclass(frozen=True, slots=True)
class Beside:
    """How often her name stands beside what is about something else."""

    name: str
    number: int
    why: str
    until: str


# --- the page ---------------------------------------------------------------------------------------


def kinds_of(person: User) -> list[Kind]:
    untils = _untils()
    return [_kind(told, person, untils) for told in own_data.all_told()]


def _kind(told: Told, person: User, untils: Mapping[str, str]) -> Kind:
    rows = told.rows(person)
    return Kind(
        str(told.name), rows.count(), [told.said(row) for row in rows[:ON_THE_PAGE]], untils[told.kept]
    )


def beside(person: User) -> list[Beside]:
    untils = _untils()
    found = [
        Beside(str(one.entry.name), sum(_numbers(one, person).values()), str(one.why), untils[one.entry.code])
        for one in own_data.all_counted()
    ]
    return [one for one in found if one.number]


def _numbers(counted: Counted, person: User) -> dict[str, int]:
    """By field that leads to her: "desk.Visit.by"."""
    return {link: own_data.rows_that_name(person, link).count() for link in counted.links}


def _untils() -> dict[str, str]:
    """By the code of a rule or reason: how long, what then, and what holds it back; or why it stays."""
    found = {kept.code: str(kept.reason) for kept in retention.all_kept()}
    return found | {shown.rule.code: _until(shown) for shown in shown_rules()}


def _until(shown: Shown) -> str:
    how_long = f"{shown.how_long[:1].upper()}{shown.how_long[1:]}."
    holds = [f"{_('Not yet when:')} {hold.reason}" for hold in shown.rule.holds]
    return " ".join([how_long, str(shown.rule.effect), *holds])


# --- the file ---------------------------------------------------------------------------------------


@transaction.atomic
def take_along(*, person: User) -> bytes:
    """All of it as JSON in UTF-8; the log says that she took it, and so does the file."""
    audit.record("person.data-taken", by=person, kind="user", uid=person.uid)
    return "".join(_pieces(person)).encode()


def _pieces(person: User) -> Iterator[str]:
    """An object; of its kinds one row after the other, so that only their text is in memory at once."""
    untils = _untils()
    head = {
        "format": FORMAT,
        "site": settings.SITE_URL,
        "made_at": timezone.now(),
        "language": get_language(),
        "most_rows_of_a_kind": MOST_IN_A_FILE,
    }
    yield f'{{\n"about": {_json(head)},\n"told": {{'
    for number, told in enumerate(own_data.all_told()):
        yield f"{',' if number else ''}\n{_json(told.key)}: "
        yield from _told(told, person, untils)
    counted = {one.entry.code: _counted(one, person, untils) for one in own_data.all_counted()}
    yield f'\n}},\n"counted": {_json(counted)}\n}}\n'


def _told(told: Told, person: User, untils: Mapping[str, str]) -> Iterator[str]:
    rows = told.rows(person)
    head = {
        "name": str(told.name),
        "kept": untils[told.kept],
        "withheld": {name: str(why) for name, why in told.withheld.items()},
        "number": rows.count(),
    }
    yield f'{_json(head)[:-1]}, "rows": ['
    for number, row in enumerate(rows[:MOST_IN_A_FILE].iterator(chunk_size=1000)):
        yield f"{',' if number else ''}\n {_json(_row(told, row))}"
    yield "]}"


def _row(told: Told, row: Model) -> dict[str, Any]:
    return {name: getattr(row, name) for name in told.columns} | {
        name: worked_out(row) for name, worked_out in told.also.items()
    }


def _counted(counted: Counted, person: User, untils: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": str(counted.entry.name),
        "kept": untils[counted.entry.code],
        "why_not_listed": str(counted.why),
        "numbers": _numbers(counted, person),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    """Moments with their zone and days as in ISO 8601; of what a row points to its id and its name."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case UUID():
            return str(value)
        case Model():
            return {"id": str(getattr(value, "uid", value.pk)), "name": str(value)}
        case _:
            return str(value)
