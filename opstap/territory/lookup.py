"""From what people type to a point, without any outside service."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from opstap.core.folding import fold
from opstap.territory.models import Area, AreaName, AreaPostcode

# "1070", "B-1070", "33 000": 4 or 5 digits that stand alone.
_POSTCODE = re.compile(r"(?<!\d)(?:[A-Z]{1,2}[- ]?)?(\d{2} ?\d{3}|\d{4})(?!\d)", re.IGNORECASE)
_MOST = 8
_ALIKE = 0.75


@dataclass(frozen=True)
class Origin:
    """Where somebody is: a point in WGS84 degrees, and the words to say it back."""

    lat: float
    lon: float
    label: dict[str, str]
    kind: str  # "area", "postcode" or "point"
    area: Area | None = None


def find_postcode(text: str) -> str:
    """The last postcode-like number in the text ('' when there is none): house numbers come first."""
    found = _POSTCODE.findall(text)
    return found[-1].replace(" ", "") if found else ""


def locate(text: str) -> list[Origin]:
    """Places meant by a postcode, a municipality or any area name; best first, [] when nothing is known.

    A text with a postcode and other words ("Rue Haute 12, 1000 Bruxelles") means the postcode.
    """
    postcode = find_postcode(text)
    found = _by_postcode(postcode) if postcode else []
    return found or _by_name(fold(_POSTCODE.sub(" ", text)))


def suggest(text: str) -> list[Origin]:
    """Areas whose name, or a word of it, looks like the text: for "did you mean"."""
    wanted = fold(text)
    if len(wanted) < 3:
        return []
    names = AreaName.objects.values_list("folded", "area_id").distinct()[:20_000]
    by_word: dict[str, set[int]] = {}
    for name, area_id in names:
        for word in {name, *(part for part in name.split() if len(part) > 3)}:
            by_word.setdefault(word, set()).add(area_id)
    close = difflib.get_close_matches(wanted, list(by_word), n=_MOST, cutoff=_ALIKE)
    found = {area_id: None for word in close for area_id in sorted(by_word[word])}
    areas = {area.pk: area for area in _areas().filter(pk__in=list(found)[:_MOST])}
    return _origins(areas[area_id] for area_id in found if area_id in areas)


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


def _by_name(wanted: str) -> list[Origin]:
    """Exact name first, else names that begin with the words, else names that hold them."""
    if len(wanted) < 2:
        return []
    for condition in ("exact", "startswith", "contains"):
        found = _areas().filter(**{f"search_names__folded__{condition}": wanted}).distinct()
        origins = _origins(found.order_by("kind", "code")[:_MOST])
        if origins:
            return origins
    return []


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
