"""Every answer says what a page may load: what comes from here, and nothing written into the page."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

SELF, NONE = ["'self'"], ["'none'"]
ALLOWED = {
    "default-src": NONE,
    "script-src": SELF,
    "style-src": SELF,
    "img-src": [*SELF, "data:"],
    "font-src": SELF,
    "connect-src": SELF,
    "manifest-src": SELF,
    "worker-src": SELF,
    "form-action": SELF,
    "base-uri": NONE,
    "frame-ancestors": NONE,
}


@pytest.mark.parametrize("path", ["/en/find/", "/en/account/login/", "/en/no-such-page/"])
def test_every_answer_carries_the_policy(client: Client, path: str) -> None:
    header = client.get(path).headers["Content-Security-Policy"]

    said = {name: allowed for name, *allowed in (part.split() for part in header.split(";"))}
    assert said == ALLOWED
