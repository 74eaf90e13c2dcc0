"""One published space as data: the fields of the API, each with its JSON Schema and where it comes from.

Texts are `{language: text}`; codes belong to the closed lists of `core.vocabularies`; hours are OpenStreetMap
expressions ('' = not reported, "off" = none); numbers are null where the space has not told.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from opstap.core import vocabularies
from opstap.core.batching import batches
from opstap.network.models import ProgramInUse
from opstap.spaces.along import read_along
from opstap.spaces.interruptions import interruptions_from
from opstap.spaces.models import Interruption, Organisation, Precision, Space, Wheelchair
from opstap.spaces.models.equipment import UNDER_REPAIR
from opstap.spaces.models.space import SpaceQuerySet
from opstap.spaces.reserved import reserved_times_of
from opstap.spaces.said.hours_elsewhere import shared_hours
from opstap.spaces.stops import StopTime, stops_of, times_told
from opstap.spaces.welcome import Strength, strength_of

Schema = dict[str, Any]
BATCH = 500
ALONG = ("offers", "interruptions", "stops", "equipment", "reserved_times", "rooms", "price_rules")
"""Rows of a space that are read with it, beside its programs."""

TEXTS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": ["integer", "null"], "minimum": 0}
MOMENT: Schema = {"type": "string", "format": "date-time"}


@dataclass(frozen=True, slots=True)
class Field:
    """`said`: the value of a space. `meaning` goes into the OpenAPI document."""

    name: str
    schema: Schema
    said: Callable[[Space], Any]
    meaning: str


def _codes(name: str) -> Schema:
    return {"type": "array", "items": {"type": "string", "enum": vocabularies.vocabulary(name).codes()}}


def _code(codes: Iterable[str]) -> Schema:
    """One of them, or '' = not reported."""
    return {"type": "string", "enum": ["", *codes]}


def _rows(columns: dict[str, Schema]) -> Schema:
    """A list of objects that have all these columns."""
    one = {"type": "object", "properties": columns, "required": list(columns), "additionalProperties": False}
    return {"type": "array", "items": one}


def _terms(name: str) -> Schema:
    return _code(vocabularies.vocabulary(name).codes())


def address_of(space: Space, language: str = "fr") -> str:
    """The public page of the space, from any other machine."""
    return f"{settings.SITE_URL}{_page(language)}{space.slug}/"


@cache
def _page(language: str) -> str:
    with translation.override(language):
        return reverse("finder:space", args=["x"]).removesuffix("x/")


def _organisation(space: Space) -> dict[str, Any] | None:
    run_by: Organisation | None = space.organisation
    if run_by is None:
        return None
    return {
        "id": str(run_by.uid),
        "names": run_by.names,
        "kind": run_by.kind,
        "enterprise_number": run_by.enterprise_number,
        "website": run_by.website,
    }


ORGANISATION: Schema = {
    "type": ["object", "null"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "names": TEXTS,
        "kind": _terms("organisation_kind"),
        "enterprise_number": TEXT,
        "website": TEXT,
    },
    "required": ["id", "names", "kind", "enterprise_number", "website"],
    "additionalProperties": False,
}
MUNICIPALITY: Schema = {
    "type": ["object", "null"],
    "properties": {"code": TEXT, "names": TEXTS},
    "required": ["code", "names"],
    "additionalProperties": False,
}


def _municipality(space: Space) -> dict[str, Any] | None:
    area = space.municipality
    return {"code": area.code, "names": area.names} if area else None


def _offer(name: str) -> Callable[[Space], list[str]]:
    return lambda space: sorted(space.codes(name))


def _welcome(space: Space) -> str:
    return strength_of(space.admission, space.codes("public")) or ""


def _hours(name: str) -> Callable[[Space], str]:
    return lambda space: shared_hours(space, getattr(space, name))


def antenna_of(space: Space) -> str | None:
    """The id of the space it is a smaller place of, where that is public."""
    main = space.antenna_of
    return str(main.uid) if main is not None and main.is_public else None


def _free_software(space: Space) -> list[str]:
    return sorted(str(use.program.uid) for use in space.programs_in_use.all())


def _equipment(space: Space) -> list[dict[str, Any]]:
    numbers: Counter[str] = Counter()
    for lot in space.equipment.all():
        numbers[lot.equipment_kind] += lot.number if lot.condition != UNDER_REPAIR else 0
    return [{"kind": kind, "number": number} for kind, number in sorted(numbers.items())]


EQUIPMENT: Schema = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "kind": {"type": "string", "enum": vocabularies.vocabulary("equipment_kind").codes()},
            "number": {"type": "integer", "minimum": 0},
        },
        "required": ["kind", "number"],
        "additionalProperties": False,
    },
}


def _stops(space: Space) -> list[dict[str, Any]]:
    columns = ("names", "streets", "postcode", "cities", "lat", "lon")
    ahead = times_told(space, timezone.now())
    return [
        {
            "id": str(stop.uid),
            **{name: getattr(stop, name) for name in columns},
            "hours": shared_hours(space, stop.whole_hours),
            "times": [_time(one) for one in ahead if one.stop.pk == stop.pk],
        }
        for stop in stops_of(space)
    ]


def _time(one: StopTime) -> dict[str, str]:
    return {"start": one.start.isoformat(), "end": one.end.isoformat()}


_STOP: Schema = {
    "id": {"type": "string", "format": "uuid"},
    "names": TEXTS,
    "streets": TEXTS,
    "postcode": TEXT,
    "cities": TEXTS,
    "lat": {"type": ["number", "null"]},
    "lon": {"type": ["number", "null"]},
    "hours": TEXT,
    "times": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"start": MOMENT, "end": MOMENT},
            "required": ["start", "end"],
            "additionalProperties": False,
        },
    },
}
STOPS: Schema = _rows(_STOP)


def _interruptions(space: Space) -> list[dict[str, Any]]:
    today = timezone.localdate(timezone=space.zone)
    return [_interruption(one) for one in interruptions_from(space, today)]


def _interruption(one: Interruption) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "first_day": one.first_day.isoformat(),
        "last_day": one.last_day and one.last_day.isoformat(),
        "reasons": one.reasons,
        "streets": one.streets,
        "postcode": one.postcode,
        "cities": one.cities,
        "lat": one.lat,
        "lon": one.lon,
    }


_INTERRUPTION: Schema = {
    "kind": {"enum": Interruption.Kind.values},
    "first_day": {"type": "string", "format": "date"},
    "last_day": {"type": ["string", "null"], "format": "date"},
    "reasons": TEXTS,
    "streets": TEXTS,
    "postcode": TEXT,
    "cities": TEXTS,
    "lat": {"type": ["number", "null"]},
    "lon": {"type": ["number", "null"]},
}
INTERRUPTIONS: Schema = _rows(_INTERRUPTION)


def _reserved(space: Space) -> list[dict[str, Any]]:
    columns = ("hours", "reserved_for", "publics", "names", "by_appointment")
    return [{name: getattr(row, name) for name in columns} for row in reserved_times_of(space)]


_RESERVED: Schema = {
    "hours": TEXT,
    "reserved_for": {"enum": vocabularies.vocabulary("reserved_for").codes()},
    "publics": _codes("public"),
    "names": TEXTS,
    "by_appointment": {"type": "boolean"},
}


def _rooms(space: Space) -> list[dict[str, Any]]:
    columns = ("names", "uses", "places", "machines", "wheelchair", "can_be_booked", "conditions")
    return [{name: getattr(room, name) for name in columns} for room in space.rooms.all()]


def _prices(space: Space) -> list[dict[str, Any]]:
    columns = ("item", "unit", "publics", "free_units", "conditions")
    return [
        {"amount": f"{row.amount:.2f}", "currency": "EUR", **{name: getattr(row, name) for name in columns}}
        for row in space.price_rules.all()
    ]


_PRICE: Schema = {
    "amount": {"type": "string", "pattern": r"^[0-9]+\.[0-9]{2}$"},
    "currency": {"const": "EUR"},
    "item": {"enum": vocabularies.vocabulary("price_item").codes()},
    "unit": {"enum": vocabularies.vocabulary("price_unit").codes()},
    "publics": _codes("public"),
    "free_units": {"type": ["integer", "null"], "minimum": 1},
    "conditions": TEXTS,
}

_ROOM: Schema = {
    "names": TEXTS,
    "uses": _codes("room_use"),
    "places": COUNT,
    "machines": COUNT,
    "wheelchair": _code(Wheelchair.values),
    "can_be_booked": {"type": ["boolean", "null"]},
    "conditions": TEXTS,
}

FIELDS: tuple[Field, ...] = (
    Field("id", {"type": "string", "format": "uuid"}, lambda s: str(s.uid), "Stays the same for ever."),
    Field("state", {"const": "published"}, lambda _s: "published", "The public sees this space."),
    Field("url", {"type": "string", "format": "uri"}, address_of, "Its page on this site."),
    Field("names", TEXTS, lambda s: s.names, "Name by language."),
    Field("organisation", ORGANISATION, _organisation, "Who runs it; null where nobody said."),
    Field("host", _terms("host"), lambda s: s.host, "The house it is in."),
    Field("itinerant", {"type": "boolean"}, lambda s: s.is_itinerant, "It moves from place to place."),
    Field(
        "antenna_of",
        {"type": ["string", "null"], "format": "uuid"},
        antenna_of,
        "The space it is a smaller place of, where that is public.",
    ),
    Field(
        "stops",
        STOPS,
        _stops,
        "Where an itinerant space stops, each with its days and times, and when whoever walks in may come "
        "there in the next two weeks: closures and closed circles left out.",
    ),
    Field("streets", TEXTS, lambda s: s.streets, "Street and number by language."),
    Field("postcode", TEXT, lambda s: s.postcode, "Four digits in Belgium."),
    Field("cities", TEXTS, lambda s: s.cities, "City by language."),
    Field("country", TEXT, lambda s: s.country, "ISO 3166, two letters."),
    Field("municipality", MUNICIPALITY, _municipality, "Official code (NIS in Belgium) and names."),
    Field("lat", {"type": ["number", "null"]}, lambda s: s.lat, "Latitude, WGS 84."),
    Field("lon", {"type": ["number", "null"]}, lambda s: s.lon, "Longitude, WGS 84."),
    Field("precision", {"enum": Precision.values}, lambda s: s.precision, "How well the point is known."),
    Field("timezone", TEXT, lambda s: s.timezone, "Of the hours."),
    Field("open_hours", TEXT, _hours("open_hours"), "OpenStreetMap opening_hours; '' = not reported."),
    Field("staffed_hours", TEXT, _hours("staffed_hours"), "Open and somebody helps; same notation."),
    Field("training_hours", TEXT, _hours("training_hours"), "Courses; same notation."),
    Field(
        "interruptions",
        INTERRUPTIONS,
        _interruptions,
        "Closures (which stand in the hours too, as dated rules) and moves that run or come. While it has "
        "moved it is at the address given here, not at its own; last_day null = until further notice.",
    ),
    Field(
        "reserved_hours",
        _rows(_RESERVED),
        _reserved,
        "Parts of the week that are for some only: for `publics`, or for a closed circle, for whose time the "
        "hours above say off. Of the former they carry a remark.",
    ),
    Field("hours_note", TEXTS, lambda s: s.hours_note, "Remark about the hours."),
    Field("services", _codes("service"), _offer("service"), "What one can do there."),
    Field("supports", _codes("support"), _offer("support"), "How one is helped."),
    Field("publics", _codes("public"), _offer("public"), "Whom it is for, as strongly as `welcome` says."),
    Field("languages", _codes("language"), _offer("language"), "Languages spoken."),
    Field("special_care", _codes("special_care"), _offer("special_care"), "Special care."),
    Field("access_modes", _codes("access_mode"), _offer("access_mode"), "How to get in touch."),
    Field("price", _terms("price"), lambda s: s.price, "Price."),
    Field(
        "prices",
        _rows(_PRICE),
        _prices,
        "What costs what: for everybody, or for the publics named. Where a computer or help is among them, "
        "`price` follows.",
    ),
    Field("price_note", TEXTS, lambda s: s.price_note, "What costs what."),
    Field("admission", _terms("admission"), lambda s: s.admission, "Who gets equipment and help."),
    Field(
        "welcome",
        _code(Strength),
        _welcome,
        "How strongly `publics` is meant: unconditional (everybody alike), preferred (everybody, first of "
        "all these), exclusive (only these; when the list is empty, for whom is not said).",
    ),
    Field(
        "wheelchair", _code(Wheelchair.values), lambda s: s.wheelchair, "Can one get in with a wheelchair."
    ),
    Field("access_note", TEXTS, lambda s: s.access_note, "Way in and building."),
    Field(
        "equipment",
        EQUIPMENT,
        _equipment,
        "Listed pieces that work, by kind; [] where nothing is listed. The counts below hold without it.",
    ),
    Field("computers", COUNT, lambda s: s.computers, "Number; null = not reported."),
    Field("tablets", COUNT, lambda s: s.tablets, "Number; null = not reported."),
    Field("printers", COUNT, lambda s: s.printers, "Number; null = not reported."),
    Field("rooms", _rows(_ROOM), _rooms, "Its rooms: seats (places), computers (machines), uses."),
    Field("seats", COUNT, lambda s: s.seats, "Places in a course; null = not reported."),
    Field(
        "free_software",
        {"type": "array", "items": {"type": "string", "format": "uuid"}},
        _free_software,
        "Ids of the free programs in use there: see /api/v1/software.",
    ),
    Field("phone", TEXT, lambda s: s.phone, "Of the space."),
    Field("email", TEXT, lambda s: s.email, "Of the space."),
    Field("website", TEXT, lambda s: s.website, "Of the space."),
    Field(
        "easy_texts", TEXTS, lambda s: s.easy_texts, "The same in easy words, for who reads with difficulty."
    ),
    Field("descriptions", TEXTS, lambda s: s.descriptions, "What people can do here."),
    Field("how_to_come", TEXTS, lambda s: s.how_to_come, "How to come."),
    Field("what_to_bring", TEXTS, lambda s: s.what_to_bring, "What to bring."),
    Field("invented", {"type": "boolean"}, lambda s: s.is_invented, "Demonstration data: nobody is there."),
    Field(
        "confirmed_at",
        {"type": ["string", "null"], "format": "date-time"},
        lambda s: s.confirmed_at and s.confirmed_at.isoformat(),
        "When the place or the network last checked the record.",
    ),
    Field(
        "changed_at",
        {"type": "string", "format": "date-time"},
        lambda s: s.changed_at.isoformat(),
        "When the record last changed.",
    ),
)


ROWS = {"reserved_hours": _reserved, "prices": _prices, "rooms": _rooms}
"""Lists of a space that stand in one cell of a table."""


def as_json(space: Space) -> dict[str, Any]:
    """The space with the fields of `FIELDS`; its organisation, municipality and offers should be read."""
    return {field.name: field.said(space) for field in FIELDS}


def with_all(spaces: SpaceQuerySet) -> list[Space]:
    """The spaces with what `as_json` looks at, in a constant number of queries for all."""
    found = list(spaces.select_related("organisation", "municipality", "antenna_of"))
    uses = ProgramInUse.objects.order_by().select_related("program").only("space", "program__uid")
    read_along(found, *ALONG, programs_in_use=uses)
    return found


def in_batches(spaces: SpaceQuerySet) -> Iterator[Space]:
    """All of them in the order of their ids, so many at a time: twenty thousand never stand in memory."""
    keys = spaces.order_by("uid").values_list("pk", flat=True)
    for some in batches(keys.iterator(chunk_size=BATCH), BATCH):
        yield from with_all(Space.objects.filter(pk__in=some).order_by("uid"))
