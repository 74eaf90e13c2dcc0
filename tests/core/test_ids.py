import time
import uuid

from hypothesis import given
from hypothesis import strategies as st

from opstap.core.ids import child_id, uuid7


def test_version_and_variant_are_those_of_the_standard() -> None:
    made = uuid7()
    assert (made.version, made.variant) == (7, uuid.RFC_4122)


def test_the_first_48_bits_are_the_clock_in_milliseconds(monkeypatch: object) -> None:
    before = time.time_ns() // 1_000_000
    stamp = uuid7().int >> 80
    after = time.time_ns() // 1_000_000
    assert before <= stamp <= after


def test_ids_of_later_milliseconds_sort_later() -> None:
    first = uuid7()
    start = time.time_ns() // 1_000_000
    while time.time_ns() // 1_000_000 == start:
        pass
    assert first.hex < uuid7().hex


def test_ten_thousand_ids_are_ten_thousand_different_ones() -> None:
    assert len({uuid7() for _ in range(10_000)}) == 10_000


@given(st.uuids(), st.integers(min_value=0, max_value=10_000))
def test_the_same_parent_always_has_the_same_children(parent: uuid.UUID, position: int) -> None:
    assert child_id(parent, position) == child_id(parent, position)


@given(st.uuids(), st.integers(min_value=1, max_value=200))
def test_children_differ_from_each_other_and_from_their_parent(parent: uuid.UUID, count: int) -> None:
    family = {parent} | {child_id(parent, position) for position in range(count)}
    assert len(family) == count + 1
