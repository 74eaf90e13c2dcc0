from datetime import UTC, date, datetime, timedelta

import pytest

from opstap.accounts.models import User
from opstap.core.models import AuditEntry
from opstap.spaces.models import Duty, Space
from opstap.spaces.services.duty import DutyConflictError, cancel_duty, check_in, check_out, plan_duty
from opstap.spaces.services.openings import derive_openings
from tests.factories import make_animator, make_space

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)  # Monday, 9:00 in Brussels
HOUR = timedelta(hours=1)


@pytest.fixture
def space() -> Space:
    return make_space()


@pytest.fixture
def noor(space: Space) -> User:
    return make_animator(space)


def plan(
    space: Space, person: User, start: datetime, hours: float = 3, until: date | None = None
) -> list[Duty]:
    return plan_duty(
        space=space,
        person=person,
        starts_at=start,
        ends_at=start + hours * HOUR,
        by=person,
        weekly_until=until,
    )


def test_a_duty_repeats_at_the_same_time_by_the_clock(space: Space, noor: User) -> None:
    before_summer_time = datetime(2026, 3, 23, 8, tzinfo=UTC)
    duties = plan(space, noor, before_summer_time, until=date(2026, 4, 6))
    assert [duty.starts_at.astimezone(UTC).hour for duty in duties] == [8, 7, 7]
    assert AuditEntry.objects.filter(action="duty.planned", space_uid=space.uid).count() == 3


def test_nobody_is_in_two_places(space: Space, noor: User) -> None:
    first = plan(make_space(), noor, NINE + timedelta(weeks=1))
    with pytest.raises(DutyConflictError) as refused:
        plan(space, noor, NINE + 2 * HOUR, until=date(2026, 12, 14))
    assert (refused.value.conflicts, space.duties.count()) == (first, 0)


def test_a_cancelled_duty_is_no_longer_in_the_way(space: Space, noor: User) -> None:
    (duty,) = plan(space, noor, NINE)
    cancel_duty(duty, by=noor)
    assert len(plan(space, noor, NINE)) == 1


def test_a_confirmed_duty_cannot_be_cancelled(space: Space, noor: User) -> None:
    plan(space, noor, NINE)
    duty = check_in(space, noor, at=NINE)
    assert cancel_duty(duty, by=noor).cancelled_at is None


@pytest.mark.parametrize(
    ("minutes", "confirmed"), [(-61, False), (-60, True), (0, True), (179, True), (180, False)]
)
def test_the_running_or_nearly_starting_duty_is_confirmed(
    space: Space, noor: User, minutes: int, confirmed: bool
) -> None:
    (planned,) = plan(space, noor, NINE)
    duty = check_in(space, noor, at=NINE + timedelta(minutes=minutes))
    assert (duty.pk == planned.pk, duty.checked_in_at) == (confirmed, NINE + timedelta(minutes=minutes))


def test_two_taps_are_one_check_in(space: Space, noor: User) -> None:
    first = check_in(space, noor, at=NINE)
    assert check_in(space, noor, at=NINE + HOUR / 60) == first
    assert (Duty.objects.get().checked_in_at, AuditEntry.objects.count()) == (NINE, 1)


def test_without_a_plan_until_the_end_of_the_accompanied_hours(noor: User) -> None:
    space = make_space(staffed_hours="Mo 09:30-12:30")
    derive_openings(space, now=NINE)
    assert check_in(space, noor, at=NINE).ends_at == NINE + 3.5 * HOUR


def test_without_plan_and_hours_four_hours_but_never_past_midnight(space: Space, noor: User) -> None:
    assert check_in(space, noor, at=NINE).ends_at == NINE + 4 * HOUR
    late = NINE + 13 * HOUR
    assert check_in(make_space(), noor, at=late).ends_at == NINE + 15 * HOUR


def test_who_left_and_comes_back_stays_until_the_end_of_her_duty(space: Space, noor: User) -> None:
    plan(space, noor, NINE, hours=8)
    check_in(space, noor, at=NINE)
    check_out(space, noor, at=NINE + 3 * HOUR)
    again = check_in(space, noor, at=NINE + 4 * HOUR)
    assert (again.checked_in_at, again.ends_at) == (NINE + 4 * HOUR, NINE + 8 * HOUR)


def test_who_checks_out_is_no_longer_there(space: Space, noor: User) -> None:
    check_in(space, noor, at=NINE)
    assert [duty.person for duty in Duty.objects.present_at(NINE)] == [noor]
    assert [duty.checked_out_at for duty in check_out(space, noor, at=NINE + HOUR)] == [NINE + HOUR]
    assert list(Duty.objects.present_at(NINE + HOUR)) == []
    assert check_out(space, noor, at=NINE + 2 * HOUR) == []
