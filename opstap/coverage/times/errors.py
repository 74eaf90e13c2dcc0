"""What can be wrong with a file of times: stable codes with data; `words` says them."""

from dataclasses import dataclass

MOST_PAIRS = 6_000_000
"""20,000 areas × 300 places. In memory at most 6 bytes a pair, 36 MB; kept packed."""
MOST_MINUTES = 600
MOST_KEPT = 1000
"""So many bad lines are kept to be named; the others are counted."""


@dataclass(frozen=True)
class LineProblem:
    """`code` of LINE_CODES; `value` is what stands there; `other`: the line that says something else."""

    number: int
    code: str
    value: str = ""
    other: int = 0


LINE_CODES = (
    "area-unknown",  # no area of the network has this code
    "area-pointless",  # the area has no point
    "place-unknown",  # no space, no area, no point
    "place-pointless",
    "no-number",
    "negative",
    "too-long",  # more than MOST_MINUTES
    "twice",  # the same pair has other minutes in the line `other`
)


class TimesError(ValueError):
    """A file that is not taken over, none of it. `code`: large, not-text, columns (`column` is missing),
    none, many, or lines: then `problems` are the first MOST_KEPT of `number` bad lines."""

    def __init__(
        self, code: str, column: str = "", *, problems: tuple[LineProblem, ...] = (), number: int = 0
    ) -> None:
        super().__init__(f"{code} {column}".strip())
        self.code, self.column, self.problems, self.number = code, column, problems, number
