"""The register of consent sheets of a space. How long a sheet is good stands in `consent.json`."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit
from opstap.desk.models import ConsentSheet
from opstap.desk.services.acts import day_of
from opstap.spaces.models import Space


@dataclass(frozen=True)
class Rules:
    """`months` a sheet is good; `warn_days` before its end it is shown; `late_days` it may be noted late."""

    version: str
    source: str
    months: int
    warn_days: int
    late_days: int


@cache
def rules() -> Rules:
    return Rules(**json.loads((Path(__file__).parents[1] / "consent.json").read_text(encoding="utf-8")))


@transaction.atomic
def give_sheet(*, space: Space, by: User, language: str, given_on: date) -> ConsentSheet:
    """Note a signed sheet under the next number of the space. Raises ValidationError on "given_on"."""
    today = day_of(space, timezone.now())
    if given_on > today:
        raise ValidationError({"given_on": _("This day is still to come. Write the day of the signature.")})
    if given_on < today - timedelta(days=rules().late_days):
        raise ValidationError({"given_on": _("This is too long ago. Ask the person to sign a new sheet.")})
    # One after the other: two who note at once get two numbers.
    Space.objects.select_for_update().get(pk=space.pk)
    last = ConsentSheet.objects.at(space).aggregate(last=Max("number"))["last"] or 0
    sheet = ConsentSheet.objects.create(
        space=space,
        number=last + 1,
        language=language,
        given_on=given_on,
        expires_on=months_after(given_on, rules().months),
        by=by,
    )
    _record("given", sheet, by)
    return sheet


@transaction.atomic
def withdraw_sheet(*, sheet: ConsentSheet, by: User) -> ConsentSheet:
    """The person takes it back, or it has ended and the paper is destroyed. Twice changes nothing."""
    if sheet.withdrawn_on is None:
        sheet.withdrawn_on = day_of(sheet.space, timezone.now())
        sheet.save(update_fields=["withdrawn_on"])
        _record("withdrawn", sheet, by)
    return sheet


def expiring_sheets(space: Space, today: date) -> int:
    """How many sheets end within the days of warning, or have ended and still lie there."""
    return ConsentSheet.objects.at(space).expiring_by(today + timedelta(days=rules().warn_days)).count()


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of a shorter month: 31 August + 6 months is 28 February."""
    number = day.year * 12 + day.month - 1 + months
    first = date(number // 12, number % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def _record(what: str, sheet: ConsentSheet, by: User) -> None:
    audit.record(f"consent.{what}", by=by, kind="consent_sheet", uid=sheet.uid, space_uid=sheet.space.uid)
