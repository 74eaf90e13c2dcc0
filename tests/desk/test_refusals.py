"""Scripts at the desk are never led to a page: JSON says who may not and why, and hello says who is there."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.factories import make_animator, make_network_coordinator, make_user

DESK, HELLO, BATCH = "/en/desk/de-trede/", "/en/desk/de-trede/hello/", "/en/desk/de-trede/batch/"
SCRIPT = {"HX-Request": "true"}


def tap() -> dict[str, Any]:
    return {"kind": "visits", "id": str(uuid7()), "people": 1}


def ask(client: Client, address: str) -> Any:
    if address == HELLO:
        return client.get(address)
    if address == BATCH:
        return client.post(address, {"items": [tap()]}, "application/json")
    if address == "fragment":
        return client.post(DESK, tap(), headers=SCRIPT)
    return client.post(DESK, tap(), "application/json")


@pytest.mark.parametrize("address", [HELLO, BATCH, DESK, "fragment"])
def test_who_may_not_gets_json(client: Client, space: Space, network: Network, address: str) -> None:
    answers = []
    for person in (None, make_user(second_factor=False), make_user(), make_network_coordinator(network)):
        client.logout()
        if person:
            client.force_login(person)
        response = ask(client, address)
        answers.append((response.status_code, response.json()["error"], response["Opstap-Desk"]))
        assert response.json()["says"]
    assert answers == [
        (401, "sign-in", "1"), (401, "sign-in", "1"), (404, "not-found", "1"), (403, "not-allowed", "1"),
    ]  # fmt: skip


def test_a_page_is_still_led_to_the_sign_in_page(client: Client, space: Space) -> None:
    response = client.get(DESK)
    assert (response.status_code, "Opstap-Desk" in response.headers) == (302, False)


def test_a_wrong_token_is_said_and_hello_brings_a_new_one(space: Space, noor: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(noor)
    refused = [ask(strict, address) for address in (BATCH, DESK, "fragment")]
    assert [(one.status_code, one.json()["error"]) for one in refused] == [(403, "csrf")] * 3
    strict.get(HELLO)
    token = {"X-CSRFToken": strict.cookies["csrftoken"].value}
    assert strict.post(BATCH, {"items": [tap()]}, "application/json", headers=token).status_code == 200


def test_without_token_and_session_it_is_the_session_that_is_missing(space: Space) -> None:
    response = ask(Client(enforce_csrf_checks=True), BATCH)
    assert (response.status_code, response.json()["error"]) == (401, "sign-in")


def test_a_page_sent_with_a_wrong_token_gets_the_page_that_explains(space: Space, noor: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(noor)
    response = strict.post(DESK, tap())
    assert (response.status_code, "Nothing was changed." in response.text) == (403, True)


def test_hello_tells_the_time_the_day_and_the_team(client: Client, space: Space, noor: User) -> None:
    theo = make_animator(space, name="Theo Janssens", public_name="Theo")
    client.force_login(theo)
    said = client.get(HELLO).json()
    assert said["day"] == timezone.localtime(timezone.now(), space.zone).date().isoformat()
    assert timezone.datetime.fromisoformat(said["now"]).tzinfo is not None
    assert said["person"] == {"uid": str(theo.uid), "name": "Theo", "initial": "T"}
    assert [(one["name"], one["initial"]) for one in said["people"]] == [("Noor", "N"), ("Theo", "T")]


def test_hello_is_not_kept(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    assert "no-store" in client.get(HELLO)["Cache-Control"]
