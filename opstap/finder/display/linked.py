"""A space in the words of schema.org, inside its page: for search engines and assistants.

JSON-LD is data, not a script: browsers never run it, and the strict policy of the page stands.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from opstap.core import vocabularies
from opstap.core.texts import say
from opstap.spaces.hours import HoursError
from opstap.spaces.hours.ordinary import announced_left_out
from opstap.spaces.hours.week import days_of
from opstap.spaces.interruptions import interruptions_from, moved_on
from opstap.spaces.models import Interruption, Precision, PriceRule, Room, Space
from opstap.spaces.reserved import whole_hours, without_circles
from opstap.spaces.said.prices import price_lines
from opstap.spaces.said.whom import publics_words, welcome_words
from opstap.spaces.stops import times_told

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# What could end the element, or begin another one.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def linked_data(space: Space, now: datetime) -> SafeString:
    said = json.dumps(described(space, now), ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(said))


def described(space: Space, now: datetime) -> dict[str, Any]:
    """The place; and beside it the help it gives, where there is something to say for which a place of
    schema.org has no word: whom it is for, and what it costs."""
    place, service = thing(space, now), _service(space)
    if not service:
        return place
    context = place.pop("@context")
    return {"@context": context, "@graph": [place, service]}


def _service(space: Space) -> dict[str, Any]:
    """{} where there is nothing more to say."""
    language = get_language() or "fr"
    audience = [
        {"@type": "Audience", "audienceType": vocabularies.label("public", code, language)}
        for code in sorted(space.codes("public"))
    ]
    offers = [_offer(row, language) for row in space.price_rules.all()]
    if not audience and not offers:
        return {}
    found: dict[str, Any] = {
        "@type": "Service",
        "name": say(space.names),
        "description": welcome_words(space.admission, space.codes("public")),
        "audience": audience,
        "availableChannel": {
            "@type": "ServiceChannel",
            "serviceLocation": {"@id": f"urn:uuid:{space.uid}"},
        },
        "offers": offers,
    }
    return {name: value for name, value in found.items() if value not in ("", [])}


def _offer(row: PriceRule, language: str) -> dict[str, Any]:
    """What one pays, for each unit, in euros."""
    found: dict[str, Any] = {
        "@type": "Offer",
        "name": vocabularies.label("price_item", row.item, language),
        "description": price_lines([row])[0],
        "priceSpecification": {
            "@type": "UnitPriceSpecification",
            "price": f"{row.amount:.2f}",
            "priceCurrency": "EUR",
            "unitText": vocabularies.label("price_unit", row.unit, language),
        },
    }
    if row.publics:
        found["eligibleCustomerType"] = publics_words(row.publics)
    return found


def thing(space: Space, now: datetime) -> dict[str, Any]:
    """`now` in the zone of the space: hours are those of the seven days from then on, announced closings left
    out; of a space that moves the dates on which it comes."""
    moved = moved_on(space, now.date())
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "CivicStructure",
        "@id": f"urn:uuid:{space.uid}",
        "name": say(space.names),
        "alternateName": sorted({name for name in space.names.values() if name and name != say(space.names)}),
        "url": f"{settings.SITE_URL}{space.get_absolute_url()}",
        "description": say(space.descriptions),
        "telephone": space.phone,
        "email": space.email,
        "sameAs": space.website,
        "address": _address(space if moved is None else moved, space.country),
        "inLanguage": get_language() or "fr",
        "publicAccess": "no_public" not in space.codes("access_mode"),
    }
    closures = [one for one in interruptions_from(space, now.date()) if not one.is_move]
    found["specialOpeningHoursSpecification"] = [_closure(one) for one in closures]
    if not any(one.last_day is None and one.covers(now.date()) for one in closures):
        found["openingHoursSpecification"] = _dates(space, now) if space.is_itinerant else _hours(space, now)
    if space.price in {"free", "paid"}:
        found["isAccessibleForFree"] = space.price == "free"
    found["containsPlace"] = [_room(room) for room in space.rooms.all()]
    found["geo"] = _point(space, moved)
    if space.wheelchair in {"yes", "no"}:
        found["amenityFeature"] = {
            "@type": "LocationFeatureSpecification",
            "name": "wheelchair",
            "value": space.wheelchair == "yes",
        }
    return {name: value for name, value in found.items() if value not in ("", [], {})}


def _room(room: Room) -> dict[str, Any]:
    seats = {} if room.places is None else {"maximumAttendeeCapacity": room.places}
    return {"@type": "Room", "name": say(room.names), **seats}


def _hours(space: Space, now: datetime) -> list[dict[str, str]]:
    try:
        filed = days_of(
            announced_left_out(without_circles(space, whole_hours(space))),
            country=space.holiday_country,
            timezone=space.timezone,
            start_date=now.date(),
            days=7,
        )
    except HoursError:
        return []
    days = [now.date() + timedelta(days=step) for step in range(7)]
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": WEEKDAYS[day.weekday()],
            "opens": f"{one.start.astimezone(space.zone):%H:%M}",
            "closes": f"{one.end.astimezone(space.zone):%H:%M}",
        }
        for day in sorted(days, key=lambda day: day.weekday())
        for one in filed.get(day, [])
    ]


def _dates(space: Space, now: datetime) -> list[dict[str, str]]:
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": WEEKDAYS[one.start.weekday()],
            "opens": f"{one.start:%H:%M}",
            "closes": f"{one.end:%H:%M}",
            "validFrom": one.start.date().isoformat(),
            "validThrough": one.start.date().isoformat(),
        }
        for one in times_told(space, now)
    ]


def _closure(one: Interruption) -> dict[str, str]:
    """Closed on all its days: from midnight to midnight, as schema.org says it. Without an end, until then
    the hours of the week are left out."""
    days = {"validFrom": one.first_day.isoformat()}
    if one.last_day is not None:
        days["validThrough"] = one.last_day.isoformat()
    return {"@type": "OpeningHoursSpecification", "opens": "00:00", "closes": "00:00", **days}


def _point(space: Space, moved: Interruption | None) -> dict[str, Any]:
    lat, lon = (space.lat, space.lon) if moved is None else (moved.lat, moved.lon)
    if lat is None or (moved is None and space.precision != Precision.EXACT):
        return {}
    return {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon}


def _address(place: Space | Interruption, country: str) -> dict[str, str]:
    """Where it is today."""
    said = {
        "streetAddress": say(place.streets),
        "postalCode": place.postcode,
        "addressLocality": say(place.cities),
        "addressCountry": country,
    }
    return {"@type": "PostalAddress"} | {name: text for name, text in said.items() if text}
