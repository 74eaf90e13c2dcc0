"""How alike names are to an ear and to a hasty hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.core.likeness import slips, slips_allowed, sound, weighty

LETTERS = st.text("abcde ", max_size=9)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("skarbeek", "schaerbeek"),
        ("schaarbeek", "schaerbeek"),
        ("molenbek", "molenbeek"),
        ("ukel", "ukkel"),
        ("sint gilles", "saint gilles"),
        ("iksel", "ixelles"),
    ],
)
def test_names_that_sound_alike_are_written_alike(typed: str, name: str) -> None:
    assert sound(typed) == sound(name)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("jette", "jette", 0),
        ("jete", "jette", 1),
        ("jettte", "jette", 1),
        ("jetse", "jette", 1),
        ("jteet", "jette", 2),
        ("nrod", "nord", 1),
        ("evere", "forest", None),
        ("", "abcd", None),
    ],
)
def test_slips_of_the_hand_are_counted(one: str, other: str, apart: int | None) -> None:
    assert slips(one, other, 3) == apart


@given(LETTERS, LETTERS)
def test_slips_are_the_same_both_ways_and_none_only_within_a_name(one: str, other: str) -> None:
    assert slips(one, other, 3) == slips(other, one, 3)
    assert (slips(one, other, 9) == 0) == (one == other)


def test_short_words_must_be_right() -> None:
    assert [slips_allowed(length) for length in (3, 4, 7, 12)] == [0, 1, 2, 3]


def test_small_words_do_not_tell_names_apart() -> None:
    assert weighty("gare du nord") == ["gare", "nord"]
    assert weighty("de la") == ["de", "la"]
