"""The region, and moments at which things are open."""

from datetime import UTC, datetime

import pytest

from opstap.finder.display import before, points, shelf
from opstap.territory.models import Area
from opstap.territory.services import load_brussels

MONDAY = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)  # 10:12 in Brussels


@pytest.fixture
def brussels(db: None) -> Area:
    return load_brussels()


@pytest.fixture(autouse=True)
def _empty_shelf() -> None:
    """What a process keeps must not outlive the database that a test throws away."""
    shelf.forget()
    before.forget()
    points.forget()
