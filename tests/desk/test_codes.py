"""Codes of coaching series: a typing mistake is found, no other code is opened by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.desk import codes

bodies = st.integers(0, 10_000).map(lambda _seed: codes.make())


def readable(text: str) -> bool:
    try:
        codes.read(text)
    except ValueError:
        return False
    return True


def test_a_code_as_printed_and_as_typed() -> None:
    code = codes.make()
    assert len(codes.show(code)) == 7
    for typed in (code, codes.show(code), codes.show(code).lower(), f" {code[:2]} {code[2:4]}.{code[4:]} "):
        assert codes.read(typed) == code


@given(code=bodies)
def test_every_single_wrong_character_is_found(code: str) -> None:
    wrong = [
        code[:place] + other + code[place + 1 :]
        for place in range(len(code))
        for other in codes.ALPHABET
        if other != code[place]
    ]
    assert [text for text in wrong if readable(text)] == []


@given(code=bodies)
def test_neighbours_that_changed_places_are_found(code: str) -> None:
    swapped = [code[:n] + code[n + 1] + code[n] + code[n + 2 :] for n in range(len(code) - 1)]
    assert [text for text in swapped if text != code and readable(text)] == []


@given(text=st.text(max_size=12))
def test_anything_typed_is_read_or_refused(text: str) -> None:
    assert not readable(text) or codes.read(codes.show(codes.read(text))) == codes.read(text)


@pytest.mark.parametrize("text", ["", "K7", "00000", "OOOOO", "K7-4M-2-9", "ſſſſſ", "²²²²²"])
def test_what_is_no_code(text: str) -> None:
    assert readable(text) is False


def test_the_alphabet_is_prime_and_has_no_twins() -> None:
    assert (len(codes.ALPHABET), len(set(codes.ALPHABET))) == (29, 29)
    assert set("01IOLAE") & set(codes.ALPHABET) == set()
