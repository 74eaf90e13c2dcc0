"""What must be true before Django loads its settings: loaded by `addopts = -p tests.harness`.

A conftest.py comes too late for this, since pytest-django reads the settings before it. The environment
of the person who runs the tests does not matter and her data is never touched: everything happens in a
temporary folder, one for each pytest-xdist worker.
"""

import contextlib
import gc
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres

DATABASES = ("sqlite", "postgresql")
# Fixtures of what asks a database; a test with processes of its own asks `pytestconfig` which one.
ASKS = {"db", "transactional_db", "live_server", "django_db_setup", "pytestconfig"}
# Of the browser's tests those in which a browser and a server write; the others look at pages, which tests
# without a browser ask for on both databases.
BROWSERS_THAT_WRITE = {
    f"test_{name}.py"
    for name in ("desk", "desk_help", "early", "outage", "outbox", "queue", "shared_computer", "shared_desk")
}
KEPT = {"OPSTAP_EXTRA_DATA"}  # where the real files lie


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=DATABASES,
        default=os.environ.get("OPSTAP_TEST_DATABASE", "sqlite"),
        help="database of the tests: sqlite (a file) or postgresql (a private one, started for the occasion)",
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        own = Path(os.environ["OPSTAP_DATA_DIR"]) / worker
        own.mkdir()
        os.environ["OPSTAP_DATA_DIR"] = str(own)
    else:
        cleanup = contextlib.ExitStack()
        early_config.add_cleanup(cleanup.close)
        _prepare_environment(cleanup, early_config.known_args_namespace.database)
    return (yield)


def _prepare_environment(cleanup: contextlib.ExitStack, database: str) -> None:
    for name in [name for name in os.environ if name.startswith("OPSTAP_") and name not in KEPT]:
        del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    folder = cleanup.enter_context(tempfile.TemporaryDirectory(prefix="opstap-tests-"))
    os.environ["OPSTAP_DATA_DIR"] = folder
    os.environ["OPSTAP_SECRET_KEY"] = "known-to-everybody-and-only-for-tests"
    if database == "postgresql":
        # A time limit ends us with TERM: leave as on Ctrl-C, so that the server is stopped too.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            os.environ["DATABASE_URL"] = cleanup.enter_context(postgres.throwaway_cluster())
        except (FileNotFoundError, RuntimeError) as problem:
            raise pytest.UsageError(str(problem)) from problem


def pytest_configure(config: pytest.Config) -> None:
    """Settings that make tests fast; nothing here changes what a page or a query does."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # WhiteNoise warns when it is missing
    options = settings.DATABASES["default"].get("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays: as in `opstap/wsgi.py`, nobody looks for rubbish in it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark `database` what asks one: the complete run need not repeat the rest on PostgreSQL."""
    for item in items:
        asks = item.get_closest_marker("django_db") or not ASKS.isdisjoint(getattr(item, "fixturenames", ()))
        only_looks = item.path.parent.name == "browser" and item.path.name not in BROWSERS_THAT_WRITE
        if asks and not only_looks:
            item.add_marker("database")


@pytest.hookimpl(trylast=True, specname="pytest_collection_modifyitems")
def pytest_longest_first(items: list[pytest.Item]) -> None:
    """Those with processes of their own, up to a minute each: at the end one worker would wait for the other.

    After pytest-django, which puts tests without a database last.
    """
    items.sort(key=lambda item: "pytestconfig" not in getattr(item, "fixturenames", ()))


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('database')}"
