"""UUIDv7 (RFC 9562), written by hand because Python 3.11 has none. Pure: no Django."""

import secrets
import time
import uuid


def uuid7() -> uuid.UUID:
    """A new time-ordered id: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def child_id(parent: uuid.UUID, position: int) -> uuid.UUID:
    """The id of the n-th row born of one client id: the same parent always gives the same children."""
    return uuid.uuid5(parent, str(position))
