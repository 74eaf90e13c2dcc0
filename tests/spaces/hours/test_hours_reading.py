"""Hours as people write them. The writings are those of real French files; nothing may be guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.spaces import hours
from opstap.spaces.hours import ExpressionCode, ReadHours, ReadingCode

WORDS = [
    ("Du lundi au vendredi, de 9h30 à 17h", "Mo-Fr 09:30-17:00"),
    ("lundi : 9h-12h / 14h-17h ; mardi 9h00 – 12h00", "Mo 09:00-12:00,14:00-17:00; Tu 09:00-12:00"),
    ("9h-12h et 14h-17h du lundi au vendredi", "Mo-Fr 09:00-12:00,14:00-17:00"),
    ("8h/12h15 et 13h15/17h du lundi au vendredi", "Mo-Fr 08:00-12:15,13:15-17:00"),
    ("Lundi, mercredi, jeudi : 10h -12h30 / 14h - 18h Mardi, vendredi : 14h - 18h",
     "Mo,We-Th 10:00-12:30,14:00-18:00; Tu,Fr 14:00-18:00"),
    ("Lundi, Mercredi, Jeudi et Vendredi de 9 à 12h et de 14 à 18h30 Mardi de 14 à 18h30",
     "Mo,We-Fr 09:00-12:00,14:00-18:30; Tu 14:00-18:30"),
    ("lundi 10-12h/14-18h30\nmercredi 14-18h30\nvendredi 10-12/14h-18h30",
     "Mo,Fr 10:00-12:00,14:00-18:30; We 14:00-18:30"),
    ("Lundi - Jeudi : 9h-12h / 14h-17h\nVendredi : 9h-12h", "Mo-Th 09:00-12:00,14:00-17:00; Fr 09:00-12:00"),
    ("LUNDI AU JEUDI 9h00 a 12h00 et de 13h30 a 17h00", "Mo-Th 09:00-12:00,13:30-17:00"),
    ("Lundi Mardi Samedi 9h00 a 12h00", "Mo-Tu,Sa 09:00-12:00"),
    ("Du Lundi au Vendredi:\n\n8h30-12h30 / 13h30 - 17h30", "Mo-Fr 08:30-12:30,13:30-17:30"),
    ("MARDI, VENDREDI : 8h30 a 12h30 et 13h30 a 16h30.", "Tu,Fr 08:30-12:30,13:30-16:30"),
    ("Vendredi : 9h à 12h30 à 14h à 16h30", "Fr 09:00-12:30,14:00-16:30"),
    ("Lundi, mercredi et vendredi : 8h à 11h30 et 14h à16h", "Mo,We,Fr 08:00-11:30,14:00-16:00"),
    ("Mardi : 15h à18h30", "Tu 15:00-18:30"),
    ("mardi de 10h à 12h, le mardi de 14h à 16h, le mercredi de 10h à 12h",
     "Tu 10:00-12:00,14:00-16:00; We 10:00-12:00"),
    ("Lundi et Vendredi de 9H30 à 10H30 puis 11h à 12H et Vendredi de 14h à 15H",
     "Mo 09:30-10:30,11:00-12:00; Fr 09:30-10:30,11:00-12:00,14:00-15:00"),
    ("jeudi de 14h à 15h30, et 15h30 à 17h", "Th 14:00-17:00"),
    ("lundi, mardi et vendredi matin de 9h15 à 12h30", "Mo-Tu,Fr 09:15-12:30"),
    ("samedi après-midi 14 h 30 – 18 h", "Sa 14:30-18:00"),
    ("Lundi 9h-midi, mardi 20h-minuit", "Mo 09:00-12:00; Tu 20:00-24:00"),
    ("vendredi 20h-2h", "Fr 20:00-26:00"),
    ("samedi au lundi 9h-12h", "Mo,Sa-Su 09:00-12:00"),
    ("Tous les jours 9h-18h, en continu", "Mo-Su 09:00-18:00"),
    ("Lundi : fermé. Mardi à dimanche : 10h-18h", "Tu-Su 10:00-18:00"),
    ("lundi au dimanche : fermé", "off"),
    ("Fermé", "off"),
    ("24h/24", "24/7"),
    ("24h/24 7j/7", "24/7"),
    ("lundi au vendredi 24h/24", "Mo-Fr 00:00-24:00"),
    ("maandag tot vrijdag van 9u tot 12u30 en 13.30u-17u; zaterdag gesloten",
     "Mo-Fr 09:00-12:30,13:30-17:00"),
    ("Monday to Thursday 14:00-17:00; Friday 9:00-12:00", "Mo-Th 14:00-17:00; Fr 09:00-12:00"),
    ("", ""),
    (" - ", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expression"), WORDS)
def test_understood(text: str, expression: str) -> None:
    assert hours.from_text(text) == ReadHours(expression, understood=True)
    assert hours.read_hours(text, country="FR") == ReadHours(expression, understood=True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("9h-12h / 13h30-17h", ReadingCode.NO_DAYS),
        ("14H 17H", ReadingCode.NO_DAYS),
        ("8h30 - 17h00", ReadingCode.NO_DAYS),
        ("9:00-17:00", ReadingCode.NO_DAYS),
        ("Lundi - samedi", ReadingCode.NO_TIMES),
        ("lundi fermé", ReadingCode.NO_TIMES),
        ("MARDI-JEUDI ET VENDREDI 9H-12H\nMERCREDI ET SAMEDI 9H-12H", ReadingCode.CONTRADICTION),
        ("lundi - mardi - jeudi 9h-12h", ReadingCode.CONTRADICTION),
        ("lundi au vendredi 9h-12h, mercredi fermé", ReadingCode.CONTRADICTION),
        ("mardi matin 14h-18h", ReadingCode.CONTRADICTION),
        ("mercredi après-midi fermé", ReadingCode.CONTRADICTION),
        ("lundi 9h-12h-14h", ReadingCode.UNEVEN_TIMES),
        ("lundi 9h, 12h", ReadingCode.UNEVEN_TIMES),
        ("lundi 9-12", ReadingCode.UNEVEN_TIMES),
        ("lundi 14h-12h", ReadingCode.TIMES_REVERSED),
        ("lundi 14h-17h, 9h-12h", ReadingCode.TIMES_REVERSED),
        ("lundi 25h-26h", ReadingCode.NOT_HOURS),
        ("9h-12h lundi mardi 14h-17h", ReadingCode.NO_DAYS),
        ("lundi 9h-12h (17h pendant les vacances scolaires)", ReadingCode.NOT_HOURS),
        ("lundi 9h-12h sur rendez-vous", ReadingCode.NOT_HOURS),
        ("samedi Tous Les 15 jours de 14H à 16h", ReadingCode.NOT_HOURS),
        ("LUNDI MERDI 9h-12h", ReadingCode.NOT_HOURS),
        ("Friday 9:00-12:00 (2009)", ReadingCode.NOT_HOURS),
        ("Ligne 6, arrêt les Deniers", ReadingCode.NOT_HOURS),
        ("Mo-Fr 09:00-12:00; SH off", ExpressionCode.SCHOOL_HOLIDAYS),
    ],
)
def test_not_understood_is_left_for_a_note(text: str, problem: str) -> None:
    assert hours.read_hours(text, country="FR") == ReadHours("", understood=False, problem=problem)


@pytest.mark.parametrize(
    ("cell", "spans"),
    [
        ("8h30-12h", "08:30-12:00"),
        ("9h12h", "09:00-12:00"),
        ("13h30-15h50", "13:30-15:50"),
        ("09:00 - 12:00 , 13:00 - 18:00", "09:00-12:00,13:00-18:00"),
        ("7 : 30 - 11 : 30 / 12 : 30 - 15 :30", "07:30-11:30,12:30-15:30"),
        ("7:30 - 11:30 ; 12:15 - 16:", "07:30-11:30,12:15-16:00"),
        ("8:30 11:30; 13:00 17:00", "08:30-11:30,13:00-17:00"),
        ("8:-11:/13:-17:", "08:00-11:00,13:00-17:00"),
        ("9: à 18:", "09:00-18:00"),
        ("10: à 16: (en continu)", "10:00-16:00"),
        ("7:00-11:30 et 12:00-15:30", "07:00-11:30,12:00-15:30"),
        ("de 9h à 12h et de 14h à 18h", "09:00-12:00,14:00-18:00"),
        ("9h/12h", "09:00-12:00"),
        ("9h00 - 12h00", "09:00-12:00"),
    ],
)
def test_a_cell_of_one_day(cell: str, spans: str) -> None:
    assert hours.from_half_days([("We", cell)]) == ReadHours(f"We {spans}", understood=True)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("x", ReadingCode.NOT_HOURS),
        ("souscondition", ReadingCode.NOT_HOURS),
        ("13:16:59.999998", ReadingCode.NOT_HOURS),
        ("réservé aux scolaires", ReadingCode.NOT_HOURS),
        ("08:00-11:30 (les premiers samedis de chaque mois)", ReadingCode.NOT_HOURS),
        ("7:00-11:30 et pas d'accueil en apres midi", ReadingCode.NOT_HOURS),
        ("lundi 9h-12h", ReadingCode.NOT_HOURS),
        ("10:00-11-00, 12:00-17:00", ReadingCode.UNEVEN_TIMES),
        ("14h-12h", ReadingCode.TIMES_REVERSED),
    ],
)
def test_one_bad_cell_spoils_the_week(cell: str, problem: ReadingCode) -> None:
    read = hours.from_half_days([("Mo", "9h-12h"), ("Tu", cell)])
    assert read == ReadHours("", understood=False, problem=problem)


def test_half_days_are_put_together() -> None:
    pairs = [("lundi matin", "9h-12h"), ("lundi après-midi", "12h-17h"), ("Tu", "-"), ("Tu", "14h-18h"),
             ("We", None), ("Th", "Fermé")]  # fmt: skip
    assert hours.from_half_days(pairs) == ReadHours("Mo 09:00-17:00; Tu 14:00-18:00", understood=True)


def test_a_source_may_declare_its_own_word_for_closed() -> None:
    pairs = [("Mo", "x"), ("Tu", "9h-12h")]
    assert hours.from_half_days(pairs, closed=frozenset("x")) == ReadHours("Tu 09:00-12:00", understood=True)


def test_no_cell_says_anything() -> None:
    assert hours.from_half_days([("Mo", ""), ("Tu", " - "), ("We", None)]) == ReadHours("", understood=True)
    seven = [(day, "fermé") for day in ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")]
    assert hours.from_half_days(seven) == ReadHours("off", understood=True)


def test_a_column_that_is_no_day_is_a_fault_of_the_mapping() -> None:
    with pytest.raises(ValueError, match="not a day"):
        hours.from_half_days([("horaires", "9h-12h")])


def test_columns_of_beginnings_and_ends() -> None:
    rows = [("Mo", "08:30", "12:00"), ("Mo", "13:00", "16:30"), ("Tu", "", ";"), ("We", None, "")]
    assert hours.from_open_close(rows) == ReadHours("Mo 08:30-12:00,13:00-16:30", understood=True)
    half = hours.from_open_close([("We", "09:00", ""), ("We", "", "17:00")])
    assert half == ReadHours("", understood=False, problem=ReadingCode.UNEVEN_TIMES)


def test_expressions_are_kept_as_given() -> None:
    expression = "Mo-Fr 09:00-12:00,14:00-18:30; Sa[1] 08:30-12:00; PH off"
    assert hours.from_osm(expression, country="FR") == ReadHours(expression, understood=True)
    assert hours.read_hours("off") == ReadHours("off", understood=True)
    refused = hours.from_osm(expression, country="")
    assert refused == ReadHours("", understood=False, problem=ExpressionCode.HOLIDAYS_UNKNOWN)


PIECES = st.sampled_from(
    ["lundi", "mar.", "du", "au", "et", "matin", "fermé", "9h", "12h30", "14", "8:", "7 : 30", "-", "–", "/",
     ",", ";", "\n", ":", " ", "24h/24", "7j/7", "midi", "minuit", "sauf", "(", "Mo", "PH", "off", "SH", '"',
     "2026", "Jul", "99", "[1]", "24/7", "unknown", "§allday"]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=12).map(" ".join),
    st.lists(PIECES, max_size=8).map("".join),
    st.text(max_size=40),
)


@given(TEXTS)
def test_any_text_gets_an_answer_that_can_be_kept(text: str) -> None:
    answers = (
        hours.read_hours(text, country="BE"),
        hours.from_text(text),
        hours.from_half_days([("Mo", text)]),
        hours.from_open_close([("Mo", text, "17:00")]),
    )
    for read in answers:
        assert (read.problem == "") == read.understood
        assert read.understood or read.expression == ""
        hours.check(read.expression, "BE")
