"""The record of a space: making it, changing it, what it offers. Every act leaves a trace of field names."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from opstap.accounts.models import User
from opstap.core import audit, vocabularies
from opstap.core.folding import fold
from opstap.core.texts import best_language, say
from opstap.spaces.models import NetworkMembership, Offer, Organisation, Precision, Space
from opstap.spaces.models.equipment import COUNTED
from opstap.spaces.models.price import told_by
from opstap.spaces.services.openings import DERIVED_FROM, derive_openings
from opstap.spaces.services.operations import note_operator
from opstap.territory.models import Area, Network

Texts = dict[str, str]
Offers = dict[str, list[str]]

OFFERED = ("service", "support", "public", "language", "special_care", "access_mode")
"""Vocabularies of which a space offers some codes; the others have a column of their own."""


@transaction.atomic
def create_space(
    *,
    by: User | None,
    names: Texts,
    organisation: Organisation | None = None,
    network: Network | None = None,
    offers: Offers | None = None,
    **fields: Any,
) -> Space:
    """A new space, waiting for confirmation unless `publication` says otherwise.

    `network`: the space becomes a member itself when its organisation is not one. Other fields: the
    columns of Space. Raises TypeError for a column that does not exist, ValueError for an unknown code.
    """
    space = Space(names=names, organisation=organisation, **fields)
    space.slug = space.slug or make_slug(names, say(space.cities))
    space.folded_name = folded_name(names)
    space.save()
    for vocabulary, codes in (offers or {}).items():
        _replace_offers(space, vocabulary, codes)
    if network is not None:
        _join(space, network)
    derive_openings(space)
    audit.record(
        "space.created", by=by, kind="space", uid=space.uid, space_uid=space.uid, fields=["names", *fields]
    )
    return space


@transaction.atomic
def change_space(space: Space, *, by: User | None, offers: Offers | None = None, **changes: Any) -> list[str]:
    """Change the given columns and offers; returns the names of those that really changed.

    Derives the openings anew when the hours changed. Raises FieldDoesNotExist, or ValueError for a code
    that its vocabulary does not have. A count that the equipment's lots tell stays theirs, and so does a
    price that the list of prices tells.
    """
    stored = Space.objects.select_for_update().get(pk=space.pk)
    changes |= _told_by_lots(space, changes) | _told_by_prices(space, changes)
    for name, value in changes.items():
        setattr(space, name, value)
    changed = [name for name in changes if _value(space, name) != _value(stored, name)]
    columns = [*changed, "changed_at"]
    if "names" in changed:
        space.folded_name = folded_name(space.names)
        columns.append("folded_name")
    changed += [name for name, codes in (offers or {}).items() if _replace_offers(space, name, codes)]
    if changed:
        space.save(update_fields=columns)
        audit.record("space.changed", by=by, kind="space", uid=space.uid, space_uid=space.uid, fields=changed)
    if DERIVED_FROM.intersection(changed):
        derive_openings(space)
    if "organisation" in changed:
        note_operator(space, was=stored.organisation)
    return changed


def _told_by_lots(space: Space, changes: dict[str, Any]) -> dict[str, int]:
    asked = COUNTED.keys() & changes.keys()
    counts = space.equipment.counts() if asked else {}
    return {name: counts[name] for name in asked & counts.keys()}


def _told_by_prices(space: Space, changes: dict[str, Any]) -> dict[str, Any]:
    asked = {"price", "price_hour"} & changes.keys()
    told = told_by(space.price_rules.all()) if asked else {}
    return {name: told[name] for name in asked & told.keys()}


def set_offers(space: Space, vocabulary: str, codes: Iterable[str], *, by: User | None) -> bool:
    """What the space offers of one vocabulary, nothing else; whether anything changed.

    Raises ValueError for a code that the vocabulary does not have.
    """
    return bool(change_space(space, by=by, offers={vocabulary: list(codes)}))


def _replace_offers(space: Space, vocabulary: str, codes: Iterable[str]) -> bool:
    wanted = list(dict.fromkeys(codes))
    unknown = [code for code in wanted if code not in vocabularies.vocabulary(vocabulary)]
    if unknown or vocabulary not in OFFERED:
        raise ValueError(f"not in the vocabulary {vocabulary}: {unknown}")
    known = set(space.offers.filter(vocabulary=vocabulary).values_list("code", flat=True))
    space.offers.filter(vocabulary=vocabulary, code__in=known.difference(wanted)).delete()
    Offer.objects.bulk_create(
        Offer(space=space, vocabulary=vocabulary, code=code) for code in wanted if code not in known
    )
    return known != set(wanted)


def _value(space: Space, name: str) -> Any:
    value = space.serializable_value(name)
    return {language: text for language, text in value.items() if text} if isinstance(value, dict) else value


def _join(space: Space, network: Network) -> None:
    if not Space.objects.of_network(network).filter(pk=space.pk).exists():
        NetworkMembership.objects.create(network=network, space=space, valid_from=timezone.localdate())


def folded_name(names: Texts) -> str:
    """What people may type to find the space: its names in all languages, folded."""
    return " ".join(dict.fromkeys(fold(name) for name in names.values()))[:300]


RESERVED = {"new", "people", "posts", "organisations", "duty"}
"""Words that stand in addresses where a slug could."""


def make_slug(names: Texts, city: str = "", *, taken: set[str] | None = None) -> str:
    """An address that no other space has: "la-marche-molenbeek-saint-jean", then "…-2".

    `taken`: all slugs in use, for who makes many at once; the new one is added to it.
    """
    name = slugify(fold(names.get(best_language(names, "fr"), "")))
    place = slugify(fold(city))
    base = (name if not place or place in name else f"{name}-{place}").strip("-")[:72].strip("-") or "place"
    if taken is None:
        taken = set(Space.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken or slug in RESERVED:
        slug, number = f"{base}-{number}", number + 1
    taken.add(slug)
    return slug


def point_of(lat: float | None, lon: float | None, municipality: Area | None) -> dict[str, Any]:
    """Where a space stands on the map: the given point, else the centre of its municipality, else nowhere."""
    if lat is not None and lon is not None:
        return {"lat": lat, "lon": lon, "precision": Precision.EXACT}
    if municipality is not None and municipality.lat is not None:
        return {"lat": municipality.lat, "lon": municipality.lon, "precision": Precision.APPROXIMATE}
    return {"lat": None, "lon": None, "precision": Precision.UNPLACED}
