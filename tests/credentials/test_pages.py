"""The page that checks, and what programs read: keys, lists, credentials."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from opstap.credentials import keyring, reasons
from opstap.credentials import services as credentials
from opstap.credentials.reasons import Reason
from opstap.credentials.views import MOST_CHECKS
from tests.credentials.badges import Issuer, changed
from tests.factories import make_credential

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_folder")]

HOLDS = {"fr": "Elle est valable.", "nl": "Het is geldig.", "en": "It holds."}
HOLDS_NOT = {"fr": "Elle n’est pas valable.", "nl": "Het is niet geldig.", "en": "It does not hold."}


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=True, enforce_csrf_checks=True)


def sent(client: Client, language: str = "en", **fields: Any) -> Any:
    return client.post(f"/{language}/credentials/verify/", fields)


def upload(content: bytes, name: str = "badge.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_a_good_one_as_text_and_as_file(client: Client, language: str) -> None:
    document = json.dumps(Issuer().badge()).encode()
    for fields in ({"text": document.decode()}, {"file": upload(document)}):
        page = sent(client, language, **fields)
        assert page.status_code == 200
        assert HOLDS[language] in page.text
        assert "A labelled space" in page.text
    assert page.cookies == {}


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
@pytest.mark.parametrize("reason", [Reason.NOT_JSON, Reason.SIGNATURE_WRONG])
def test_why_not_is_said_in_the_language_of_the_page(client: Client, language: str, reason: Reason) -> None:
    text = "?" if reason is Reason.NOT_JSON else json.dumps(changed(Issuer().badge(), "name", "Other"))
    page = sent(client, language, text=text)
    with translation.override(language):
        assert str(reasons.sentence(reason)) in page.text
    assert (page.status_code, HOLDS_NOT[language] in page.text) == (200, True)


def test_words_of_a_badge_are_no_markup(client: Client) -> None:
    evil = "<script>alert(1)</script>"
    issuer = Issuer()
    page = sent(
        client, text=json.dumps(issuer.badge(issuer={"id": issuer.did, "type": "Profile", "name": evil}))
    )
    assert (evil in page.text, "&lt;script&gt;" in page.text) == (False, True)
    page = sent(client, text=json.dumps(changed(issuer.badge(), "@context.1", evil)))
    assert (evil in page.text, "&lt;script&gt;" in page.text) == (False, True)


def test_nothing_handed_in_is_asked_for(client: Client) -> None:
    page = sent(client)
    assert (page.status_code, "Choose a file, or paste a text." in page.text) == (422, True)


def test_an_empty_file_is_named(client: Client) -> None:
    page = sent(client, file=upload(b""))
    assert (page.status_code, str(reasons.sentence(Reason.NOT_JSON)) in page.text) == (200, True)


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 10_000_000])
def test_a_large_file_is_refused_in_words(client: Client, size: int) -> None:
    page = sent(client, file=upload(b"a" * size))
    assert page.status_code in {200, 413}
    assert str(reasons.sentence(Reason.TOO_LARGE)) in page.text


def test_ten_megabytes_of_text_are_refused_in_words(client: Client) -> None:
    page = sent(client, text="a" * 10_000_000)
    assert (page.status_code, str(reasons.sentence(Reason.TOO_LARGE)) in page.text) == (413, True)


def test_many_checks_in_a_short_time_wait(client: Client) -> None:
    for _ in range(MOST_CHECKS):
        assert sent(client, text="?").status_code == 200
    page = sent(client, text="?")
    assert (page.status_code, "five minutes" in page.text) == (429, True)


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"text", b"--x\r\n\r\n--x--", b"--x\r\nContent-Disposition: x"]
)
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", "text/plain", "x"])
def test_bad_bodies_are_answered(client: Client, body: bytes, kind: str) -> None:
    page = client.generic("POST", "/fr/credentials/verify/", body, content_type=kind)
    assert page.status_code in {400, 422}


# --- one of ours -------------------------------------------------------------------------------------


def test_the_address_in_the_square_leads_to_the_readers_language(client: Client) -> None:
    credential = make_credential()
    address = f"/credentials/{credential.uid}"
    for language in ("fr", "nl", "en"):
        answer = client.get(address, headers={"Accept-Language": language})
        assert answer.headers["Location"] == f"/{language}{address}/"


def test_its_page_says_whether_it_holds_now(client: Client) -> None:
    credential = make_credential()
    page = client.get(f"/nl/credentials/{credential.uid}/")
    assert (HOLDS["nl"] in page.text, "Gelabelde ruimte" in page.text) == (True, True)
    credentials.revoke_credential(credential=credential, reason="secret reason", by=None)
    page = client.get(f"/nl/credentials/{credential.uid}/")
    assert (HOLDS_NOT["nl"] in page.text, "ingetrokken" in page.text, "secret" in page.text) == (
        True,
        True,
        False,
    )


def test_its_file_is_what_was_signed(client: Client) -> None:
    credential = make_credential()
    answer = client.get(reverse("credential-document", args=[credential.uid]))
    assert (json.loads(answer.content), answer.headers["Content-Type"]) == (
        credential.document,
        "application/vc",
    )
    assert credentials.check(answer.content, now=credential.issued_at).holds is True


def test_unknown_ones_are_not_found(client: Client) -> None:
    nobody = "0193f0a0-0000-7000-8000-000000000001"
    for path in (f"/credentials/{nobody}.json", f"/fr/credentials/{nobody}/", "/credentials/status/0"):
        assert client.get(path).status_code == 404


# --- for programs ------------------------------------------------------------------------------------


def test_our_keys_are_published(client: Client) -> None:
    assert client.get("/.well-known/did.json").status_code == 404
    credential = make_credential()
    answer = client.get("/.well-known/did.json")
    assert answer.json()["id"] == credential.document["issuer"]["id"]
    assert (answer.headers["Cache-Control"], answer.headers["Access-Control-Allow-Origin"]) == (
        "public, max-age=300",
        "*",
    )


def test_our_list_is_published_and_signed(client: Client) -> None:
    credential = make_credential()
    entry = credential.document["credentialStatus"]
    path = entry["statusListCredential"].removeprefix("http://localhost:8000")
    before = json.loads(client.get(path).content)
    credentials.suspend_credential(credential=credential, reason="hours", by=None)
    after = json.loads(client.get(path).content)
    assert before["id"] == entry["statusListCredential"]
    assert before["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert before["credentialSubject"] != after["credentialSubject"]


def test_keys_that_cannot_be_read_are_no_fault_of_the_server(client: Client, data_folder: Any) -> None:
    credential = make_credential()
    with (data_folder / keyring.JOURNAL).open("a") as file:
        file.write('{"act": "?"}\n')
    assert client.get("/.well-known/did.json").status_code == 503
    assert client.get("/credentials/status/0").status_code == 503
    page = client.get(f"/en/credentials/{credential.uid}/")
    assert str(reasons.sentence(Reason.UNAVAILABLE)) in page.text


def test_a_list_that_cannot_be_signed_is_not_served(client: Client, data_folder: Any) -> None:
    make_credential()
    (data_folder / keyring.PRIVATE).unlink()
    assert client.get("/credentials/status/0").status_code == 503
