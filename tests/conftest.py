"""What every test has around it: no network, an empty cache, a known language, a flush that works."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.servers.basehttp import ServerHandler
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from opstap.core import limits

# A generated example may be slow on a busy machine; only its answer counts. The complete run repeats
# the same examples, so that its colour tells about the change and not about luck.
hypothesis_settings.register_profile("opstap", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile("ci", parent=hypothesis_settings.get_profile("opstap"), derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "opstap")

LOCAL = ("127.0.0.1", "::1", "localhost")


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """A test that reaches for another machine fails there and then."""
    connect = socket.socket.connect

    def connect_locally(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in LOCAL:
            self.close()
            raise AssertionError(f"a test reached for the network: {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_locally)
        yield


class Answering:
    """Requests the live server is answering now. A closed page does not take back what it asked for."""

    def __init__(self) -> None:
        self.number = 0
        self.changed = threading.Condition()

    def count(self, run: Callable[..., None]) -> Callable[..., None]:
        def counted(*args: Any) -> None:
            self._add(1)
            try:
                run(*args)
            finally:
                self._add(-1)

        return counted

    def _add(self, number: int) -> None:
        with self.changed:
            self.number += number
            self.changed.notify_all()

    def wait(self) -> None:
        """Return when there are none; a request that takes longer will fail in its own words."""
        with self.changed:
            self.changed.wait_for(lambda: self.number == 0, timeout=20)


@pytest.fixture(autouse=True, scope="session")
def _answering() -> Iterator[Answering]:
    answering = Answering()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ServerHandler, "run", answering.count(ServerHandler.run))
        yield answering


@pytest.fixture(autouse=True, scope="session")
def _a_flush_that_works(_answering: Answering) -> Iterator[None]:
    """After a transactional test: the audit trail refuses DELETE, and Django's flush is slow.

    What the live server still answers holds locks on PostgreSQL, and emptying would end in a deadlock.
    """
    from tests.emptying import Emptying

    flush, empty = TransactionTestCase._fixture_teardown, Emptying()

    def wait_and_empty(self: TransactionTestCase) -> None:
        _answering.wait()
        empty(connection, lambda: flush(self))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", wait_and_empty)
        yield


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database goes with its temporary folder or its private server; dropping it first only waits for
    threads that still hold a connection."""
    return True


@pytest.fixture(autouse=True)
def _no_leftovers() -> Iterator[None]:
    """A page asked for in Dutch leaves its language behind, and caches outlive the rolled-back database."""
    cache.clear()
    limits.forget()
    with translation.override(settings.LANGUAGE_CODE):
        yield
