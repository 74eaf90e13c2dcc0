"""Rows that all tests of a module stand on, made once: each test begins with them as they were made.

    @pytest.fixture(scope="module")
    def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
        yield from made_once(django_db_blocker, make_world)

    @pytest.fixture
    def place(world: Place, db: None) -> Place:
        return deepcopy(world)

For tests that are rolled back only: they are, to what was made here. Nothing else in the module commits.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db import transaction
from pytest_django import DjangoDbBlocker

Made = TypeVar("Made")


def made_once(blocker: DjangoDbBlocker, make: Callable[[], Made]) -> Iterator[Made]:
    """What `make` returns; its rows are undone when the fixture ends. In between nobody asks the database."""
    around = transaction.atomic()
    with blocker.unblock():
        around.__enter__()
        made = make()
    yield made
    with blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)
