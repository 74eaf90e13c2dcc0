"""One place as every source is brought to it, before anything is written."""

import hashlib
import json
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from opstap.exchange.reading.text import fold

Texts = dict[str, str]

# The longest text each field takes; the database columns are as wide.
LIMITS = {
    "source_id": 150,
    "name": 200,
    "organisation": 200,
    "street": 250,
    "postcode": 12,
    "city": 100,
    "area_code": 12,
    "phone": 40,
    "email": 200,
    "website": 500,
    "description": 4000,
    "how_to_come": 1500,
    "hours_note": 1500,
    "price_note": 1000,
    "open_hours": 1000,
    "staffed_hours": 1000,
    "training_hours": 1000,
}


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """A digital public space as a source tells it.

    Texts are `{language: text}`; codes belong to the vocabularies of `opstap.core.vocabularies`, sorted,
    each once; hours are OpenStreetMap expressions ('' = not reported, "off" = none); coordinates are
    degrees of WGS84 rounded to 6 decimals (0.1 m), both or neither. Counts: None = not reported, 0 = none.
    """

    source_id: str = ""
    name: Texts = field(default_factory=dict)
    organisation: str = ""
    organisation_kind: str = ""
    host: str = ""
    street: Texts = field(default_factory=dict)
    postcode: str = ""
    city: str = ""
    country: str = ""
    area_code: str = ""
    lat: float | None = None
    lon: float | None = None
    phone: str = ""
    email: str = ""
    website: str = ""
    description: Texts = field(default_factory=dict)
    how_to_come: Texts = field(default_factory=dict)
    hours_note: Texts = field(default_factory=dict)
    open_hours: str = ""
    staffed_hours: str = ""
    training_hours: str = ""
    services: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    special_care: tuple[str, ...] = ()
    access_modes: tuple[str, ...] = ()
    admission: str = ""
    price: str = ""
    price_note: Texts = field(default_factory=dict)
    wheelchair: Literal["yes", "limited", "no", ""] = ""
    itinerant: bool | None = None
    computers: int | None = None
    tablets: int | None = None
    seats: int | None = None
    animator_fte: Decimal | None = None
    timezone: str = ""
    holiday_country: str = ""
    updated: date | None = None

    def key(self, source: str) -> str:
        """What recognises the place in the next file of `source`: its id there, else a hash.

        The hash is of the source, the folded name and the folded address, so that a corrected accent
        or a moved pin is an update, not a new place. It starts with "#", which ids keep free.
        """
        if self.source_id:
            return "\\" + self.source_id if self.source_id.startswith(("#", "\\")) else self.source_id
        return "#" + hashlib.sha256("\n".join([fold(source), *self._identity()]).encode()).hexdigest()[:32]

    def _identity(self) -> list[str]:
        named = " ".join(self.name[language] for language in sorted(self.name))
        street = " ".join(self.street[language] for language in sorted(self.street))
        return [fold(named), fold(street), fold(self.postcode), fold(self.city)]

    def content_hash(self) -> str:
        """Equal for equal content. Fields at their default do not count, so a new field changes nothing."""
        return hashlib.sha256(json.dumps(self.as_dict(), sort_keys=True).encode()).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """What the source says, as plain JSON values, without fields that it leaves empty."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: _plain(value) for name, value in values.items() if value not in ("", None, (), {})}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value
