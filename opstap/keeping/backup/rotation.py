"""Which backups stay: the newest of each of the last days, weeks and months that have one. Pure."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

NAME = re.compile(r"opstap-(\d{8}T\d{6}Z)-(?:sqlite|postgresql)\.tar")


@dataclass(frozen=True)
class Keep:
    """How many of each. Zero of all: no backups are made by themselves."""

    days: int = 7
    weeks: int = 4
    months: int = 6

    def __bool__(self) -> bool:
        return any((self.days, self.weeks, self.months))


def kept(moments: Iterable[datetime], keep: Keep) -> set[datetime]:
    """Days, weeks and months without a backup are not counted; the newest backup is always kept."""
    newest_first = sorted(moments, reverse=True)
    chosen = set(newest_first[:1])
    for number, period in ((keep.days, _day), (keep.weeks, _week), (keep.months, _month)):
        chosen |= set(_newest_of_each(newest_first, period)[:number])
    return chosen


def _newest_of_each(newest_first: list[datetime], period: Callable[[datetime], str]) -> list[datetime]:
    found: dict[str, datetime] = {}
    for moment in newest_first:
        found.setdefault(period(moment), moment)
    return list(found.values())


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _week(moment: datetime) -> str:
    return f"{moment:%G-%V}"


def _month(moment: datetime) -> str:
    return f"{moment:%Y-%m}"
