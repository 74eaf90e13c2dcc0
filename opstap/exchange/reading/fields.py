"""The fields a mapping may fill: the kind of value each takes, and how it is usually read."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "id",
    "text",
    "texts",
    "postcode",
    "country",
    "zone",
    "point",
    "phone",
    "email",
    "website",
    "hours",
    "code",
    "codes",
    "wheelchair",
    "yes_no",
    "integer",
    "number",
    "date",
]


@dataclass(frozen=True, slots=True)
class Field:
    """`vocabulary` for codes; `join` is put between the texts of several rules ('' = the first one wins)."""

    kind: Kind
    converter: str
    vocabulary: str = ""
    join: str = ""


#: `position` stands for `lat` and `lon`, which a mapping never fills one by one.
FIELDS: dict[str, Field] = {
    "source_id": Field("id", "id"),
    "name": Field("texts", "place_name"),
    "organisation": Field("text", "organisation_name"),
    "organisation_kind": Field("code", "code", "organisation_kind"),
    "host": Field("code", "code", "host"),
    "street": Field("texts", "street", join=", "),
    "postcode": Field("postcode", "postcode"),
    "city": Field("text", "city"),
    "country": Field("country", "country"),
    "area_code": Field("text", "zero_pad"),
    "position": Field("point", "lat_lon"),
    "phone": Field("phone", "phone"),
    "email": Field("email", "email"),
    "website": Field("website", "website"),
    "description": Field("texts", "text", join="\n"),
    "how_to_come": Field("texts", "text", join="\n"),
    "hours_note": Field("texts", "text", join="\n"),
    "open_hours": Field("hours", "hours"),
    "staffed_hours": Field("hours", "hours"),
    "training_hours": Field("hours", "hours"),
    "services": Field("codes", "codes", "service"),
    "supports": Field("codes", "codes", "support"),
    "publics": Field("codes", "codes", "public"),
    "languages": Field("codes", "codes", "language"),
    "special_care": Field("codes", "codes", "special_care"),
    "access_modes": Field("codes", "codes", "access_mode"),
    "admission": Field("code", "code", "admission"),
    "price": Field("code", "price", "price"),
    "price_note": Field("texts", "text", join="\n"),
    "wheelchair": Field("wheelchair", "wheelchair"),
    "itinerant": Field("yes_no", "yes_no"),
    "computers": Field("integer", "integer"),
    "tablets": Field("integer", "integer"),
    "seats": Field("integer", "integer"),
    "animator_fte": Field("number", "number"),
    "timezone": Field("zone", "timezone"),
    "holiday_country": Field("country", "country"),
    "updated": Field("date", "date"),
}

TEXT_LANGUAGES = ("fr", "nl", "en", "de")


def split_target(target: str) -> tuple[str, str]:
    """The field and the language a target names: "name_nl" → ("name", "nl"), "name" → ("name", "")."""
    stem, _, language = target.rpartition("_")
    if (
        target not in FIELDS
        and language in TEXT_LANGUAGES
        and FIELDS.get(stem, Field("id", "")).kind == "texts"
    ):
        return stem, language
    return target, ""
