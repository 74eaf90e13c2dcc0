"""Reserved times as lines of a list: for papers, in nine languages, and the office."""

from collections.abc import Iterator

from opstap.core.tongues import apart, listed
from opstap.spaces.models import ReservedTime, Space
from opstap.spaces.reserved import reserved_times_of
from opstap.spaces.said.whom import reserved_words
from opstap.spaces.week_words import week_lines


def when_words(row: ReservedTime) -> str:
    """“Tuesday, 14:00 to 16:00”; the rule itself where it says more than lines can tell."""
    lines = week_lines(row.hours)
    return apart(listed((line.when, line.what)) for line in lines) if lines else row.hours


def reserved_lines(space: Space) -> Iterator[str]:
    """“Tuesday, 14:00 to 16:00. Only for: women.”"""
    for row in reserved_times_of(space):
        yield f"{when_words(row)}. {reserved_words(row)}"
