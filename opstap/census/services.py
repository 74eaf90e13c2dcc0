"""What coordinators say about their counting: a month is complete, a year had so many hours of training."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.census.models import Completion, Declaration
from opstap.core import audit
from opstap.core.periods import FIRST_YEAR, end_of_month
from opstap.spaces.models import Space


class NotOverError(ValueError):
    """The month or the year still runs, so that nobody can say it is complete."""


@transaction.atomic
def declare_month(*, space: Space, month: date, by: User | None, at: date | None = None) -> Completion:
    """The counting of the month (its first day) is complete. Said twice, it stands once.

    Raises NotOverError when the month is not over where the space is; `at`: another day than today.
    """
    today = at or timezone.localdate(timezone=space.zone)
    if end_of_month(month) >= today:
        raise NotOverError(_("This month is not over yet."))
    completion, created = Completion.objects.in_force().get_or_create(
        space=space, month=month, defaults={"by": by}
    )
    if created:
        _record("completion.declared", completion, by, month)
    return completion


@transaction.atomic
def take_back_month(*, space: Space, month: date, by: User) -> Completion | None:
    """The month is not complete after all. The row stays, with who took it back; None when none stood."""
    rows = Completion.objects.select_for_update().in_force()
    completion = rows.filter(space=space, month=month).first()
    if completion is not None:
        completion.withdrawn_by, completion.withdrawn_at = by, timezone.now()
        completion.save(update_fields=["withdrawn_by", "withdrawn_at"])
        _record("completion.withdrawn", completion, by, month)
    return completion


def _record(action: str, completion: Completion, by: User | None, month: date) -> None:
    audit.record(
        action,
        by=by,
        kind="completion",
        uid=completion.uid,
        space_uid=completion.space.uid,
        fields=[f"{month:%Y-%m}"],
    )


@transaction.atomic
def declare_year(*, space: Space, year: int, values: Mapping[str, Decimal | None], by: User) -> list[str]:
    """Keep the yearly values, `{indicator's code: value}`; None = not reported. The codes that changed.

    Raises NotOverError when the year is not over where the space is.
    """
    if not is_over(year, space):
        raise NotOverError(_("This year is not over yet."))
    rows = Declaration.objects.select_for_update().filter(space=space, year=year)
    known = {row.indicator: row for row in rows}
    changed = [
        code for code, value in values.items() if value != (known[code].value if code in known else None)
    ]
    for code in changed:
        row = known.get(code) or Declaration(space=space, year=year, indicator=code)
        row.value, row.by, row.at = values[code], by, timezone.now()
        row.save()
        audit.record(
            "declaration.changed",
            by=by,
            kind="declaration",
            uid=row.uid,
            space_uid=space.uid,
            fields=[f"{year}", code],
        )
    return changed


def is_over(year: int, space: Space) -> bool:
    return FIRST_YEAR <= year < timezone.localdate(timezone=space.zone).year
