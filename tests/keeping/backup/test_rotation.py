"""The newest of each of the last seven days, four weeks and six months stay."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from opstap.keeping.backup.rotation import Keep, kept

LAST = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # a Wednesday
DAY = timedelta(days=1)
NIGHTS = [LAST - DAY * number for number in range(400)]


def days(moments: set[datetime]) -> list[str]:
    return [f"{moment:%m-%d}" for moment in sorted(moments, reverse=True)]


def test_a_year_of_nights() -> None:
    last_seven = ["11-25", "11-24", "11-23", "11-22", "11-21", "11-20", "11-19"]
    # 11-25 and 11-22 end this week and the last; 10-31 and so on end a month.
    weeks, months = ["11-15", "11-08"], ["10-31", "09-30", "08-31", "07-31", "06-30"]
    assert days(kept(NIGHTS, Keep(7, 4, 6))) == last_seven + weeks + months


def test_of_several_on_a_day_the_newest_stays() -> None:
    morning, evening = LAST, LAST + timedelta(hours=12)
    assert kept([morning, evening], Keep(7, 0, 0)) == {evening}


def test_days_without_one_are_not_counted() -> None:
    sparse = NIGHTS[::30][:8]
    assert kept(sparse, Keep(7, 0, 0)) == set(sparse[:7])


def test_the_newest_always_stays() -> None:
    assert kept(NIGHTS, Keep(0, 0, 0)) == {LAST}
    assert kept([], Keep()) == set()


@given(
    st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), unique=True),
    st.builds(Keep, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
)
def test_keeping_again_changes_nothing_and_never_more_than_planned(
    moments: list[datetime], keep: Keep
) -> None:
    stay = kept(moments, keep)
    assert kept(stay, keep) == stay
    assert len(stay) <= max(1, keep.days + keep.weeks + keep.months)
    assert stay <= set(moments)


def test_nothing_planned_is_false() -> None:
    assert [bool(Keep(0, 0, 0)), bool(Keep(0, 1, 0)), bool(Keep())] == [False, True, True]
