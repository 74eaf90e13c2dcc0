"""Named converters: cells of a row to the value of a field. `CONVERTERS` holds them by name."""

from opstap.exchange.reading.converters import choices, contacts, hours, numbers, points, words
from opstap.exchange.reading.converters.base import (
    CONVERTERS,
    Cell,
    Cells,
    Converted,
    Converter,
    Flaw,
    Setting,
)

__all__ = [
    "CONVERTERS",
    "Cell",
    "Cells",
    "Converted",
    "Converter",
    "Flaw",
    "Setting",
    "choices",
    "contacts",
    "hours",
    "numbers",
    "points",
    "words",
]
