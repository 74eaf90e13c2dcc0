"""Lists drawn before: the same address in the same minute, with the same places in the same state, is the
same page. Its facts are asked of the database each time; drawing and compressing it is saved.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from opstap.finder.display.rows import Row

# Pages kept by each process, some 6 kB each. When there are more, the older half goes.
MOST_KEPT = 2_500


@dataclass(frozen=True, slots=True)
class Drawn:
    facts: Hashable
    rows: Sequence[Row]
    body: bytes


_drawn: dict[Hashable, Drawn] = {}


def drawn_before(address: Hashable, facts: Hashable, rows: Sequence[Row]) -> bytes | None:
    """The page as it was sent for this address, if it was drawn of these facts and these very rows."""
    known = _drawn.get(address)
    if known is None or known.facts != facts or len(known.rows) != len(rows):
        return None
    return known.body if all(map(_is_same, known.rows, rows)) else None


def keep(address: Hashable, facts: Hashable, rows: Sequence[Row], body: bytes) -> bytes:
    """Keep a page for who asks next; returns its body."""
    if len(_drawn) >= MOST_KEPT:
        for older in list(_drawn)[: MOST_KEPT // 2]:
            _drawn.pop(older, None)
    _drawn[address] = Drawn(facts, rows, body)
    return body


def _is_same(one: Row, other: Row) -> bool:
    """The record and its state are the very same ones: either is made anew when anything in it changes."""
    return (
        one.kept is other.kept
        and one.said is other.said
        and one.number == other.number
        and one.distance == other.distance
    )


def forget() -> None:
    _drawn.clear()
