import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.core.folding import fold


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Woluwé-St-Lambert", "woluwe saint lambert"),
        ("  MOLENBEEK   saint-jean ", "molenbeek saint jean"),
        ("Ste-Marie", "sainte marie"),
        ("L'Œuvre d’Ixelles", "l oeuvre d ixelles"),
        ("’s Gravenhage", "saint gravenhage"),
        ("ÎLE", "ile"),
        ("st", "st"),
        ("1070", "1070"),
        ("Straße", "strasse"),
        ("a_b", "a b"),
        ("…", ""),
        ("", ""),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text(alphabet=string.printable + "éèêàçœæßøłđıïÿÉÀ’–«»"))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_any_text_leaves_single_blanks_and_no_capitals(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert folded == folded.lower()
