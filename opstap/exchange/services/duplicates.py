"""Likely duplicates among all spaces, for a person to look at: nothing is merged by itself."""

from dataclasses import dataclass
from typing import Any

from opstap.core.texts import say
from opstap.exchange.models import ImportRun
from opstap.exchange.reading.duplicates import PlacePoint, likely_duplicates
from opstap.spaces.models import Merge, NotTheSame, Precision, Space
from opstap.spaces.models.space import SpaceQuerySet

SHOWN = 200
AT_ONCE = 3000
"""So many places are compared while somebody waits; of more, what the imports found is shown."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two places that are probably one, and why: codes of `reading.duplicates.Pair`."""

    one: Space
    other: Space
    reasons: tuple[str, ...]


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


def alike_among(spaces: SpaceQuerySet) -> list[Alike]:
    """Likely duplicates among these places, the most alike first, at most 200. Without those of which
    somebody said that they are two, and without shells of merged ones."""
    spaces = spaces.exclude(pk__in=Merge.objects.filter(undone_at__isnull=True).values("merged"))
    settled = set(NotTheSame.objects.values_list("first", "second"))
    found = [pair for pair in _pairs_among(spaces) if pair[:2] not in settled][:SHOWN]
    known = spaces.select_related("organisation").in_bulk({key for pair in found for key in pair[:2]})
    return [
        Alike(known[one], known[other], reasons)
        for one, other, reasons in found
        if one in known and other in known
    ]


def _pairs_among(spaces: SpaceQuerySet) -> list[tuple[int, int, tuple[str, ...]]]:
    if spaces.count() <= AT_ONCE:
        pairs = likely_duplicates(_points(spaces))
        return [(*sorted((int(pair.a), int(pair.b))), pair.reasons) for pair in pairs]  # type: ignore[misc]
    runs = ImportRun.objects.exclude(duplicates=[]).values_list("duplicates", flat=True)
    found = {tuple(sorted((one["a"], one["b"]))): tuple(one["reasons"]) for run in runs for one in run}
    return [(first, second, reasons) for (first, second), reasons in found.items()]


def _points(spaces: SpaceQuerySet | None = None) -> list[PlacePoint]:
    """The centre of a municipality is no address: places that stand there have no point to compare."""
    chosen = Space.objects.all() if spaces is None else spaces
    rows = chosen.values_list("pk", "names", "lat", "lon", "precision", "postcode", "phone", "website")
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
