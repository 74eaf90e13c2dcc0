"""Every rule of every room erases what is over, keeps what is not, and can be run twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import models
from django.utils import timezone

from opstap.core import retention
from opstap.core.retention import Rule
from opstap.keeping.models import Erasure
from opstap.keeping.services.erasing import erase_by
from tests.keeping.rows import MAKERS

pytestmark = pytest.mark.django_db

RULES = pytest.mark.parametrize("rule", retention.all_rules(), ids=lambda rule: rule.code)


def test_every_rule_has_a_maker_here() -> None:
    assert {rule.code for rule in retention.all_rules()} == set(MAKERS)


def over(rule: Rule, now: datetime) -> datetime:
    return retention.before(now, rule.period, rule.unit)


@RULES
def test_what_is_over_is_erased_and_what_is_not_yet_stays(rule: Rule) -> None:
    now = timezone.now()
    due = MAKERS[rule.code](over(rule, now) - timedelta(days=3))
    young = MAKERS[rule.code](over(rule, now) + timedelta(days=3))

    assert erase_by(rule, now=now) == 1
    assert left(due) != before_erasing(due)
    assert left(young) == before_erasing(young)
    assert erase_by(rule, now=now) == 0
    assert list(Erasure.objects.values_list("rule", "number", "held")) == [(rule.code, 1, {})]


def before_erasing(row: models.Model) -> dict[str, object] | None:
    fresh = type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
    return content(fresh)


def left(row: models.Model) -> dict[str, object] | None:
    found = type(row)._default_manager.filter(pk=row.pk).first()
    return content(found) if found else None


def content(row: models.Model) -> dict[str, object]:
    moments = {"attempt_time"}
    return {
        field.name: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in moments
    }


@RULES
def test_the_fields_a_rule_names_exist(rule: Rule) -> None:
    assert rule.fields
    assert rule.least <= rule.period <= rule.most


def test_a_month_earlier_is_a_calendar_month() -> None:
    last = datetime(2026, 3, 31, 12, tzinfo=UTC)

    assert retention.before(last, 1, retention.Unit.MONTHS) == datetime(2026, 2, 28, 12, tzinfo=UTC)
    assert retention.before(last, 12, retention.Unit.MONTHS) == datetime(2025, 3, 31, 12, tzinfo=UTC)
    assert retention.before(last, 3, retention.Unit.MONTHS) == datetime(2025, 12, 31, 12, tzinfo=UTC)
    assert retention.before(last, 31, retention.Unit.DAYS) == datetime(2026, 2, 28, 12, tzinfo=UTC)
