"""The finder in six more languages: no word of its pages is missing, numbers and plurals are right, nothing
turns around that must not, and a machine's translation says so until a speaker has checked it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext, trans_real

from opstap.core import moments
from opstap.core.models import AuditEntry, Remark
from opstap.core.tongues import FINDER, apart, listed
from opstap.finder import tongues
from opstap.finder.display.words import distance_words
from opstap.spaces.models import Space
from opstap.spaces.services.record import change_space
from opstap.territory.models import Area
from tests.factories import (
    make_animator,
    make_duty,
    make_label,
    make_network,
    make_network_coordinator,
    make_room,
    make_space,
)

pytestmark = pytest.mark.django_db
MACHINE = "Une machine a traduit ces mots."


class Misses:
    """Stands where a catalogue ends: keeps what it was asked for."""

    def __init__(self) -> None:
        self.words: set[str] = set()

    def gettext(self, message: str) -> str:
        self.words.add(message)
        return message

    def ngettext(self, one: str, many: str, _number: int) -> str:
        return self.gettext(one)


@pytest.fixture
def everything(brussels: Area) -> Space:
    """Places of each kind and state, one with all that a place can say of itself."""
    make_network(area=brussels, phone="02 000 00 00")
    for number, modes in enumerate((["phone"], ["online"], ["mail"], ["referral"], ["no_public"])):
        closed = make_space(f"mode-{number}", lat=50.85, lon=4.33, is_itinerant=number == 1)
        change_space(
            closed, by=make_animator(closed), open_hours="Mo-Su 00:00-24:00", offers={"access_mode": modes}
        )
    empty = make_space("vide", is_invented=True, is_itinerant=True, precision="unplaced")
    change_space(empty, by=make_animator(empty), training_hours="We 18:00-20:00")
    space = make_space(
        "tout", lat=50.8546, lon=4.3386, phone="02 000 00 01", price="conditional", wheelchair="limited",
        computers=3, tablets=1, printers=12, precision="approximate", streets={"fr": "Rue Bleue 1"},
        cities={"fr": "Molenbeek"}, postcode="1080", price_hour="1.50", website="https://x.example",
    )  # fmt: skip
    person = make_animator(space, public_name="Noor")
    tomorrow = timezone.localdate() + timedelta(days=1)
    change_space(
        space, by=person, staffed_hours="Mo-Fr 09:00-12:30; PH off", training_hours="Sa 10:00-12:00",
        open_hours=f'Mo-Sa 08:00-18:00; PH off; {tomorrow:%Y %b %d} off "fête"',
        offers={
            "service": ["job"], "language": ["fr", "nl", "ar", "sign"], "special_care": ["deaf"],
            "support": ["coaching"], "public": ["neet"],
        },
    )  # fmt: skip
    make_duty(space, person)
    make_duty(space)
    make_label(space, standing="suspended")
    return space


QUERIES = [
    "", "where=", "where=1080", "where=1080&map=1&page=1", "where=1080&page=9",
    "where=1080&now=1&price=free&evening=1",
    "where=1080&now=1", "where=1080&today=1", "where=xyzzy", "where=saint", "where=molenbek", "where=itsme",
    "where=imprimante+1080", "near=x", "near=50.85,4.33&x=1", "where=tout&language=xx&wheelchair=1",
]  # fmt: skip


def test_no_word_of_the_public_pages_is_missing(
    client: Client, everything: Space, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever file it comes from: what the catalogue of the finder lacks would be asked of the next one."""
    misses = Misses()
    monkeypatch.setattr(trans_real.translation("pl"), "_fallback", misses)
    places = [
        f"place/{slug}/{part}"
        for slug in ("tout", "vide", "mode-1")
        for part in ("", "slip/", "card/", "?map=1")
    ]
    area = Area.objects.municipalities().first()
    papers = [
        "place/tout/papers/",
        "place/tout/wrong/",
        "place/tout/poster/a4/",
        "place/mode-1/poster/a3-fr/",
        f"leaflet/{area.uid}/",
    ]  # type: ignore[union-attr]
    pages = ["", "privacy/", "remark/", "remark/?sent=1", "about/", "spaces/", "no/where/", *places, *papers]
    for path in [*pages, *(f"find/?{query}" for query in QUERIES)]:
        assert client.get(f"/pl/{path}").status_code in {200, 404}
    assert client.post("/pl/remark/", {"email": "x"}).status_code == 422

    assert misses.words == set()
    with translation.override("pl"):
        gettext("A word that no file has")
    assert misses.words == {"A word that no file has"}


@pytest.fixture
def speaking() -> Iterator[Any]:
    with translation.override(None):
        yield translation.activate


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "ar",
            {0: "لا حواسيب", 1: "حاسوب واحد", 2: "حاسوبان", 3: "3 حواسيب", 11: "11 حاسوبًا", 100: "100 حاسوب"},
        ),
        ("pl", {1: "1 komputer", 3: "3 komputery", 5: "5 komputerów", 22: "22 komputery"}),
        ("uk", {1: "1 комп’ютер", 3: "3 комп’ютери", 11: "11 комп’ютерів", 21: "21 комп’ютер"}),
        ("tr", {1: "1 bilgisayar", 8: "8 bilgisayar"}),
    ],
)
def test_numbers_take_the_form_of_the_language(speaking: Any, language: str, said: dict[int, str]) -> None:
    speaking(language)
    found = {n: ngettext("%(n)s computer", "%(n)s computers", n) % {"n": n} for n in said}
    assert found == said


@pytest.mark.parametrize(
    ("language", "day", "hours", "way"),
    [
        ("ar", "الأربعاء 1 أبريل", "من \u20669:05\u2069 إلى \u206612:30\u2069", "1,2\u00a0كم، 21 دقيقة مشيًا"),
        ("uk", "середа, 1 квітня", "9:05 – 12:30", "1,2\u00a0км, 21 хвилина пішки"),
        ("tr", "1 Nisan Çarşamba", "09:05 – 12:30", "1,2\u00a0km, yürüyerek 21 dakika"),
        ("pl", "środa, 1 kwietnia", "9:05–12:30", "1,2\u00a0km, 21 minut pieszo"),
        ("es", "miércoles 1 de abril", "9:05 a 12:30", "1,2\u00a0km, 21 minutos a pie"),
        ("de", "Mittwoch, 1. April", "9:05 bis 12:30\u00a0Uhr", "1,2\u00a0km, 21 Minuten zu Fuß"),
    ],
)
def test_days_hours_and_ways(speaking: Any, language: str, day: str, hours: str, way: str) -> None:
    speaking(language)
    wednesday = date(2026, 4, 1)
    start, end = timezone.datetime(2026, 4, 1, 9, 5), timezone.datetime(2026, 4, 1, 12, 30)
    found = moments.day_words(wednesday, wednesday), moments.from_to(start, end), distance_words(1200)
    assert found == (day, hours, way)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", "\u2068Krita\u2069، \u2068LibreOffice\u2069؛ الاثنين، الثلاثاء"),
        ("de", "Krita, LibreOffice; الاثنين, الثلاثاء"),
    ],
)
def test_lists_have_the_comma_of_the_script_and_keep_their_order(
    speaking: Any, language: str, said: str
) -> None:
    speaking(language)
    assert apart([listed(["Krita", "LibreOffice"]), listed(["الاثنين", "الثلاثاء"])]) == said


def test_no_latin_comma_stands_between_arabic_words(client: Client, everything: Space) -> None:
    change_space(everything, by=None, offers={"language": ["fr", "ar", "en"]})
    make_room(everything, conditions={"fr": "Demander avant."})
    page = client.get(f"/ar/place/{everything.slug}/").text
    assert ("الفرنسية، العربية، الإنجليزية." in page, "\u2068Demander avant.\u2069" in page) == (True, True)
    assert re.findall("[\u0620-\u064a],", page.partition("<main")[2]) == []


def test_arabic_runs_leftward_and_names_and_numbers_do_not(client: Client, everything: Space) -> None:
    html = client.get("/ar/find/?where=1080").text
    assert '<html lang="ar" dir="rtl">' in html
    assert '<span lang="fr" dir="ltr">Rue Bleue 1</span>' in html
    assert 'href="tel:+3220000001"' in html
    assert "\u206602 000 00 01\u2069" in html
    french = client.get("/fr/find/?where=1080").text
    assert ("dir=" in french.partition("<main")[2], "\u2066" in french) == (False, False)


@pytest.mark.parametrize(
    ("asked", "language"),
    [("uk-UA,uk;q=0.9,fr;q=0.5", "uk"), ("tr", "tr"), ("so,nl;q=0.4", "nl"), ("so", "fr")],
)
def test_the_first_page_comes_in_the_language_of_the_browser(
    client: Client, asked: str, language: str
) -> None:
    assert client.get("/", headers={"accept-language": asked})["Location"] == f"/{language}/"


def test_each_page_of_the_finder_links_to_all_languages(client: Client) -> None:
    html = client.get("/uk/find/?where=1080&price=free").text
    for code in ("fr", "nl", "en", *FINDER):
        assert f'<a href="/{code}/find/?where=1080&amp;price=free" lang="{code}" hreflang="{code}"' in html


def test_the_office_stays_in_three_languages(client: Client) -> None:
    """Told in the language of the page, with links; nothing is done that could not be explained in it."""
    coordinator = make_network_coordinator(make_network())
    client.force_login(coordinator)
    page = client.get("/uk/remarks/?page=2")
    assert (page.status_code, page.context["finder_tongue"]) == (200, "uk")
    assert "Ця сторінка є французькою" in page.text
    assert [f'href="/{code}/remarks/?page=2"' in page.text for code in ("fr", "nl", "en")] == [True] * 3
    sent = client.post("/uk/languages/uk/checked/")
    assert (sent.status_code, tongues.is_unchecked_tongue("uk"), AuditEntry.objects.count()) == (405, True, 0)
    assert "/uk/spaces/" not in client.get("/uk/").text  # no menu of the office, only the way to it
    assert f'<a href="/fr/home/" lang="fr">{coordinator.name}</a>' in client.get("/uk/").text


def test_an_address_without_language_answers_in_one_of_the_three(client: Client) -> None:
    said = client.get(reverse("api:place-list"), headers={"accept-language": "uk, nl;q=0.8"})
    assert (said.status_code, said["Content-Language"]) == (200, "nl")


def test_a_remark_may_be_written_in_any_of_them(client: Client) -> None:
    assert client.post("/ar/remark/", {"text": "الباب مغلق"}).status_code == 302
    assert list(Remark.objects.values_list("language", "text")) == [("ar", "الباب مغلق")]


def test_a_translation_says_so_until_a_speaker_has_checked_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [MACHINE in client.get(f"/{code}/find/?where=1080").text for code in ("ar", "de", "fr")] == [
        True,
        True,
        False,
    ]
    office = Client()
    coordinator = make_network_coordinator(make_network())
    office.force_login(coordinator)
    for _twice in range(2):
        office.post("/en/languages/ar/checked/")
    assert f"says {coordinator.name}" in office.get("/en/languages/ar/").text
    assert [MACHINE in client.get(f"/{code}/find/?where=1080").text for code in ("ar", "de")] == [False, True]
    monkeypatch.setattr(tongues, "digest", lambda _language: "of later words")
    assert MACHINE in client.get("/ar/").text
    assert "The words have changed since" in office.get("/en/languages/").text
    office.post("/en/languages/ar/again/")
    office.post("/en/languages/ar/again/")
    acts = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["tongue.checked", "tongue.reopened"]


def test_a_speaker_reads_every_word_beside_its_own(client: Client) -> None:
    client.force_login(make_network_coordinator(make_network()))
    html = client.get("/en/languages/pl/").text
    for english, polish in (
        ("Where are you?", "Gdzie jesteś?"),
        ("%(n)s printer", "%(n)s drukarki"),
        ("Polish", "polski"),
    ):
        assert (english in html, polish in html) == (True, True)
    assert client.get("/en/languages/xx/").status_code == 404
