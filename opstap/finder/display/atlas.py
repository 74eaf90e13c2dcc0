"""Where all public places are: one file for everybody, named by its digest, so that browsers keep it.

It says nothing but where: whether a place is open, and which ones a question leads to, is a bit at the
position of the place (`points`), and its name is asked for when its mark is seen (`points.names`). Places
stand in the order of a curve on which neighbours stay neighbours, so the differences that are written are
small numbers.

The file lies in the data folder too, with the keys behind its positions: of two processes one may have seen a
new place a little earlier than the other.
"""

import gzip
import json
from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from opstap.core.ids import uuid7
from opstap.spaces.models import Interruption, Space, Stop

# Some metre, as exact as an address.
DECIMALS = 5
SCALE = 10**DECIMALS
# Files kept in the data folder, 150 kB each for 60,000 places: those of the last hours.
MOST_FILES = 60

# Primary key, latitude and longitude.
Read = tuple[int, float | None, float | None]


@dataclass(frozen=True, eq=False)
class Atlas:
    """The file as it is sent, compressed; `keys`: the primary key of the space at each position."""

    digest: str
    body: bytes
    keys: "array[int]"

    @cached_property
    def index(self) -> Mapping[int, int]:
        return {key: position for position, key in enumerate(self.keys)}


def atlas(now: datetime) -> Atlas:
    """Of the minute of `now`; where nothing changed it is the same object."""
    return _of_minute(now.replace(second=0, microsecond=0))


def known(digest: str, now: datetime) -> Atlas | None:
    """The one with this digest, if this process or the data folder knows it."""
    current = atlas(now)
    if current.digest == digest:
        return current
    is_kept = digest.isalnum() and (folder() / f"{digest}.gz").exists()
    return _older(digest) if is_kept else None


def forget() -> None:
    _of_minute.cache_clear()
    _older.cache_clear()
    _last.clear()


# The last one that was made, and what was read for it.
_last: list[tuple[Any, Atlas]] = []


@lru_cache(maxsize=2)
def _of_minute(minute: datetime) -> Atlas:
    read = _read(minute)
    if not _last or _last[0][0] != read:
        _last[:] = [(read, _made(*read))]
    return _last[0][1]


def _read(now: datetime) -> tuple[list[Read], dict[int, list[float] | None], dict[int, list[float]]]:
    """All places by their own addresses; those that are elsewhere that day; the stops of those that move."""
    public = Space.objects.public()
    places = list(public.order_by("pk").values_list("pk", "lat", "lon"))
    day = timezone.localdate(now)
    moves = Interruption.objects.standing().filter(kind=Interruption.Kind.MOVED).touching(day, day)
    elsewhere = {
        pk: None if lat is None or lon is None else [_rounded(lat), _rounded(lon)]
        for pk, lat, lon in moves.order_by("pk").values_list("space", "lat", "lon")
    }
    stops: dict[int, list[float]] = {}
    placed = Stop.objects.filter(lat__isnull=False, space__is_itinerant=True).order_by("pk")
    for pk, lat, lon in placed.values_list("space", "lat", "lon"):
        stops.setdefault(pk, []).extend([_rounded(lat or 0.0), _rounded(lon or 0.0)])
    return places, elsewhere, stops


def _rounded(degrees: float) -> float:
    return round(degrees, DECIMALS)


def _made(places: Sequence[Read], elsewhere: Mapping[int, Any], stops: Mapping[int, list[float]]) -> Atlas:
    on_map = sorted(
        (_along(lat, lon), pk, round(lat * SCALE), round(lon * SCALE))
        for pk, lat, lon in places
        if lat is not None and lon is not None
    )
    unplaced = [pk for pk, lat, lon in places if lat is None or lon is None]
    keys = array("q", [*(pk for _along, pk, _lat, _lon in on_map), *unplaced])
    position = {pk: at for at, pk in enumerate(keys)}
    said = {
        "decimals": DECIMALS,
        "lat": _differences([lat for _along, _pk, lat, _lon in on_map]),
        "lon": _differences([lon for _along, _pk, _lat, lon in on_map]),
        "unplaced": len(unplaced),
        "elsewhere": {position[pk]: point for pk, point in elsewhere.items() if pk in position},
        "stops": {position[pk]: points for pk, points in stops.items() if pk in position},
    }
    plain = json.dumps(said, separators=(",", ":")).encode()
    # Of the keys too: another place at the same point is another place.
    digest = sha256(plain + keys.tobytes()).hexdigest()[:20]
    found = Atlas(digest, gzip.compress(plain, 9, mtime=0), keys)
    _keep(found)
    return found


def _differences(numbers: Sequence[int]) -> list[int]:
    """Each number less the one before."""
    return [one - before for one, before in zip(numbers, [0, *numbers], strict=False)]


def _along(lat: float, lon: float) -> int:
    """How far along the curve of Morton: the bits of latitude and longitude by turns."""
    return _spread(round((lat + 90) * SCALE)) << 1 | _spread(round((lon + 180) * SCALE))


def _spread(number: int) -> int:
    """A number of up to 32 bits with a zero between any two of its bits."""
    for shift, mask in _SPREADING:
        number = (number | number << shift) & mask
    return number


_SPREADING = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


# --- in the data folder -----------------------------------------------------------------------------


def folder() -> Path:
    path = Path(settings.DATA_DIR) / "map"
    path.mkdir(exist_ok=True, mode=0o700)
    return path


@lru_cache(maxsize=4)
def _older(digest: str) -> Atlas:
    keys: array[int] = array("q")
    keys.frombytes((folder() / f"{digest}.keys").read_bytes())
    return Atlas(digest, (folder() / f"{digest}.gz").read_bytes(), keys)


def _keep(made: Atlas) -> None:
    """The keys first: whoever finds the file finds them."""
    for name, content in ((f"{made.digest}.keys", made.keys.tobytes()), (f"{made.digest}.gz", made.body)):
        part = folder() / f"{uuid7()}.part"
        part.write_bytes(content)
        part.replace(folder() / name)
    with suppress(FileNotFoundError):  # another process is doing the same
        files = sorted(folder().glob("*.gz"), key=lambda path: path.stat().st_mtime)
        for old in files[:-MOST_FILES]:
            old.with_suffix(".keys").unlink(missing_ok=True)
            old.unlink(missing_ok=True)
