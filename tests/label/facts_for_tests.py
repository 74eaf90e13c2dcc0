"""Invented facts for the tests: values by space, registered for one test only."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from opstap.spaces import facts
from opstap.spaces.facts import Fact, Measured, Unit, Window
from opstap.spaces.models import Space

Value = Decimal | bool | None
DAY = date(2026, 4, 14)


@contextmanager
def known_facts(values: dict[str, dict[int, Value]]) -> Iterator[None]:
    """`{key: {space's primary key: value}}`; a key ending in "hours" is hours a week, others yes or no."""
    before = dict(facts._REGISTER)
    facts._REGISTER.clear()
    facts.register(*(_fact(key, known) for key, known in values.items()))
    yield
    facts._REGISTER.clear()
    facts._REGISTER.update(before)


def _fact(key: str, known: dict[int, Value]) -> Fact:
    unit = Unit.HOURS_A_WEEK if key.endswith("hours") else Unit.YES_NO
    if key.endswith("tablets"):
        unit = Unit.PIECES

    def measure(spaces: Sequence[Space], window: Window) -> dict[int, Measured]:
        return {
            space.pk: Measured(
                value=known.get(space.pk),
                source="test",
                as_of=window.last,
                href="/where/",
                reason="" if known.get(space.pk) is not None else "Nobody wrote it down.",
            )
            for space in spaces
        }

    return Fact(key, key.rpartition(".")[2].replace("-", " "), unit, measure)
