"""Streets and house numbers in a file of their own: `opstap import streets` makes it, the finder reads it.

The file (`streets.sqlite3` in the data folder) is SQLite whatever the main database is. Nobody writes into
it: it is made aside and takes its place at once. Without it only street search is missing.
"""

from opstap.territory.streets.building import Address, Built, build
from opstap.territory.streets.finding import (
    Hit,
    find_streets,
    has_streets,
    streets_alike,
    streets_path,
    summary,
)

__all__ = [
    "Address",
    "Built",
    "Hit",
    "build",
    "find_streets",
    "has_streets",
    "streets_alike",
    "streets_path",
    "summary",
]
