import pytest
from django.utils import translation

from opstap.finder.display.place import weekdays_said
from opstap.finder.display.words import distance_words, minutes_on_foot, tel


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (None, ""),
        (0, "50 m, 1 minute on foot"),
        (74, "50 m, 1 minute on foot"),
        (346, "350 m, 6 minutes on foot"),
        (974, "950 m, 16 minutes on foot"),
        (980, "1.0 km, 17 minutes on foot"),
        (1240, "1.2 km, 21 minutes on foot"),
        (3440, "3.4 km, 59 minutes on foot"),
        (3600, "3.6 km"),
        (9940, "9.9 km"),
        (13_600, "14 km"),
        (16_000_000, "16,000 km"),
    ],
)
def test_distances_are_said_in_words(metres: float | None, said: str) -> None:
    with translation.override("en"):
        assert distance_words(metres).replace("\u00a0", " ") == said


def test_a_distance_to_an_approximate_place_says_about() -> None:
    with translation.override("en"):
        assert (
            distance_words(346, is_approximate=True).replace("\u00a0", " ")
            == "about 350 m, 6 minutes on foot"
        )


def test_a_comma_stands_in_french_distances() -> None:
    with translation.override("fr"):
        assert distance_words(1240)[:9] == "1,2\u00a0km, 2"


def test_people_walk_four_and_a_half_kilometres_an_hour_and_not_like_the_crow() -> None:
    assert minutes_on_foot(1000) == 17


@pytest.mark.parametrize(
    ("phone", "country", "address"),
    [
        ("02 000 00 01", "BE", "tel:+3220000001"),
        ("02/000.00.01", "BE", "tel:+3220000001"),
        ("+32 (0)2 000 00 01", "BE", "tel:+3220000001"),
        ("0032 2 000 00 01", "FR", "tel:+3220000001"),
        ("02 00 00 00 01", "FR", "tel:+33200000001"),
        ("02 000 00 01 (demander Noor)", "BE", "tel:+3220000001"),
        ("1700", "BE", ""),
        ("800 10 100", "BE", "tel:80010100"),
        ("call us", "BE", ""),
        ("", "BE", ""),
    ],
)
def test_a_phone_number_can_be_tapped(phone: str, country: str, address: str) -> None:
    assert tel(phone, country) == address


@pytest.mark.parametrize(
    ("weekdays", "said"),
    [
        ([], ""),
        ([2], "Tuesday"),
        ([2, 4], "Tuesday, Thursday"),
        ([1, 2], "Monday, Tuesday"),
        ([1, 2, 3, 4, 5], "Monday to Friday"),
        ([1, 2, 3, 6], "Monday to Wednesday, Saturday"),
    ],
)
def test_weekdays_in_a_row_are_said_as_a_range(weekdays: list[int], said: str) -> None:
    with translation.override("en"):
        assert weekdays_said(weekdays) == said
