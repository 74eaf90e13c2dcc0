"""How long personal data stay, and why: what is erased by itself, and what the public page says.

A room registers in `AppConfig.ready()` a `Rule` for each kind of personal data that ends, and a `Kept` for
what stays with its reason. Both name the fields they speak of ("desk.HelpRecord.age"): a test fails for a
field that holds personal data and stands in neither. What erases is `keeping.services.erasing`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import QuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Rows: TypeAlias = "QuerySet[Any]"


class Unit(StrEnum):
    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Hold:
    """Rows that stay although their period is over. `rows`: from the rows that are due to those held."""

    code: str
    reason: "StrPromise"
    """The ground in law or the procedure that runs, one sentence."""
    rows: Callable[[Rows], Rows]


@dataclass(frozen=True, slots=True)
class Count:
    """What a figure needs of erased rows: `number` of them in one space and month, by a code of a dimension.

    `space`: its primary key; `month`: its first day; `dimension`: "help.age" and the like.
    """

    space: int
    month: date
    dimension: str
    code: str
    number: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of personal data that ends.

    `due(cut_off)`: the rows whose period began before that moment and that still hold the data.
    `erase(rows)`: deletes them, or blanks their fields so that they are no longer due. `counts(rows)`: kept
    in the transaction that erases; the figures add them. The administrator may choose a period from `least`
    to `most`.
    """

    code: str
    name: "StrPromise"
    people: "StrPromise"
    """Whose data."""
    purpose: "StrPromise"
    since: "StrPromise"
    """From when the period counts."""
    effect: "StrPromise"
    """What erasing does."""
    unit: Unit
    period: int
    least: int
    most: int
    fields: tuple[str, ...]
    due: Callable[[datetime], Rows]
    erase: Callable[[Rows], object]
    holds: tuple[Hold, ...] = ()
    counts: Callable[[Rows], Iterable[Count]] | None = None

    def __post_init__(self) -> None:
        if not 0 < self.least <= self.period <= self.most:
            raise ValueError(f"{self.code}: the period lies outside its bounds")


@dataclass(frozen=True, slots=True)
class Kept:
    """Personal data that no rule erases, and why they stay. `fields` may be empty: not in our database."""

    code: str
    name: "StrPromise"
    people: "StrPromise"
    reason: "StrPromise"
    fields: tuple[str, ...] = ()


_RULES: dict[str, Rule] = {}
_KEPT: dict[str, Kept] = {}


def register(*rules: Rule) -> None:
    """Registering a code again replaces it."""
    _RULES.update((rule.code, rule) for rule in rules)


def keep(*kept: Kept) -> None:
    _KEPT.update((one.code, one) for one in kept)


def rule(code: str) -> Rule:
    """Raises KeyError for a code nobody registered."""
    return _RULES[code]


def all_rules() -> list[Rule]:
    """In the order of registration: room by room."""
    return list(_RULES.values())


def all_kept() -> list[Kept]:
    return list(_KEPT.values())


def fields_spoken_of() -> set[str]:
    """Every field that a rule erases or a reason keeps."""
    return {field for one in _spoken() for field in one.fields}


def _spoken() -> Iterator[Rule | Kept]:
    yield from _RULES.values()
    yield from _KEPT.values()


def before(moment: datetime, number: int, unit: Unit) -> datetime:
    """The moment so many days or calendar months earlier; 31 March less a month is the last of February."""
    if unit == Unit.DAYS:
        return moment - timedelta(days=number)
    months = moment.year * 12 + moment.month - 1 - number
    year, month = divmod(months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, _days_in(year, month + 1)))


def _days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def held_back(rule: Rule, due: Rows) -> dict[str, Rows]:
    """The due rows that stay, by the code of the hold that keeps them."""
    return {hold.code: hold.rows(due) for hold in rule.holds}


def erasable(rule: Rule, due: Rows) -> Rows:
    """The due rows that no hold keeps."""
    for hold in rule.holds:
        due = due.exclude(pk__in=hold.rows(due).order_by().values("pk"))
    return due
