"""A text that is easy to read: what is too long is named, and what was written stays."""

import pytest
from django.test import Client

from opstap.spaces.easy import LongSentence, long_sentences, sentences
from opstap.spaces.models import Space
from tests.factories import make_coordinator, make_space

pytestmark = pytest.mark.django_db

LONG = " ".join(["mot"] * 16)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Vous entrez. Quelqu’un aide !\nC’est gratuit",
            ["Vous entrez.", "Quelqu’un aide !", "C’est gratuit"],
        ),
        ("Open 9.30 uur", ["Open 9.30 uur"]),
        (" \n ", []),
    ],
)
def test_sentences_end_at_a_sign_or_a_line(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


def test_a_sentence_of_fifteen_words_is_short_enough() -> None:
    assert list(long_sentences(f"{LONG}. {LONG[4:]}.")) == [LongSentence(f"{LONG}.", 16)]


@pytest.mark.parametrize(
    ("text", "said"),
    [(f"Oui. {LONG}.", "This sentence has 16 words."), ("Oui. " * 11, "These are 11 sentences.")],
)
def test_what_is_hard_to_read_comes_back_with_the_reason(client: Client, text: str, said: str) -> None:
    space = make_space(easy_texts={"nl": "Kom binnen."})
    client.force_login(make_coordinator(space))
    page = client.post(f"/en/spaces/{space.slug}/edit/easy/", {"easy_texts_fr": text.strip()})
    assert (page.status_code, said in page.text, text.strip() in page.text) == (200, True, True)
    assert Space.objects.get().easy_texts == {"nl": "Kom binnen."}


def test_what_is_easy_stands_on_the_page_of_the_place(client: Client) -> None:
    space = make_space()
    office = Client()
    office.force_login(make_coordinator(space))
    office.post(f"/en/spaces/{space.slug}/edit/easy/", {"easy_texts_fr": "Vous entrez.\nOn vous aide."})
    assert 'lang="fr">Vous entrez.<br>On vous aide.' in client.get(f"/nl/place/{space.slug}/").text
    assert "In easy words" not in client.get(make_space().get_absolute_url()).text
