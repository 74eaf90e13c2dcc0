import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.exchange.reading.text import calm, cut, fold, is_shouted, plain


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("<p>Atelier <b>web</b></p><br>le mardi", "Atelier web\n\nle mardi"),
        ("Caf&eacute; &amp; th&eacute;", "Café & thé"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;x", "x"),
        ("<script>alert(1)</script>x<style>p{}", "x"),
        ("5 < 6 et a > b", "5 < 6 et a > b"),
        ("a\u202eb\u200bc\x00d\x1f", "abcd"),
        ("  deux   espaces \r\n\r\n\r\n\r\nfin ", "deux espaces\n\nfin"),
        ("=1+1", "=1+1"),
    ],
)
def test_plain_text(said, kept):
    assert plain(said) == kept


@given(st.text(alphabet=st.characters(exclude_characters="&<")))
def test_plain_text_stays_as_it_is(text):
    assert plain(plain(text)) == plain(text)


def test_a_long_text_ends_at_a_word():
    assert [cut("un deux trois quatre", 12), cut("court", 12), cut("abcdefghijklmnop", 8)] == [
        "un deux…",
        "court",
        "abcdefg…",
    ]


def test_folding_forgets_accents_capitals_and_signs():
    assert [fold("L’Œuvre, à Évreux !"), fold("STRASSE–ß"), fold("Ελλάδα 12"), fold("—")] == [
        "l oeuvre a evreux",
        "strasse ss",
        "ελλαδα 12",
        "",
    ]


@pytest.mark.parametrize(
    ("shouted", "calmed"),
    [
        ("MISSION LOCALE DE L'ISLE", "Mission Locale de l'Isle"),
        ("CCAS DE SAINT-DENIS", "CCAS de Saint-Denis"),
        ("CHÂTEAU-ARNOUX", "Château-Arnoux"),
        ("MJC CL2V", "MJC CL2V"),
        ("40 RUE DU 1ER RAC", "40 Rue du 1er Rac"),
        ("ST PIERRE LÈS DIJON", "St Pierre lès Dijon"),
        ("LE 264", "LE 264"),
        ("Espace Numérique", "Espace Numérique"),
    ],
)
def test_shouted_names_are_calmed(shouted, calmed):
    assert calm(shouted) == calmed


def test_short_forms_are_not_shouted():
    assert [is_shouted("EPN"), is_shouted("ARC 18"), is_shouted("MAIRIE")] == [False, False, True]
