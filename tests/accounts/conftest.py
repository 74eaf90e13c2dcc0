from collections.abc import Callable

import pytest
from django.test import Client

from opstap.accounts.models import User
from tests.factories import make_user

PASSWORD = "drie kleine groene fietsen"
SignIn = Callable[..., str]


@pytest.fixture
def noor(db: None) -> User:
    """Somebody with a password and no second factor yet."""
    return make_user("noor@example.org", name="Noor", password=PASSWORD, second_factor=False, language="nl")


@pytest.fixture
def sign_in(client: Client) -> SignIn:
    """Type e-mail and password; the address one is led to, or the status of the page shown again."""

    def type_in(email: str = "noor@example.org", password: str = PASSWORD) -> str:
        response = client.post("/en/account/sign-in/", {"login": email, "password": password})
        return str(response.headers.get("Location", response.status_code))

    return type_in
