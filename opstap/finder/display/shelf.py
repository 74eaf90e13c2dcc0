"""Spaces kept ready by each process, as long as their record does not change.

The database is asked every time which records changed; what was read and drawn of the others is taken from
the shelf. Every change of a record moves its `changed_at`, also a change of what it offers; every change of
its openings moves `openings_at`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import TextField, prefetch_related_objects
from django.db.models.functions import Cast
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from opstap.core.moulds import Mould, gap, mould
from opstap.core.prepared import NOW, Prepared, key_marks, prepare, read_instant, with_keys
from opstap.core.templatetags.opstap import say_others, say_tag
from opstap.core.tongues import ltr
from opstap.finder.display import pictures
from opstap.finder.display.words import languages_said, tel
from opstap.spaces.models import Admission, Interruption, Offer, Space, Stop
from opstap.spaces.said.whom import welcome_words
from opstap.spaces.status import has_reserved, times_columns

if TYPE_CHECKING:
    from opstap.finder.display.said import Said

# Spaces on the shelf of a process, some 5 kB each with a card. When it is full, the older half goes.
MOST_KEPT = 20_000
FOREVER = datetime.max.replace(tzinfo=UTC)
# Languages are named up to so many, then counted.
NAMED_LANGUAGES = 3

# What the state of a space, its row and its card need.
_NEEDED = {
    "id", "slug", "names", "precision", "timezone", "holiday_country", "valid_until", "is_itinerant",
    "open_hours", "staffed_hours", "training_hours", "openings_until",
    "publication", "confirmed_at",
    "streets", "postcode", "cities", "country", "phone", "price", "admission", "wheelchair", "computers",
}  # fmt: skip
# In the order in which Django takes the values of a record.
_COLUMNS = [column.attname for column in Space._meta.concrete_fields if column.attname in _NEEDED]


@dataclass(frozen=True, slots=True)
class Card:
    """The part of a row that changes with the record only. `html`: address, what it offers, phone."""

    href: SafeString
    name: SafeString
    html: SafeString


# The end of the openings that are kept, and `times_columns`, all as the database stores them.
Coming = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What opens next, true from `since` to before `until` as long as the openings stay those of `at`."""

    at: tuple[Any, ...]
    since: datetime
    until: datetime
    coming: Coming


@dataclass(slots=True)
class Kept:
    """A space as it was at `changed_at` (as the database stores it), its cards by language, what opens next,
    and what was last said of its state."""

    space: Space
    changed_at: Any
    languages: tuple[str, ...]
    publics: tuple[str, ...] = ()
    cards: dict[tuple[str, type, int | None], Card] = field(default_factory=dict)
    ahead: Ahead | None = None
    said: "Said | None" = None

    def card(self, language: str, place: Interruption | Stop | None = None) -> Card:
        """In the language that is active; of a space that has moved for a time, or stops at several places,
        with the address of there."""
        key = (language, type(place), place.pk if place else None)
        if key not in self.cards:
            self.cards[key] = _card(self, language, place)
        return self.cards[key]

    @property
    def coming(self) -> Coming:
        """Of a space that `kept_spaces` gave."""
        assert self.ahead is not None
        return self.ahead.coming


_shelf: dict[int, Kept] = {}


def kept_spaces(pks: Sequence[int], now: datetime) -> dict[int, Kept]:
    """The public ones among the spaces, by primary key, as their records are now; and what opens next."""
    found: dict[int, Kept] = {}
    openings: dict[int, tuple[Any, ...]] = {}
    missing: dict[int, Any] = {}
    for pk, changed_at, *openings_at in _asked(len(pks)).run_unread(with_keys(pks)):
        kept = _shelf.get(pk)
        openings[pk] = tuple(openings_at)
        if kept is not None and kept.changed_at == changed_at:
            found[pk] = kept
        else:
            missing[pk] = changed_at
    if missing:
        found |= _fetched(missing)
    _look_ahead(found, openings, now)
    return found


@lru_cache(maxsize=64)
def _asked(count: int) -> Prepared:
    """What is asked of the database every time: have the record or its openings changed."""
    spaces = Space.objects.public().filter(pk__in=key_marks(count)).order_by()
    # As text: they are compared, not read, and reading takes SQLite's driver longer than finding them.
    moments = [Cast(name, TextField()) for name in ("changed_at", "openings_until", "openings_at")]
    return prepare(spaces.values_list("pk", *moments))


def _look_ahead(found: dict[int, Kept], openings: dict[int, tuple[Any, ...]], now: datetime) -> None:
    """Ask what opens next where it is not known, or was another at an earlier moment."""
    old = [pk for pk, kept in found.items() if not _still_ahead(kept.ahead, openings[pk], now)]
    if not old:
        return
    for pk, *times in _coming(len(old)).run_unread({NOW: now, **with_keys(old)}):
        ends = [read_instant(end) for end in times[1::2] if end is not None]
        coming = (openings[pk][0], *times)
        found[pk].ahead = Ahead(openings[pk], now, min(ends, default=FOREVER), coming)
    _read_reserved([found[pk].space for pk in old if has_reserved(found[pk].coming[1:])])


def _read_reserved(spaces: list[Space]) -> None:
    """For whom they are then: one query for those that do not know it yet."""
    prefetch_related_objects(spaces, "reserved_times")


def _still_ahead(ahead: Ahead | None, openings: tuple[Any, ...], now: datetime) -> bool:
    return ahead is not None and ahead.at == openings and ahead.since <= now < ahead.until


@lru_cache(maxsize=64)
def _coming(count: int) -> Prepared:
    spaces = Space.objects.filter(pk__in=key_marks(count)).order_by()
    return prepare(spaces.values_list("pk", *times_columns()))


def _fetched(changes: dict[int, Any]) -> dict[int, Kept]:
    """Read from the database, and put on the shelf: three queries, and two more with spaces that move.

    `changes`: primary key → its `changed_at`.
    A record that changes between that question and this one is read anew the next time.
    """
    if len(_shelf) + len(changes) > MOST_KEPT:
        for pk in list(_shelf)[: MOST_KEPT // 2]:
            _shelf.pop(pk, None)
    keys = with_keys(list(changes))
    offers: dict[int, list[Offer]] = {pk: [] for pk in changes}
    for pk, vocabulary, code in _offers(len(changes)).run(keys):
        offers[pk].append(Offer(space_id=pk, vocabulary=vocabulary, code=code))
    spaces = [Space.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row) for row in _records(len(changes)).run(keys)]
    found = {space.pk: _kept(space, changes[space.pk], offers[space.pk]) for space in spaces}
    for row in _interruptions(len(changes)).run(keys):
        one = Interruption.from_db(DEFAULT_DB_ALIAS, _OF_INTERRUPTIONS, row)
        if one.space_id in found:
            found[one.space_id].space._prefetched_objects_cache["interruptions"].append(one)  # type: ignore[attr-defined]
    moving = {pk: kept for pk, kept in found.items() if kept.space.is_itinerant}
    if moving:
        prefetch_related_objects([kept.space for kept in moving.values()], "stops", "reserved_times")
    _shelf.update(found)
    return found


@lru_cache(maxsize=64)
def _records(count: int) -> Prepared:
    return prepare(Space.objects.public().filter(pk__in=key_marks(count)).order_by().values_list(*_COLUMNS))


_OFFERS = ["access_mode", "language", "public"]


@lru_cache(maxsize=64)
def _offers(count: int) -> Prepared:
    """The ways in, which decide about the state, the languages, and whom it receives."""
    offers = Offer.objects.filter(vocabulary__in=_OFFERS, space__in=key_marks(count))
    return prepare(offers.order_by("pk").values_list("space_id", "vocabulary", "code"))


_OF_INTERRUPTIONS = [column.attname for column in Interruption._meta.concrete_fields]


@lru_cache(maxsize=64)
def _interruptions(count: int) -> Prepared:
    standing = Interruption.objects.standing().filter(space__in=key_marks(count))
    return prepare(standing.order_by("first_day", "pk").values_list(*_OF_INTERRUPTIONS))


def _kept(space: Space, changed_at: Any, offers: list[Offer]) -> Kept:
    codes = {name: [offer for offer in offers if offer.vocabulary == name] for name in _OFFERS}
    space._prefetched_objects_cache = {"offers": codes["access_mode"], "interruptions": []}  # type: ignore[attr-defined]
    languages, publics = (tuple(offer.code for offer in codes[name]) for name in ("language", "public"))
    return Kept(space, changed_at, languages, publics)


def forget() -> None:
    """Empty the shelf."""
    _shelf.clear()


# --- cards -----------------------------------------------------------------------------------------


def _card(kept: Kept, language: str, elsewhere: Interruption | Stop | None) -> Card:
    space = kept.space
    place = elsewhere or space
    parts = {
        "street": say_tag(place.streets),
        "other_street": say_others(place.streets),
        "postcode": place.postcode,
        "city": say_tag(place.cities),
        "welcome": _welcome(space.admission, kept.publics),
        "languages": _languages(kept.languages),
        "computers": _computers(space.computers),
        "phone": ltr(space.phone),
        "tel": tel(space.phone, space.country),
    }
    shown = frozenset(name for name, part in parts.items() if part)
    html = _card_mould(language, shown, space.precision, space.price, space.wheelchair).fill(**parts)
    return Card(escape(space.get_absolute_url()), SafeString(conditional_escape(say_tag(space.names))), html)


def _languages(codes: tuple[str, ...]) -> str:
    if len(codes) > NAMED_LANGUAGES:
        return ngettext("%(n)s language", "%(n)s languages", len(codes)) % {"n": len(codes)}
    return languages_said(codes)


def _welcome(admission: str, publics: tuple[str, ...]) -> str:
    """Only of a place that does not receive everybody: a row is short, the page of the place says more."""
    return welcome_words(admission, publics) if admission == Admission.SOME else ""


def _computers(count: int | None) -> str:
    return ngettext("%(n)s computer", "%(n)s computers", count) % {"n": count} if count else ""


@lru_cache(maxsize=1024)
def _card_mould(language: str, shown: frozenset[str], precision: str, price: str, wheelchair: str) -> Mould:
    """The card of all spaces that have the same lines."""
    del language  # the active one: part of the key
    shape = {"precision": precision, "price": price, "wheelchair": wheelchair}
    shape["price_picture"] = pictures.of_price(price)
    return mould("finder/card.html", {**shape, **{name: gap(name) for name in shown}})
