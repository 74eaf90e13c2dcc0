"""How much one visitor may ask in a minute: a crawler must not stand before the people at the desk.

Counted in the memory of each process and thrown away with its minute; nothing is written down.
"""

from dataclasses import dataclass, field

SECONDS = 60
MOST = 120
# So many addresses are told apart in a minute; those that come later share one count.
ADDRESSES = 10_000
OTHERS = ""


@dataclass
class _Minute:
    number: int = -1
    asked: dict[str, int] = field(default_factory=dict)


_minute = _Minute()


def seconds_to_wait(address: str, now: float, *, cost: int = 1) -> int:
    """0: go on; else after how many seconds this address may ask again. `now`: seconds, of any clock."""
    number = int(now // SECONDS)
    if number != _minute.number:
        _minute.number, _minute.asked = number, {}
    if address not in _minute.asked and len(_minute.asked) >= ADDRESSES:
        address = OTHERS
    asked = _minute.asked.get(address, 0)
    if asked + cost > MOST:
        return SECONDS - int(now % SECONDS)
    _minute.asked[address] = asked + cost
    return 0


def forget() -> None:
    _minute.number = -1
