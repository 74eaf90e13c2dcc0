"""One chain of middleware for many requests: making it takes longer than most answers."""

from functools import lru_cache
from http.cookies import SimpleCookie

from django.test import Client
from django.test.client import ClientHandler


def client_with(cookies: SimpleCookie) -> Client:
    """A browser with these cookies; a fault of the server is its answer with 500."""
    client = Client(raise_request_exception=False)
    client.handler = _handler()
    client.cookies.load(cookies.output(header="", sep=";"))
    return client


@lru_cache(maxsize=1)
def _handler() -> ClientHandler:
    return ClientHandler(enforce_csrf_checks=False)
