import pytest
from django.test import Client
from django.urls import reverse

from opstap.core.models import AuditEntry, Remark
from opstap.finder import services
from opstap.finder.services import handle_remark
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_network,
    make_network_coordinator,
    make_remark,
    make_space,
)

pytestmark = pytest.mark.django_db

PATH = "/en/remark/"


def test_a_remark_is_stored_with_nothing_about_who_wrote_it(client: Client) -> None:
    response = client.post(PATH, {"text": "The bell is broken.", "page": "/en/place/here/"})

    remark = Remark.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/en/remark/?sent=1")
    assert (remark.text, remark.page, remark.email, remark.language) == (
        "The bell is broken.",
        "/en/place/here/",
        "",
        "en",
    )


def test_the_page_after_sending_says_thanks(client: Client) -> None:
    assert "Thank you. We have your remark." in client.get(PATH, {"sent": 1}).content.decode()


def test_no_token_and_no_cookie_are_needed() -> None:
    response = Client(enforce_csrf_checks=True).post(PATH, {"text": "Hello"})

    assert (response.status_code, response.cookies) == (302, {})


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": " "}, "Write your remark here."),
        ({"text": "kept", "email": "nobody"}, "This is no e-mail address."),
        ({"text": "x" * 2001}, "2000"),
        ({"text": "a\x00b"}, "Null characters"),
    ],
)
def test_a_wrong_answer_is_explained_and_nothing_is_stored(
    client: Client, sent: dict[str, str], words: str
) -> None:
    response = client.post(PATH, sent)

    assert (response.status_code, words in response.content.decode()) == (422, True)
    assert Remark.objects.count() == 0


def test_what_was_typed_is_kept(client: Client) -> None:
    html = client.post(PATH, {"text": "My long story", "email": "nobody"}).content.decode()

    assert "My long story" in html


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(client: Client) -> None:
    response = client.post(PATH, {"text": "Buy!", "website": "https://example.org"})

    assert (response.status_code, Remark.objects.count()) == (302, 0)


def test_one_sender_cannot_fill_the_list(client: Client) -> None:
    answers = [client.post(PATH, {"text": f"Remark {number}"}).status_code for number in range(7)]

    assert answers == [302] * services.MOST_BY_ONE + [429] * (7 - services.MOST_BY_ONE)
    assert Remark.objects.count() == services.MOST_BY_ONE


def test_all_senders_together_cannot_either(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_BY_ALL", 2)
    answers = [
        client.post(PATH, {"text": "Remark"}, REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number in range(3)
    ]

    assert answers == [302, 302, 429]


def test_open_remarks_are_listed_apart_from_handled_ones(client: Client) -> None:
    person = make_administrator()
    make_remark("Still waiting")
    handle_remark(make_remark("Seen to"), by=person)
    client.force_login(person)
    waiting = client.get(reverse("finder:remark-list")).content.decode()
    handled = client.get(reverse("finder:remark-list"), {"handled": 1}).content.decode()

    assert ("Still waiting" in waiting, "Seen to" in waiting) == (True, False)
    assert ("Still waiting" in handled, "Seen to" in handled) == (False, True)


def test_a_remark_is_handled_once_and_leaves_a_trace(client: Client) -> None:
    person, other = make_network_coordinator(make_network()), make_administrator()
    remark = make_remark()
    client.force_login(person)
    client.post(reverse("finder:remark-handle", args=[remark.uid]))
    handle_remark(remark, by=other)

    remark.refresh_from_db()
    assert remark.handled_by == person
    assert AuditEntry.objects.filter(action="remark.handled", object_uid=remark.uid).count() == 1


def test_a_coordinator_of_a_space_learns_why_she_may_not_read(client: Client) -> None:
    client.force_login(make_coordinator(make_space()))
    response = client.get("/en/remarks/")

    assert response.status_code == 403
    assert "Only the network coordinator and the administrator read remarks." in response.content.decode()
