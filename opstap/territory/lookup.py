"""From what people type to a point, without any outside service."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from opstap.core.folding import fold
from opstap.territory.alike import alike
from opstap.territory.models import Area, AreaPostcode
from opstap.territory.places import Place, called, holding
from opstap.territory.streets import Hit, find_streets, streets_alike

# "1070", "B-1070", "33 000": 4 or 5 digits that stand alone.
_POSTCODE = re.compile(r"(?<!\d)(?:[A-Z]{1,2}[- ]?)?(\d{2} ?\d{3}|\d{4})(?!\d)", re.IGNORECASE)
_MOST = 8
_SHORTEST_NAME = 2
# So near, with nobody else as near, that the list is shown at once and says what was understood.
_SURE_SLIPS = 1
_SURE_LETTERS = 5


@dataclass(frozen=True)
class Origin:
    """Where somebody is: a point in WGS84 degrees, and the words to say it back."""

    lat: float
    lon: float
    label: dict[str, str]
    kind: str  # "area", "postcode", "place" (a station, a neighbourhood), "street" or "point"
    area: Area | None = None
    is_exact: bool = True  # False: the house number is not known, the point lies near it in its street


def find_postcode(text: str) -> str:
    """The last postcode-like number in the text ('' when there is none): house numbers come first."""
    found = _POSTCODE.findall(text)
    return found[-1].replace(" ", "") if found else ""


def locate(text: str) -> list[Origin]:
    """Places meant by an address, a postcode, a municipality, a station or any other name; best first, []
    when nothing is known.

    A text with a postcode and other words ("Rue Haute 12, 1000 Bruxelles") means the street where the file of
    streets knows it, else the postcode.
    """
    postcode = find_postcode(text)
    if not postcode:
        wanted = fold(text)
        return _called(wanted) or _streets(text) or _holding(wanted)
    found = _streets(text, postcode) or _by_postcode(postcode)
    if found:
        return found
    wanted = fold(_POSTCODE.sub(" ", text))
    # "Chaussée de Mons 1450": the number of a house that is there.
    return [one for one in _streets(text) if one.is_exact] or _called(wanted) or _holding(wanted)


def names_a_place(text: str) -> bool:
    """Whether a text is a postcode, or exactly the name of an area or a shipped place."""
    return bool(find_postcode(text) or _called(fold(text)))


def suggest(text: str) -> list[Origin]:
    """Areas and places whose name, or a word of it, looks or sounds like the text, nearest first."""
    return [*_streets_alike(text), *(origin for origin, _slips in _alike(text))][:_MOST]


def sure_of(text: str) -> Origin | None:
    """The one that is surely meant: next to no slip in a word long enough, and nobody else is nearly as near.

    Beside a municipality, stations and neighbourhoods with its name do not count.
    """
    streets, found = _streets_alike(text), _alike(text)
    if streets or not found or len(fold(text)) < _SURE_LETTERS:
        return streets[0] if len(streets) == 1 and not found else None
    (first, slips), *others = found
    rivals = (apart for origin, apart in others if origin.area or not first.area)
    return first if slips <= _SURE_SLIPS and all(apart > slips + 1 for apart in rivals) else None


def _alike(text: str) -> list[tuple[Origin, int]]:
    matches = alike(fold(text))[:_MOST]
    wanted = [match.bearer for match in matches if isinstance(match.bearer, int)]
    areas = {area.pk: area for area in _areas().filter(pk__in=wanted)} if wanted else {}
    found = []
    for match in matches:
        bearer = match.bearer
        if isinstance(bearer, Place):
            found.append((_at_place(bearer), match.slips))
        elif bearer in areas:
            found.append((_at_area(areas[bearer]), match.slips))
    return sorted(found, key=lambda pair: (pair[1], pair[0].area is None))


def _areas() -> QuerySet[Area]:
    return Area.objects.filter(lat__isnull=False).prefetch_related("postcodes")


def _by_postcode(postcode: str) -> list[Origin]:
    rows = AreaPostcode.objects.filter(postcode=postcode, area__lat__isnull=False).select_related("area")
    return [_at_postcode(row) for row in rows[:_MOST]]


def _at_postcode(row: AreaPostcode) -> Origin:
    area = row.area
    lat = row.lat if row.lat is not None else area.lat
    lon = row.lon if row.lon is not None else area.lon
    label = {language: f"{row.postcode} {name}" for language, name in area.names.items()}
    return Origin(lat or 0.0, lon or 0.0, label, "postcode", area)


def _called(wanted: str) -> list[Origin]:
    """Whoever bears exactly this name."""
    if len(wanted) < _SHORTEST_NAME:
        return []
    found = _of_areas("in", _ways_to_write(wanted))
    return found or [_at_place(place) for place in called(wanted)[:_MOST]]


def _holding(wanted: str) -> list[Origin]:
    """Areas that begin with the words, else areas and places that hold them."""
    if len(wanted) < _SHORTEST_NAME:
        return []
    ways = [(how, way) for how in ("startswith", "contains") for way in _ways_to_write(wanted)]
    found = (_of_areas(how, way) for how, way in ways)
    return next(filter(None, found), []) or [_at_place(place) for place in holding(wanted)[:_MOST]]


def _streets(text: str, postcode: str = "") -> list[Origin]:
    return [_at_street(hit) for hit in find_streets(text, postcode, _home)]


def _streets_alike(text: str) -> list[Origin]:
    return [_at_street(hit) for hit in streets_alike(text, find_postcode(text), _home)]


def _at_street(hit: Hit) -> Origin:
    return Origin(hit.lat, hit.lon, hit.label, "street", is_exact=hit.exact)


def _home() -> frozenset[str]:
    return frozenset(AreaPostcode.objects.values_list("postcode", flat=True))


def _ways_to_write(wanted: str) -> list[str]:
    """ "St-Gillis" is folded to "saint gillis"; its name in Dutch is "sint gillis"."""
    dutch = re.sub(r"\bsaint(?=e?\b)", "sint", wanted)
    return list(dict.fromkeys((wanted, dutch)))


def _of_areas(condition: str, wanted: str | list[str]) -> list[Origin]:
    found = _areas().filter(**{f"search_names__folded__{condition}": wanted}).distinct()
    return _origins(found.order_by("kind", "code")[:_MOST])


def _at_place(place: Place) -> Origin:
    return Origin(place.lat, place.lon, place.names, "place")


def _origins(areas: Iterable[Area]) -> list[Origin]:
    return [_at_area(area) for area in areas]


def _at_area(area: Area) -> Origin:
    lat, lon = heart_of(area) or (0.0, 0.0)
    return Origin(lat, lon, area.names, "area", area)


def heart_of(area: Area) -> tuple[float, float] | None:
    """The point of its first postcode where that has one, else its own; uses prefetched postcodes."""
    places: list[Area | AreaPostcode] = [*area.postcodes.all(), area]
    found = ((place.lat, place.lon) for place in places)
    return next(((lat, lon) for lat, lon in found if lat is not None and lon is not None), None)


def hearts_of(areas: Sequence[Area]) -> dict[int, tuple[float, float]]:
    """Primary key of an area → its heart, of those that have one; asks once for all."""
    found = {area.pk: (area.lat, area.lon) for area in areas if area.lat is not None and area.lon is not None}
    rows = AreaPostcode.objects.filter(area__in=[area.pk for area in areas]).order_by("-pk")
    for pk, lat, lon in rows.values_list("area", "lat", "lon"):
        if lat is not None and lon is not None:
            found[pk] = (lat, lon)
    return found
