from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.factories import make_animator, make_network, make_organisation, make_space

Send = Callable[..., HttpResponse]


@pytest.fixture
def network(db: None) -> Network:
    return make_network("brussels")


@pytest.fixture
def space(network: Network) -> Space:
    return make_space("de-trede", organisation=make_organisation(network=network))


@pytest.fixture
def noor(space: Space) -> User:
    return make_animator(space, name="Noor")


@pytest.fixture
def send(client: Client, space: Space, noor: User) -> Send:
    """What a plain form sends: send("visits", people=2). A fresh id unless one is given."""
    client.force_login(noor)

    def send(kind: str, *, headers: dict[str, str] | None = None, **fields: Any) -> HttpResponse:
        body = {"kind": kind, "id": uuid7()} | fields
        return client.post(f"/en/desk/{space.slug}/", body, headers=headers)

    return send


@pytest.fixture
def send_json(client: Client, space: Space, noor: User) -> Send:
    client.force_login(noor)

    def send(kind: str, **fields: Any) -> HttpResponse:
        body = {"kind": kind, "id": uuid7()} | fields
        return client.post(f"/en/desk/{space.slug}/", body, content_type="application/json")

    return send
