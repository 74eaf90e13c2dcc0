"""The places of a question as points for the map: GeoJSON, small, the same for everybody within a minute.

A point says no more than the list: its number there, its name, where it is, whether it is open now.
"""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from opstap.core.texts import best_language
from opstap.finder.search import Question
from opstap.finder.search.everywhere import everywhere
from opstap.finder.search.stopping import stops_by_space
from opstap.spaces.interruptions import moves_by_space
from opstap.spaces.models import Interruption, Space, Stop

# Some 5 metres, as exact as an address.
DECIMALS = 5
# Answers kept by each process, at most some 100 kB each.
KEPT = 32
# Stands for the slug of a space in an address that is asked for once.
_SLUG = "_slug_"
HELP, OPEN, SHUT = "help", "open", "shut"


@dataclass(frozen=True, slots=True)
class Points:
    """The answer as it is sent, compressed. `digest`: the same where nothing changed."""

    body: bytes
    digest: str


def points(question: Question, now: datetime, language: str) -> Points:
    """The points of a question in the minute of `now`, in the language that is active."""
    minute = now.replace(second=0, microsecond=0)
    return _points(question.with_map(False).with_page(1), minute, language, question.unread)


@lru_cache(maxsize=KEPT)
def _points(question: Question, now: datetime, _language: str, unread: tuple[str, ...]) -> Points:
    body = json.dumps(collection(question, now, unread), ensure_ascii=False, separators=(",", ":")).encode()
    return Points(gzip.compress(body, 4, mtime=0), sha256(body).hexdigest()[:32])


def forget() -> None:
    _points.cache_clear()


def collection(question: Question, now: datetime, unread: Sequence[str] = ()) -> dict[str, Any]:
    """A FeatureCollection in the order of the list.

    Beside it: `unplaced`, how many places of the list have no point; `is_whole`, whether these are all;
    `unread`, the parts of the address nobody can read.
    """
    answer = everywhere(question, now)
    pks = [one.pk for one in answer.found]
    elsewhere: dict[int, Interruption | Stop] = {
        **stops_by_space(pks, answer.origin),
        **moves_by_space(pks, timezone.localdate(now)),
    }
    places = {pk: place for pk, *place in _public(pks).values_list("pk", "slug", "names", "lat", "lon")}
    states = _states(pks, now)
    shown = [pk for pk in pks if pk in places]
    page, language = reverse("finder:space", args=[_SLUG]), get_language() or "fr"
    features = [
        _feature(no, _where(places[pk], elsewhere.get(pk)), states.get(pk, SHUT), page, language)
        for no, pk in enumerate(shown, start=1)
    ]
    placed = [feature for feature in features if feature["geometry"]]
    return {
        "type": "FeatureCollection",
        "unplaced": len(features) - len(placed),
        "is_whole": answer.is_whole,
        "unread": list(unread),
        "features": placed,
    }


def _where(place: Sequence[Any], elsewhere: Interruption | Stop | None) -> Sequence[Any]:
    """A space that is elsewhere for a time, or stops at several places, has its point there; none where
    nobody said where that lies."""
    return place if elsewhere is None else [*place[:2], elsewhere.lat, elsewhere.lon]


def _public(pks: Sequence[int]) -> Any:
    return Space.objects.public().filter(pk__in=pks).order_by()


def _states(pks: Sequence[int], now: datetime) -> Mapping[int, str]:
    """What the database knows of now, by the filters of the list; everything else is not open."""
    opened = dict.fromkeys(_public(pks).open_at(now).values_list("pk", flat=True), OPEN)
    return opened | dict.fromkeys(_public(pks).staffed_at(now).values_list("pk", flat=True), HELP)


def _feature(number: int, place: Sequence[Any], state: str, page: str, wanted: str) -> dict[str, Any]:
    """`place`: slug, names, latitude, longitude. `wanted`: the language of the page, asked for once."""
    slug, names, lat, lon = place
    point = None
    if lat is not None and lon is not None:
        point = {"type": "Point", "coordinates": [round(lon, DECIMALS), round(lat, DECIMALS)]}
    language = best_language(names, wanted)
    name = names.get(language, "")
    properties = {"no": number, "name": name, "state": state, "href": page.replace(_SLUG, slug)}
    if language != wanted:
        properties["lang"] = language
    return {"type": "Feature", "id": slug, "geometry": point, "properties": properties}
