"""Spaces found by their name, and names that look like what somebody typed."""

from difflib import SequenceMatcher

from django.db.models import Case, Q, Value, When

from opstap.core.folding import fold
from opstap.spaces.models import Space
from opstap.spaces.models.space import SpaceQuerySet

SHORTEST = 2
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
