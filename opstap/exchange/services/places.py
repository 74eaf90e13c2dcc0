"""Import of places: each row is created, updated, unchanged or refused, and the four add up to the rows.

A field that the operator changed since the last import is hers: the import leaves it alone. A row with the id
of a space that is here comes from our own open data: its record stands here, and nothing is changed by it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core.batching import batches
from opstap.core.folding import fold
from opstap.core.models import AuditEntry
from opstap.exchange.models import ImportedPlace, ImportRun
from opstap.exchange.reading import ReadPlace
from opstap.exchange.reading.record import PlaceRecord
from opstap.exchange.services.duplicates import find_duplicates
from opstap.exchange.services.placing import Placer
from opstap.spaces.models import NetworkMembership, Offer, Organisation, Space
from opstap.spaces.models.price import told_by
from opstap.spaces.services.openings import derive_openings_bulk
from opstap.spaces.services.record import folded_name, make_slug
from opstap.territory.models import Area, Network

PROBLEMS_KEPT = 2000
CHUNK = 100

# Vocabulary of the offer ← field of the record.
OFFERS = {
    "service": "services",
    "support": "supports",
    "public": "publics",
    "language": "languages",
    "special_care": "special_care",
    "access_mode": "access_modes",
}


@dataclass
class _Work:
    """One import under way."""

    run: ImportRun
    language: str
    network: Network | None
    known: dict[str, ImportedPlace]
    placer: Placer = field(default_factory=Placer)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    networks: list[Network] = field(default_factory=list)
    slugs: set[str] = field(default_factory=set)
    # The ids of all spaces here: a row that bears one comes from our own open data.
    own: set[str] = field(default_factory=set)
    touched: list[Space] = field(default_factory=list)
    trail: list[AuditEntry] = field(default_factory=list)


class _RollBackError(Exception):
    """Ends a dry run: everything is undone."""


def import_places(
    places: Iterable[ReadPlace],
    *,
    source: str,
    file_name: str,
    language: str = "fr",
    network: Network | None = None,
    by: User | None = None,
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda _rows: None,
) -> ImportRun:
    """Write what was read. Imported places wait for confirmation; a dry run writes nothing at all.

    The returned run carries the counts and problems, also for a dry run (then it is not saved).
    """
    run = ImportRun(source=source, file_name=file_name[-255:], network=network, by=by)
    if not dry_run:
        _import_all(run, places, language, network, progress)
        return run
    try:
        with transaction.atomic():
            _import_all(run, places, language, network, progress)
            raise _RollBackError
    except _RollBackError:
        run.pk = None
    return run


def _import_all(
    run: ImportRun,
    places: Iterable[ReadPlace],
    language: str,
    network: Network | None,
    progress: Callable[[int], None],
) -> None:
    run.save()
    work = _Work(
        run,
        language,
        network,
        known={
            row.key: row for row in ImportedPlace.objects.filter(source=run.source).select_related("space")
        },
        networks=list(Network.objects.select_related("area")),
        slugs=set(Space.objects.values_list("slug", flat=True)),
        own={str(uid) for uid in Space.objects.values_list("uid", flat=True)},
    )
    # Short transactions: the desk must not wait behind an import of thousands of rows.
    for chunk in batches(places, CHUNK):
        with transaction.atomic():
            _import_chunk(work, chunk)
        progress(run.rows)
    run.duplicates = find_duplicates(work.touched)
    run.problems = run.problems[:PROBLEMS_KEPT]
    run.finished_at = timezone.now()
    run.save()


def _known_places(source: str) -> dict[str, ImportedPlace]:
    rows = ImportedPlace.objects.filter(source=source).select_related("space")
    return {row.key: row for row in rows}


def _import_chunk(work: _Work, chunk: list[ReadPlace]) -> None:
    first = len(work.touched)
    for place in chunk:
        _import_one(work, place)
    AuditEntry.objects.bulk_create(work.trail)
    work.trail.clear()
    derive_openings_bulk(work.touched[first:])


def _import_one(work: _Work, place: ReadPlace) -> None:
    run = work.run
    run.rows += 1
    run.problems.extend(problem.as_dict() for problem in place.problems)
    if place.record is None:
        run.refused += 1
        return
    known = work.known.get(place.key)
    content_hash = place.record.content_hash()
    is_same = known is not None and known.content_hash == content_hash
    if is_same or (known is None and place.key in work.own):
        run.unchanged += 1
        return
    if known is None:
        work.known[place.key] = _create(work, place.key, place.record, content_hash)
        run.created += 1
    else:
        _update(work, known, place.record, content_hash)
        run.updated += 1


def _create(work: _Work, key: str, record: PlaceRecord, content_hash: str) -> ImportedPlace:
    values = _values(work, record)
    space = Space(source=work.run.source, slug=make_slug(values["names"], record.city, taken=work.slugs))
    for name, value in values.items():
        setattr(space, name, value)
    space.organisation = _organisation(work, record)
    space.folded_name = folded_name(space.names)
    space.save()
    offers = _offers(record)
    Offer.objects.bulk_create(
        Offer(space=space, vocabulary=vocabulary, code=code)
        for vocabulary, codes in offers.items()
        for code in codes
    )
    _join_network(work, space)
    _note(work, "space.imported", space, [*values, *offers])
    return ImportedPlace.objects.create(
        source=work.run.source,
        key=key,
        space=space,
        content_hash=content_hash,
        values=_as_json(values, offers),
        first_run=work.run,
        last_run=work.run,
    )


def _update(work: _Work, known: ImportedPlace, record: PlaceRecord, content_hash: str) -> None:
    space, values, offers = known.space, _values(work, record), _offers(record)
    changed = _update_fields(space, known.values, values) + _update_offers(space, known.values, offers)
    if changed:
        space.folded_name = folded_name(space.names)
        space.save()
    known.values, known.content_hash, known.last_run = _as_json(values, offers), content_hash, work.run
    known.save()
    _note(work, "space.updated-by-import", space, changed)


def _update_fields(space: Space, before: dict[str, Any], values: dict[str, Any]) -> list[str]:
    """Set what still is as the last import left it; point, precision and municipality go together.

    Counts that the list of equipment tells are the operator's, and so is what the list of prices tells.
    """
    listed = {*space.equipment.counts(), *told_by(space.price_rules.all())}
    values = {name: value for name, value in values.items() if name not in listed}
    current = {name: getattr(space, name) for name in values}
    mine = {name for name in values if _plain(current[name]) == before.get(name, _plain(_empty(name)))}
    if not mine >= _PLACE:
        mine -= _PLACE
    changed = [name for name in values if name in mine and current[name] != values[name]]
    for name in changed:
        setattr(space, name, values[name])
    return changed


_PLACE = {"lat", "lon", "precision", "municipality"}


def _empty(name: str) -> Any:
    return getattr(Space(), name)


def _update_offers(space: Space, before: dict[str, Any], offers: dict[str, list[str]]) -> list[str]:
    changed = []
    for vocabulary, codes in offers.items():
        current = sorted(space.offers.filter(vocabulary=vocabulary).values_list("code", flat=True))
        if current != sorted(before.get(vocabulary, [])) or current == codes:
            continue
        space.offers.filter(vocabulary=vocabulary).exclude(code__in=codes).delete()
        new = [Offer(space=space, vocabulary=vocabulary, code=code) for code in codes if code not in current]
        Offer.objects.bulk_create(new)
        changed.append(vocabulary)
    return changed


def _values(work: _Work, record: PlaceRecord) -> dict[str, Any]:
    """The fields of a space as this record has them."""
    placing = work.placer.place(record)
    return {
        "names": record.name,
        "host": record.host,
        "is_itinerant": bool(record.itinerant),
        "streets": record.street,
        "postcode": record.postcode,
        "cities": placing.area.names if placing.area else _one(work, record.city),
        "country": record.country or "BE",
        "municipality": placing.area,
        "lat": placing.lat,
        "lon": placing.lon,
        "precision": placing.precision,
        "timezone": record.timezone or "Europe/Brussels",
        "holiday_country": record.holiday_country,
        "open_hours": record.open_hours,
        "staffed_hours": record.staffed_hours,
        "training_hours": record.training_hours,
        "hours_note": record.hours_note,
        "admission": record.admission,
        "price": record.price,
        "price_note": record.price_note,
        "wheelchair": record.wheelchair,
        "computers": record.computers,
        "tablets": record.tablets,
        "seats": record.seats,
        "phone": record.phone,
        "email": record.email,
        "website": record.website,
        "descriptions": record.description,
        "how_to_come": record.how_to_come,
    }


def _one(work: _Work, text: str) -> dict[str, str]:
    return {work.language: text} if text else {}


def _offers(record: PlaceRecord) -> dict[str, list[str]]:
    return {vocabulary: sorted(getattr(record, name)) for vocabulary, name in OFFERS.items()}


def _as_json(values: dict[str, Any], offers: dict[str, list[str]]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()} | offers


def _plain(value: Any) -> Any:
    if isinstance(value, Area):
        return value.pk
    return str(value) if isinstance(value, str) else value


def _organisation(work: _Work, record: PlaceRecord) -> Organisation | None:
    if not record.organisation:
        return None
    key = f"{record.country}:{fold(record.organisation)}"[:200]
    if key not in work.organisations:
        work.organisations[key], _created = Organisation.objects.get_or_create(
            import_key=key,
            defaults={"names": {work.language: record.organisation}, "kind": record.organisation_kind},
        )
    return work.organisations[key]


def _join_network(work: _Work, space: Space) -> None:
    """The network that was asked for, else the one whose territory the place lies in."""
    area = space.municipality
    network = work.network or next((n for n in work.networks if area and _holds(n.area, area)), None)
    if network is not None:
        NetworkMembership.objects.create(network=network, space=space, valid_from=timezone.localdate())


def _holds(outer: Area, inner: Area) -> bool:
    return outer.pk in {inner.pk, inner.parent_id}


def _note(work: _Work, action: str, space: Space, fields: list[str]) -> None:
    work.touched.append(space)
    work.trail.append(
        AuditEntry(
            action=action,
            actor=work.run.by,
            object_kind="space",
            object_uid=space.uid,
            space_uid=space.uid,
            fields=sorted(fields),
        )
    )
