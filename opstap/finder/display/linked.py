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

from opstap.core.texts import say
from opstap.spaces.hours import HoursError, implied_open_hours
from opstap.spaces.hours.ordinary import announced_left_out
from opstap.spaces.hours.week import days_of
from opstap.spaces.models import Precision, Space

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# What could end the element, or begin another one.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def linked_data(space: Space, now: datetime) -> SafeString:
    said = json.dumps(thing(space, now), ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(said))


def thing(space: Space, now: datetime) -> dict[str, Any]:
    """`now` in the zone of the space: hours are those of the seven days from then on, closings left out."""
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
        "address": _address(space),
        "inLanguage": get_language() or "fr",
        "publicAccess": "no_public" not in space.codes("access_mode"),
    }
    found["openingHoursSpecification"] = _hours(space, now)
    if space.price in {"free", "paid"}:
        found["isAccessibleForFree"] = space.price == "free"
    if space.precision == Precision.EXACT:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": space.lat, "longitude": space.lon}
    if space.wheelchair in {"yes", "no"}:
        found["amenityFeature"] = {
            "@type": "LocationFeatureSpecification",
            "name": "wheelchair",
            "value": space.wheelchair == "yes",
        }
    return {name: value for name, value in found.items() if value not in ("", [], {})}


def _hours(space: Space, now: datetime) -> list[dict[str, str]]:
    try:
        filed = days_of(
            announced_left_out(implied_open_hours(space.open_hours, space.staffed_hours)),
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


def _address(space: Space) -> dict[str, str]:
    said = {
        "streetAddress": say(space.streets),
        "postalCode": space.postcode,
        "addressLocality": say(space.cities),
        "addressCountry": space.country,
    }
    return {"@type": "PostalAddress"} | {name: text for name, text in said.items() if text}
