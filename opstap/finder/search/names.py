"""Spaces found by their name, and names that look like what somebody typed."""

from difflib import SequenceMatcher
from statistics import median

from django.db.models import Case, Q, Value, When

from opstap.core.folding import fold
from opstap.spaces.models import Space
from opstap.spaces.models.space import SpaceQuerySet
from opstap.territory.lookup import Origin, find_postcode

SHORTEST = 2
LONGEST_CITY = 100
MOST_ALIKE = 5
_ALIKE = 0.72
_CANDIDATES = 300


def named(text: str) -> SpaceQuerySet:
    """Public spaces whose name holds every word, those that begin with the text first."""
    wanted = fold(text)
    if len(wanted) < SHORTEST:
        return Space.objects.none()
    spaces = Space.objects.public()
    for word in wanted.split():
        spaces = spaces.filter(folded_name__contains=word)
    begins = Case(When(folded_name__startswith=wanted, then=Value(0)), default=Value(1))
    return spaces.order_by(begins, "folded_name", "pk")


def where_spaces_stand(text: str) -> list[Origin]:
    """The middle of the public spaces of a postcode or a city of which no area is known here."""
    postcode = find_postcode(text)
    city = text.strip()[:LONGEST_CITY]
    meant = Q(postcode=postcode) if postcode else Q(cities__fr__iexact=city) | Q(cities__nl__iexact=city)
    spaces = Space.objects.public().filter(meant, lat__isnull=False)
    points = spaces.values_list("lat", "lon")[:_CANDIDATES] if postcode or city else []
    if not points:
        return []
    # Medians: one pin in the wrong place does not draw the middle away.
    lat, lon = (median(part) for part in zip(*points, strict=True))
    return [Origin(lat, lon, {"fr": city}, "postcode" if postcode else "area")]


def alike(text: str) -> list[Space]:
    """Public spaces whose name looks like the text: for "did you mean"."""
    words = [word for word in fold(text).split() if len(word) >= 4]
    begins = Q(pk__in=[])
    for word in words:
        begins |= Q(folded_name__contains=word[:3])
    candidates = Space.objects.public().filter(begins).only("slug", "names", "folded_name")[:_CANDIDATES]
    scored = [(_likeness(words, space.folded_name.split()), space) for space in candidates]
    best = sorted((pair for pair in scored if pair[0] >= _ALIKE), key=lambda pair: -pair[0])
    return [space for _score, space in best[:MOST_ALIKE]]


def _likeness(words: list[str], others: list[str]) -> float:
    """0 to 1: how well each word finds its like among the others, on average."""
    if not words or not others:
        return 0.0
    best = [max(SequenceMatcher(None, word, other).ratio() for other in others) for word in words]
    return sum(best) / len(best)
