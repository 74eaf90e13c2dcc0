"""What people type instead of what we call it: read as a need, said back, taught by networks."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from opstap.core import vocabularies
from opstap.core.models import AuditEntry
from opstap.finder.models import NeedWord
from opstap.finder.search import Question, search
from opstap.finder.search.needs import LONGEST, clear_need, find_need, forget, shipped
from opstap.finder.services import WordKnownError, add_need_word, remove_need_word
from opstap.spaces.models import Offer, Space
from opstap.territory.lookup import names_a_place
from opstap.territory.models import Area
from tests.factories import make_need_word, make_network, make_network_coordinator, make_space
from tests.finder.conftest import MONDAY

pytestmark = pytest.mark.django_db


def make_offering(service: str, **fields: Any) -> Space:
    space = make_space(lat=50.8546, lon=4.3386, **fields)
    Offer.objects.create(space=space, vocabulary="service", code=service)
    return space


@pytest.mark.parametrize(
    ("text", "service", "rest"),
    [
        ("imprimante", "access", ""),
        ("IMPRIMER", "access", ""),
        ("papieren in orde brengen", "procedures", ""),
        ("itsme", "procedures", ""),
        ("scan", "access", ""),
        ("gsm kapot", "everyday", ""),
        ("gsm cassé molenbeek", "everyday", "molenbeek"),
        ("imprimer à Jette", "access", "Jette"),
        ("1080, itsme", "procedures", "1080"),
        ("fill in a form", "procedures", ""),
        ("mot de passe oublié", "safety", ""),
        ("паспорт", "procedures", ""),
        ("ПАСПОРТ Molenbeek", "procedures", "Molenbeek"),
        ("البحث عن عمل", "job", ""),
        ("استماره 1080", "procedures", "1080"),
        ("iş bulmak", "job", ""),
        ("İş bulmak Jette", "job", "Jette"),
        ("szukam pracy", "job", ""),
        ("declaración de la renta", "procedures", ""),
        ("Steuererklärung", "procedures", ""),
    ],
)
def test_words_of_all_languages_are_understood_on_every_page(text: str, service: str, rest: str) -> None:
    need = find_need(text)

    assert need is not None
    assert (need.service, need.rest) == (service, rest)


@pytest.mark.parametrize("text", ["", "1080", "Molenbeek", "rue Bleue 12", "xyz", "is"])
def test_other_words_are_no_need(text: str) -> None:
    assert (find_need(text), clear_need(text)) == (None, None)


def test_the_words_that_come_along_are_short_and_name_no_place(brussels: Area) -> None:
    services = set(vocabularies.vocabulary("service").codes())
    for language, words in shipped().items():
        assert set(words.values()) == services, language
        assert [word for word in words if len(word.split()) > LONGEST or names_a_place(word)] == []


def test_a_need_and_a_place_are_both_heard(brussels: Area) -> None:
    prints = make_offering("access")
    make_offering("job")

    answer = search(Question(where="imprimante molenbeek"), MONDAY)

    assert [one.pk for one in answer.found] == [prints.pk]
    assert (answer.question.where, answer.question.help) == ("molenbeek", "access")


def test_a_space_of_that_name_goes_before_a_need_within_a_text(brussels: Area) -> None:
    space = make_offering("access", names={"fr": "Wifi Saint-Jean"})

    assert search(Question(where="wifi jean"), MONDAY).named == space


def test_the_page_says_how_it_understood_and_asks_for_the_place(client: Client, brussels: Area) -> None:
    page = client.get("/en/find/", {"where": "itsme", "price": "free"}).content.decode()

    assert "“itsme”: we look for “Help with administrative procedures”. Now write where you are." in page
    assert '<input type="hidden" name="help" value="procedures">' in page
    assert 'href="/en/?price=free"' in page


def test_the_list_says_how_it_understood_and_how_to_leave_it_out(client: Client, brussels: Area) -> None:
    make_offering("access", names={"fr": "La Marche"})
    page = client.get("/nl/find/", {"where": "printer 1080"}).content.decode()

    assert "“printer”" in page
    assert "La Marche" in page
    assert 'href="?where=1080"' in page


def test_a_word_of_the_network_goes_before_one_that_comes_along(brussels: Area) -> None:
    network = make_network(area=brussels)
    coordinator = make_network_coordinator(network)
    with translation.override("fr"):
        assert find_need("borne") is None
        add_need_word(network=network, language="fr", word="Borne", service="procedures", by=coordinator)
        word = make_need_word(network, word="imprimante", service="creation")
        forget()
        assert [find_need(text).service for text in ("borne", "imprimante")] == ["procedures", "creation"]  # type: ignore[union-attr]
        remove_need_word(word, by=coordinator)
        forget()
        assert find_need("imprimante").service == "access"  # type: ignore[union-attr]
    acts = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(acts) == ["need_word.added", "need_word.removed"]


def test_a_word_is_taught_once(brussels: Area) -> None:
    network = make_network(area=brussels)
    make_need_word(network, word="Borne")

    with pytest.raises(WordKnownError):
        add_need_word(
            network=network, language="fr", word="borné", service="job", by=make_network_coordinator(network)
        )


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Molenbeek-Saint-Jean", "This is the name of a place."),
        ("1080", "This is the name of a place."),
        ("???", "Write one to five words, with letters."),
        ("a b c d e f", "Write one to five words, with letters."),
        ("kiosk", "This word is on the list already."),
        ("", "This field is required."),
    ],
)
def test_words_that_cannot_be_taught_are_refused_with_a_reason(
    client: Client, brussels: Area, word: str, said: str
) -> None:
    network = make_network(area=brussels)
    make_need_word(network, word="kiosk")
    client.force_login(make_network_coordinator(network))
    page = client.post(f"/en/words/{network.slug}/", {"word": word, "language": "fr", "service": "job"})

    assert (page.status_code, said in page.content.decode()) == (400, True)
    assert NeedWord.objects.count() == 1


def test_the_coordinator_teaches_and_removes_a_word(client: Client, brussels: Area) -> None:
    network = make_network(area=brussels)
    client.force_login(make_network_coordinator(network))
    sent = {"word": " Borne  numérique ", "language": "fr", "service": "procedures"}
    page = client.post(f"/en/words/{network.slug}/", sent, follow=True).content.decode()
    word = NeedWord.objects.get()

    assert (word.word, word.folded, word.service) == ("Borne numérique", "borne numerique", "procedures")
    assert "The finder knows “Borne numérique” now." in page
    client.post(f"/en/words/{network.slug}/{word.uid}/remove/")
    assert NeedWord.objects.count() == 0


def test_a_short_word_means_a_need_on_the_pages_of_its_language_only() -> None:
    with translation.override("tr"):
        assert find_need("iş").service == "job"  # type: ignore[union-attr]
    assert find_need("iş") is None


def test_a_visitor_types_in_her_language_and_reads_how_it_was_understood(
    client: Client, brussels: Area
) -> None:
    page = client.get("/uk/find/", {"where": "паспорт"}).text
    assert ("“паспорт”" in page or "«паспорт»" in page, "Допомога з документами і заявами" in page) == (
        True,
        True,
    )


def test_the_coordinator_teaches_a_word_of_any_language_of_the_finder(client: Client, brussels: Area) -> None:
    network = make_network(area=brussels)
    client.force_login(make_network_coordinator(network))
    form = client.get(f"/en/words/{network.slug}/", {"word": "борн", "language": "uk"}).text
    assert ('value="борн"' in form, '<option value="uk" selected>' in form) == (True, True)
    client.post(f"/en/words/{network.slug}/", {"word": "борн", "language": "uk", "service": "access"})
    assert find_need("борн").service == "access"  # type: ignore[union-attr]
