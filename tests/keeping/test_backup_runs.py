"""A backup counts only when it was verified, and the database refuses one that is both good and failed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from opstap.keeping.models import BackupRun
from opstap.keeping.permissions import can_administer, check_administers
from tests.factories import make_administrator, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_last_good_one_is_the_newest_verified_one() -> None:
    BackupRun.objects.create(started_at=NOW - HOUR * 48, finished_at=NOW, verified=True)
    good = BackupRun.objects.create(started_at=NOW - HOUR * 24, finished_at=NOW, verified=True)
    BackupRun.objects.create(started_at=NOW - HOUR, finished_at=NOW, reason="disk full")
    BackupRun.objects.create(started_at=NOW)

    assert BackupRun.objects.last_good() == good
    assert good.age(NOW) == timedelta(days=1)
    assert [run.state for run in BackupRun.objects.all()] == ["running", "failed", "good", "good"]


def test_none_is_good_before_the_first() -> None:
    assert BackupRun.objects.last_good() is None


@pytest.mark.parametrize("fields", [{"finished_at": None}, {"finished_at": NOW, "reason": "disk full"}])
def test_a_good_run_is_finished_and_has_no_reason(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        BackupRun.objects.create(verified=True, **fields)


def test_only_the_administrator_looks_after_them() -> None:
    assert can_administer(make_administrator()) is True
    with pytest.raises(PermissionDenied):
        check_administers(make_user())
