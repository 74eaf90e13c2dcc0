"""Likely duplicates among all spaces, for a person to look at: nothing is merged by itself."""

from typing import Any

from opstap.core.texts import say
from opstap.exchange.reading.duplicates import PlacePoint, likely_duplicates
from opstap.spaces.models import Precision, Space

SHOWN = 200


def find_duplicates(touched: list[Space]) -> list[dict[str, Any]]:
    """Pairs in which at least one place was touched by this import; the most alike first, at most 200."""
    if not touched:
        return []
    mine = {str(space.pk) for space in touched}
    pairs = likely_duplicates(_points())
    found = [pair for pair in pairs if pair.a in mine or pair.b in mine]
    found.sort(key=lambda pair: -pair.score)
    return [
        {"a": int(pair.a), "b": int(pair.b), "reasons": list(pair.reasons), "score": round(pair.score, 2)}
        for pair in found[:SHOWN]
    ]


def _points() -> list[PlacePoint]:
    """The centre of a municipality is no address: places that stand there have no point to compare."""
    rows = Space.objects.values_list("pk", "names", "lat", "lon", "precision", "postcode", "phone", "website")
    return [
        PlacePoint(
            str(pk),
            say(names, "fr"),
            lat if precision == Precision.EXACT else None,
            lon if precision == Precision.EXACT else None,
            postcode,
            phone,
            website,
        )
        for pk, names, lat, lon, precision, postcode, phone, website in rows
    ]
