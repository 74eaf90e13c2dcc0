"""A file nobody has declared: what its columns may mean, and a mapping to start from."""

from dataclasses import dataclass

from opstap.exchange.reading.files import Table
from opstap.exchange.reading.unknown.draft import draft
from opstap.exchange.reading.unknown.guess import guess

__all__ = ["Unknown", "explain"]

#: Of these one is enough to place a row.
PLACING = ("position", "street", "postcode", "city", "area_code")


@dataclass(frozen=True, slots=True)
class Unknown:
    """`guesses`: field → columns. `missing`: what a mapping still needs: "name", "place" (one of PLACING).

    `draft_toml`: a mapping ready to be saved and completed; it loads unless the name is missing.
    """

    columns: tuple[str, ...]
    guesses: dict[str, tuple[str, ...]]
    missing: tuple[str, ...]
    draft_toml: str


def explain(table: Table, *, name: str = "my-source") -> Unknown:
    """What can be said about a table that no mapping is made for. Columns of persons are never guessed."""
    found = guess(table)
    missing = [] if "name" in found else ["name"]
    if not any(field in found for field in PLACING):
        missing.append("place")
    columns = {field: one.columns for field, one in found.items()}
    return Unknown(table.columns, columns, tuple(missing), draft(table, found, name))
