"""Reads what a map asks for, as its script does."""

import gzip
import json
from base64 import b64decode
from datetime import datetime
from itertools import accumulate
from typing import Any

from opstap.finder.display.atlas import Atlas, atlas
from opstap.finder.display.points import points
from opstap.finder.search import Question
from opstap.spaces.models import Space


def read(body: bytes) -> Any:
    return json.loads(gzip.decompress(body))


def places(one: Atlas) -> list[tuple[str, float, float]]:
    """Slug, latitude and longitude of the placed ones, in the order of the atlas."""
    said, slugs = read(one.body), dict(Space.objects.values_list("pk", "slug"))
    lats, lons = (
        [sum_ / 10 ** said["decimals"] for sum_ in accumulate(said[name])] for name in ("lat", "lon")
    )
    return [(slugs[key], lat, lon) for key, lat, lon in zip(one.keys, lats, lons, strict=False)]


def states(question: Question, now: datetime) -> dict[str, str]:
    """Slug → help, open or shut, of the places that the answer holds."""
    one = atlas(now)
    said, slugs = read(points(one, question, now).body), dict(Space.objects.values_list("pk", "slug"))
    opened, help_ = (_positions(said[name]) for name in ("open", "help"))
    inside = said.get("listed")
    if inside is None:
        inside = range(len(one.keys)) if said["in"] is None else _positions(said["in"])
    return {
        slugs[one.keys[at]]: "help" if at in help_ else "open" if at in opened else "shut" for at in inside
    }


def _positions(bits: str) -> list[int]:
    return [
        8 * place + bit for place, byte in enumerate(b64decode(bits)) for bit in range(8) if byte >> bit & 1
    ]
