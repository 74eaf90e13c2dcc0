"""Spaces kept ready by each process, as long as their record does not change.

The database is asked every time which records changed; what was read and drawn of the others is taken from
the shelf. Every change of a record moves its `changed_at`, also a change of what it offers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db.models import Prefetch
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import override

from opstap.core import vocabularies
from opstap.core.prepared import NOW, Prepared, key_marks, prepare, with_keys
from opstap.core.templatetags.opstap import say_tag
from opstap.finder.display.words import tel
from opstap.spaces.models import Offer, Space
from opstap.spaces.status import Times, times_columns, times_of

# Spaces on the shelf of a process, some 8 kB each with a card. When it is full, the older half goes.
MOST_KEPT = 12_000
# Languages are named up to so many, then counted.
NAMED_LANGUAGES = 3

# What the state of a space and its row need; the card reads the rest when it is drawn.
_COLUMNS = (
    "slug", "names", "precision", "changed_at", "timezone", "holiday_country", "valid_until", "is_itinerant",
    "open_hours", "staffed_hours", "training_hours", "openings_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """The part of a row that changes with the record only. `html`: address, what it offers, phone."""

    href: str
    name: SafeString
    html: SafeString


@dataclass(slots=True)
class Kept:
    """A space as it was at `changed_at`, and its cards by language."""

    space: Space
    changed_at: datetime
    cards: dict[str, Card] = field(default_factory=dict)


_shelf: dict[int, Kept] = {}


def kept_spaces(pks: list[int], now: datetime) -> dict[int, tuple[Kept, list[Times]]]:
    """The public ones among the spaces, by primary key, as their records are now; and what opens next."""
    rows = {pk: rest for pk, *rest in _asked(len(pks)).run({NOW: now, **with_keys(pks)})}
    kept = {pk: one for pk in rows if (one := _shelf.get(pk)) and one.changed_at == rows[pk][0]}
    kept |= _fetched([pk for pk in rows if pk not in kept])
    for pk, one in kept.items():
        # The nightly job moves this one without changing the record.
        one.space.openings_until = rows[pk][1]
    return {pk: (one, times_of(one.space, rows[pk][2:], now)) for pk, one in kept.items()}


@lru_cache(maxsize=64)
def _asked(count: int) -> Prepared:
    """What is asked of the database every time: has the record changed, what opens next."""
    spaces = Space.objects.public().filter(pk__in=key_marks(count)).order_by()
    times = times_columns()
    columns = spaces.values_list("pk", "changed_at", "openings_until", *times)
    return prepare(columns, instants=range(1, 3 + len(times)))


def _fetched(pks: list[int]) -> dict[int, Kept]:
    """Read from the database, and put on the shelf."""
    if not pks:
        return {}
    if len(_shelf) + len(pks) > MOST_KEPT:
        for pk in list(_shelf)[: MOST_KEPT // 2]:
            _shelf.pop(pk, None)
    modes = Prefetch("offers", Offer.objects.filter(vocabulary="access_mode"))
    spaces = Space.objects.public().filter(pk__in=pks).only(*_COLUMNS).prefetch_related(modes)
    found = {space.pk: Kept(space, space.changed_at) for space in spaces}
    _shelf.update(found)
    return found


def draw_cards(kept: Iterable[Kept], language: str) -> None:
    """Give each its card in the language: two queries for all those that have none yet."""
    missing = {one.space.pk: one for one in kept if language not in one.cards}
    if not missing:
        return
    with override(language):
        for space in Space.objects.filter(pk__in=missing).prefetch_related("offers"):
            missing[space.pk].cards[language] = _card(space, language)


def _card(space: Space, language: str) -> Card:
    spoken = space.codes("language")
    named = [vocabularies.label("language", code, language) for code in spoken[:NAMED_LANGUAGES]]
    context = {
        "space": space,
        "tel": tel(space.phone, space.country),
        "languages": ", ".join(named),
        "more_languages": len(spoken) if len(spoken) > NAMED_LANGUAGES else 0,
    }
    html = SafeString(get_template("finder/card.html").render(context))
    return Card(space.get_absolute_url(), conditional_escape(say_tag(space.names)), html)


def forget() -> None:
    """Empty the shelf."""
    _shelf.clear()
