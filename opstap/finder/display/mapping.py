"""The map beside a list, and the one of a space: drawn by a script when it was asked for in the address.

A link of the page asks for it, so nothing of it is loaded before. It shows no place that the list lacks.
"""

from collections.abc import Hashable, Sequence
from dataclasses import astuple
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from opstap.finder.display.atlas import atlas
from opstap.finder.display.outlines import outlines
from opstap.finder.display.rows import Row
from opstap.finder.display.sketch import sketch
from opstap.finder.search import Answer, Question
from opstap.finder.search.answer import extent_of
from opstap.spaces.interruptions import moved_on, moves_by_space
from opstap.spaces.models import Precision, Space
from opstap.spaces.stops import stays_ahead
from opstap.territory.sources import source_words

# Its number in the list, latitude, longitude.
Place = tuple[int, float, float]


def link(question: Question) -> SafeString:
    """To the same list with its map, or without."""
    other = question.with_map(not question.map)
    return SafeString(
        render_to_string("finder/map/link.html", {"has_map": question.map, "query": other.to_query()})
    )


def drawn(answer: Answer, rows: Sequence[Row]) -> SafeString:
    """The map of a list: the places of this page are seen first; "" where nobody asked for it."""
    if not answer.question.map:
        return SafeString("")
    context = {**listed(answer, rows), **_ground(_placed(rows))}
    return SafeString(render_to_string("finder/map/map.html", context))


def listed(answer: Answer, rows: Sequence[Row]) -> dict[str, str]:
    """What a script must know of a list to draw all its places in the same order: as texts, since a language
    would put a space into a thousand. The addresses hold nothing of where somebody is."""
    question, origin = answer.question.with_page(1), answer.origin
    places = atlas(answer.now)
    asked = question.wishes.to_query() if origin else Question(where=question.where).to_query()
    context = {
        "atlas": reverse("finder:map-atlas", args=[places.digest]),
        "points": reverse("finder:map-points", args=[places.digest]) + asked,
        "names": reverse("finder:map-names", args=[places.digest]),
        "page": reverse("finder:space", args=["_slug_"]),
        "query": question.to_query(),
        "first": str(answer.first_number),
        "rows": ",".join(str(places.index.get(row.space.pk, "")) for row in rows),
    }
    if origin is None:
        return context
    extent, named = extent_of(question, origin), answer.named and places.index.get(answer.named.pk)
    return context | {
        "origin": f"{origin.lat},{origin.lon}",
        "named": "" if named is None else str(named),
        "within": ",".join(map(str, astuple(extent.box))) if extent.box else "",
        "unplaced": "1" if extent.has_unplaced else "",
    }


def facts(answer: Answer, rows: Sequence[Row]) -> Hashable:
    """What the map of a list follows from beside its rows: while it is the same, so is the page."""
    return tuple(listed(answer, rows).items()) if answer.question.map else None


def _placed(rows: Sequence[Row]) -> list[Place]:
    """Number, latitude and longitude of the rows, where those are known; of a moved space, where it is."""
    pks = [row.space.pk for row in rows]
    points = {pk: point for pk, *point in Space.objects.filter(pk__in=pks).values_list("pk", "lat", "lon")}
    points |= {row.space.pk: [row.stop.lat, row.stop.lon] for row in rows if row.stop is not None}
    points |= {pk: [move.lat, move.lon] for pk, move in moves_by_space(pks, timezone.localdate()).items()}
    found = ((row.number, *points.get(row.space.pk, (None, None))) for row in rows)
    return [(number, lat, lon) for number, lat, lon in found if lat is not None and lon is not None]


def of_space(space: Space, question: Question) -> dict[str, Any]:
    """For the page of a space: where it is, if anybody knows; and its map when it was asked for."""
    moved = moved_on(space, timezone.localdate())
    elsewhere = moved or next((one.stop for one in stays_ahead(space, timezone.now())), None)
    lat, lon = (space.lat, space.lon) if elsewhere is None else (elsewhere.lat, elsewhere.lon)
    if lat is None or lon is None or (elsewhere is None and space.precision == Precision.UNPLACED):
        return {}
    at = f"{lat:.5f},{lon:.5f}"
    around = {
        "map_query": question.with_map(not question.map).to_query() or "?",
        "has_map": question.map,
        "at": at,
        "is_exact": elsewhere is not None or space.precision == Precision.EXACT,
    }
    return {**around, **_ground([(1, lat, lon)])} if question.map else around


def _ground(places: Sequence[Place]) -> dict[str, Any]:
    """What lies under the points, and the drawing of them that stands still."""
    ground = outlines()
    shapes = "" if ground.is_empty else reverse("finder:map-outlines", args=[ground.digest])
    return {
        "still": sketch(places, ground),
        "shapes": shapes,
        "sources": [source_words(source) for source in ground.sources],
        "tiles": settings.MAP_TILES,
        "credit": settings.MAP_CREDIT,
        "tiles_host": settings.MAP_HOST,
        "card": reverse("finder:card", args=["_slug_"]),
    }
