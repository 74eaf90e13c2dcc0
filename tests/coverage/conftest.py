"""The town that most tests of coverage look at, and who may look at it."""

import pytest
from django.test import Client

from opstap.accounts.models import User
from tests.coverage.town import Town, make_town
from tests.factories import make_network_coordinator


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def noor(town: Town) -> User:
    """Who coordinates the network."""
    return make_network_coordinator(town.network)


@pytest.fixture
def staff(client: Client, noor: User) -> Client:
    client.force_login(noor)
    return client
