"""Facts whose values a test gives, beside the real ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation

from opstap.credentials import keyring
from opstap.spaces import facts
from opstap.spaces.facts import Fact, Measured, Unit, Window
from opstap.spaces.models import Space

HOURS = "test.hours"


@dataclass
class Given:
    """Hours a week per space; None: not measured. From `changes_on`, if it lies in the window, `later`."""

    values: dict[int, Decimal | None] = field(default_factory=dict)
    later: dict[int, Decimal | None] = field(default_factory=dict)
    changes_on: object = None

    def give(self, space: Space, hours: float | None) -> None:
        self.values[space.pk] = None if hours is None else Decimal(str(hours))

    def measure(self, spaces: Sequence[Space], window: Window) -> dict[int, Measured]:
        return {space.pk: self._one(space, window) for space in spaces}

    def _one(self, space: Space, window: Window) -> Measured:
        is_later = self.changes_on is not None and window.first >= self.changes_on  # type: ignore[operator]
        value = (self.later if is_later else self.values).get(space.pk)
        reason = "No hours are known." if value is None else ""
        return Measured(value, "Published hours", window.last, f"/x/{space.slug}/", reason)


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Given:
    given = Given()
    monkeypatch.setitem(
        facts._REGISTER, HOURS, Fact(HOURS, "hours", Unit.HOURS_A_WEEK, given.measure, looks_ahead=True)
    )
    return given


@pytest.fixture
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def signing(settings: Any, tmp_path: Path) -> None:
    """A key to sign proofs with."""
    settings.DATA_DIR = tmp_path
    keyring.create(timezone.now())
