"""The demonstration region: invented organisations, spaces, people and two years of activity.

Everything comes from a fixed seed, so that two installations show the same network on the same day.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.credentials import keyring
from opstap.demonstration.services import (
    activity,
    coaching,
    details,
    equipment,
    label,
    label_files,
    need,
    people,
    region,
    software,
    today,
)
from opstap.spaces.models import Space

MONTHS = 24


class NotEmptyError(Exception):
    """The database already holds spaces or accounts: a demonstration is never mixed with real data."""


def load(*, until: date | None = None) -> dict[str, int]:
    """Fill an empty database; returns how many rows of each kind were made. Raises NotEmptyError."""
    if not is_empty():
        raise NotEmptyError
    last = until or timezone.localdate()
    first = _months_before(last, MONTHS)
    with transaction.atomic():
        network = region.create_network()
        need.describe_need(network)
        spaces = region.create_spaces(network)
        label.load_schemes(network)
        team = people.create_people(network, spaces)
        equipment.describe(spaces, last.year)
        software.describe(network, spaces, last)
        details.describe(spaces)
        counts = activity.create_activity(network, spaces, team, first, last)
        coaching.create_coaching(spaces, team, last)
        team += label_files.create_files(network, [demo.space for demo in spaces], people.PASSWORD)
        need.ask_for_a_plan(network)
        today.plan_duties(spaces, team, last - timedelta(days=7), last + timedelta(days=14))
    today.check_in_now(timezone.now())
    if not keyring.all_keys():
        keyring.create(timezone.now())
    return _summary(spaces, team, counts)


def _months_before(day: date, months: int) -> date:
    """The first of the month so many months earlier."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def is_empty() -> bool:
    return not Space.objects.exists() and not User.objects.exists()


def _summary(spaces: list[Any], team: list[Any], counts: dict[str, int]) -> dict[str, int]:
    return {"spaces": len(spaces), "accounts": len(team), **counts}
