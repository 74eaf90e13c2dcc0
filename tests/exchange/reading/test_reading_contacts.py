import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.exchange.reading.converters import CONVERTERS, Cell, Setting
from opstap.exchange.reading.converters.contacts import web_address
from opstap.exchange.reading.converters.phones import international


def converted(name, text, country="FR"):
    result = CONVERTERS[name].run((Cell("c", text),), Setting(country))
    return result.value, [flaw.code for flaw in result.flaws]


@pytest.mark.parametrize(
    ("said", "country", "number"),
    [
        ("02 000 00 01", "BE", "+32 2 000 00 01"),
        ("081/00.00.12", "BE", "+32 81 00 00 12"),
        ("0400 00 00 12", "BE", "+32 400 00 00 12"),
        ("0800 12 345", "BE", "+32 800 12 345"),
        ("+32 (0)2 000 00 01", "FR", "+32 2 000 00 01"),
        ("3220000001", "BE", "+32 2 000 00 01"),
        ("05 57 65 75 39", "FR", "+33 5 57 65 75 39"),
        ("05-57-55-45-46", "FR", "+33 5 57 55 45 46"),
        ("0033 5 59 06 67 00", "BE", "+33 5 59 06 67 00"),
        ("559705151", "FR", "+33 5 59 70 51 51"),
        ("33559705151", "FR", "+33 5 59 70 51 51"),
        ("+33596484244", "FR", "+596 596 48 42 44"),
        ("0262 69 22 01", "RE", "+262 262 69 22 01"),
        ("+262 2 62 69 22 01", "RE", "+262 262 69 22 01"),
        ("-262 2 62 47 28 05", "RE", "+262 262 47 28 05"),
        ("+262 9 72 72 39 49", "RE", "+33 9 72 72 39 49"),
        ("426700", "NC", "+687 42 67 00"),
        ("+687205252", "NC", "+687 20 52 52"),
        ("39 49", "FR", "3949"),
        ("020 123 45 67", "NL", "+31 201 23 45 67"),
    ],
)
def test_phones_are_written_as_one_dials_them_from_abroad(said, country, number):
    assert international(said, country) == number


@pytest.mark.parametrize("said", ["054088085", "02 41 41 5 67", "sur demande", "12", "+33 1", "0" * 30, ""])
def test_what_is_no_phone_is_not_kept(said):
    assert international(said, "FR") == ""


@given(st.text(max_size=40), st.sampled_from(["FR", "BE", "NC", "US", ""]))
def test_a_phone_is_digits_or_nothing(said, country):
    assert set(international(said, country)) <= set("+0123456789 ")


def test_the_first_of_several_phones_is_kept():
    assert [
        converted("phone", "05 57 87 02 57 / 05 56 08 98 55"),
        converted("phone", "03 89 42 85 20 - 03 89 42 85 21"),
        converted("phone", "0540088080"),
        converted("phone", "voir site"),
    ] == [
        ("+33 5 57 87 02 57", ["only_first_kept"]),
        ("+33 3 89 42 85 20", ["only_first_kept"]),
        ("+33 5 40 08 80 80", []),
        (None, ["bad_phone"]),
    ]


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("contact@Ville.FR", "contact@ville.fr"),
        ("mailto:a.b-c@x.org.", "a.b-c@x.org"),
        ("<info@x.be>", "info@x.be"),
        ("bibliothèque@blasimon.fr", None),
        ("a@b", None),
        ("a b@c.fr d", "b@c.fr"),
        ("x@y.fr<script>", None),
        ("[courriel retiré]", None),
    ],
)
def test_email_addresses(said, address):
    assert converted("email", said)[0] == address


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("https://unc.nc", "https://unc.nc"),
        ("www.adie.org", "http://www.adie.org"),
        ("numeriquepourtous.nc/x?y=1", "http://numeriquepourtous.nc/x?y=1"),
        ("HTTP://Exemple.BE/A", "http://Exemple.BE/A"),
        ("http://90.84.243.68/opac", "http://90.84.243.68/opac"),
        ("https://bücher.de/", "https://bücher.de/"),
    ],
)
def test_web_addresses(said, address):
    assert web_address(said) == address


@pytest.mark.parametrize(
    "said",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.be",
        "http://localhost/",
        "http://127.0.0.1/",
        "http://10.0.0.1/",
        "https://user:secret@a.be/",
        "https://a.be/<script>",
        'https://a.be/"onclick',
        "http://[::1]/",
        "http://a.be:99999/",
        "https ://www.a.fr",
        "63122",
        "facebook",
    ],
)
def test_what_is_no_safe_web_address_is_not_kept(said):
    assert web_address(said) == ""


def test_words_around_a_web_address():
    assert [
        converted("website", "https://www.a.org/ (refonte en-cours)"),
        converted("website", "https://a.be, https://b.be"),
        converted("website", "Facebook: Espace Social"),
        converted("website", "http://www.a.Mairie et services b.fr/"),
    ] == [
        ("https://www.a.org/", []),
        ("https://a.be", ["only_first_kept"]),
        (None, ["bad_website"]),
        (None, ["bad_website"]),
    ]


@given(st.text(max_size=60))
def test_a_web_address_is_http_or_nothing(said):
    address = web_address(said)
    assert address == "" or address.startswith(("http://", "https://"))


def test_countries_and_time_zones():
    assert [
        converted("country", "be"),
        converted("country", "Belgique"),
        converted("country", "Atlantide"),
        converted("timezone", "Pacific/Noumea"),
        converted("timezone", "../etc/passwd"),
        converted("timezone", "Mars"),
    ] == [
        ("BE", []),
        ("BE", []),
        (None, ["bad_country"]),
        ("Pacific/Noumea", []),
        (None, ["bad_timezone"]),
        (None, ["bad_timezone"]),
    ]
