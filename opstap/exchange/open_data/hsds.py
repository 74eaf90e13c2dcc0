"""Spaces as services of the Human Services Data Specification 3.0 (Open Referral).

One space is one service at one location; what our closed lists say becomes attributes with a taxonomy term.
Ids of the parts are derived from that of the space, so that they stay the same. Hours travel as an
OpenStreetMap expression in the description of a schedule: HSDS has no notation for holidays. For those
who do not read such expressions the next times of a stop are told once more, each as a schedule of its own.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone, translation

from opstap.core import vocabularies
from opstap.core.texts import say
from opstap.exchange.open_data.place import address_of
from opstap.spaces.interruptions import announced, closed_on, interruptions_from
from opstap.spaces.models import Organisation, Precision, PriceRule, Space, Stop
from opstap.spaces.said.hours_elsewhere import shared_hours
from opstap.spaces.said.prices import price_lines
from opstap.spaces.said.whom import welcome_words
from opstap.spaces.stops import StopTime, stops_of, times_told

TAXONOMY = UUID("01937b2e-6f00-7c55-8a1e-0c6f1f8f7a10")
"""Of this project: the base of the ids of terms."""
LISTS = ("service", "support", "public", "special_care", "access_mode")
_BELGIAN = re.compile(r"[01]\d{3}\.?\d{3}\.?\d{3}", re.ASCII)
_URI = re.compile(r"https?://[^\s<>\"{}|\\^`]+")

Data = dict[str, Any]


def service_of(space: Space) -> Data:
    today = timezone.localdate(timezone=space.zone)
    found: Data = {
        "id": str(space.uid),
        "name": say(space.names, "fr"),
        "description": say(space.descriptions, "fr"),
        "url": space.website if _URI.fullmatch(space.website) else address_of(space),
        "status": "temporarily closed" if closed_on(space, today) else "active",
        "alert": " ".join(_alerts(space, today)),
        "last_modified": space.changed_at.isoformat(),
        "eligibility_description": _eligibility(space),
        "fees_description": say(space.price_note, "fr"),
        "phones": [{"id": _part(space, "phone"), "number": space.phone}] if space.phone else [],
        "schedules": _schedules(space),
        "languages": [_language(space, code) for code in sorted(space.codes("language"))],
        "cost_options": _costs(space),
        "service_at_locations": [_at_location(space), *_at_stops(space)],
        "attributes": [
            *(_attribute(space, name, code) for name in LISTS for code in sorted(space.codes(name))),
            *(_easy(space, language) for language in sorted(space.easy_texts)),
        ],
    }
    if space.names.get("nl") and space.names.get("nl") != found["name"]:
        found["alternate_name"] = space.names["nl"]
    if space.email:
        found["email"] = space.email
    if space.confirmed_at:
        found["assured_date"] = space.confirmed_at.astimezone(space.zone).date().isoformat()
    if space.organisation:
        found["organization"] = _organisation(space.organisation)
    return {name: value for name, value in found.items() if value not in ("", [])}


def _eligibility(space: Space) -> str:
    with translation.override("fr"):
        return welcome_words(space.admission, space.codes("public"))


def _alerts(space: Space, today: date) -> Iterator[str]:
    """Closures and moves that run or come, in French."""
    with translation.override("fr"):
        for one in interruptions_from(space, today):
            yield announced(one, today)
            if reason := say(one.reasons):
                yield f"{reason.rstrip('.')}."


def _part(space: Space, name: str) -> str:
    return str(uuid5(space.uid, name))


def _organisation(run_by: Organisation) -> Data:
    name = say(run_by.names, "fr")
    kind = vocabularies.label("organisation_kind", run_by.kind, "fr") if run_by.kind else name
    found: Data = {"id": str(run_by.uid), "name": name, "description": kind}
    if _URI.fullmatch(run_by.website):
        found["website"] = run_by.website
    if run_by.enterprise_number:
        said = _enterprise_number(run_by.enterprise_number)
        found["organization_identifiers"] = [{"id": str(uuid5(run_by.uid, "number")), **said}]
    return found


def _enterprise_number(number: str) -> Data:
    """Of the Belgian register only what has its form; a number of another country stays as it was typed."""
    if not _BELGIAN.fullmatch(number):
        return {"identifier_type": "enterprise number", "identifier": number}
    digits = number.replace(".", "")
    return {"identifier_scheme": "BE-BCE_KBO", "identifier_type": "KBO/BCE", "identifier": digits}


def _schedules(space: Space) -> list[Data]:
    kinds = (("open", space.open_hours), ("staffed", space.staffed_hours), ("training", space.training_hours))
    return [
        {
            "id": _part(space, f"schedule {kind}"),
            "description": shared_hours(space, hours),
            "attending_type": kind,
        }
        for kind, hours in kinds
        if hours
    ]


def _language(space: Space, code: str) -> Data:
    name = vocabularies.label("language", code, "en")
    return {"id": _part(space, f"language {code}"), "name": name, "code": code}


def _costs(space: Space) -> list[Data]:
    rows = list(space.price_rules.all())
    if rows:
        return [_cost(row) for row in rows]
    if not space.price:
        return []
    option: Data = {"id": _part(space, "price"), "option": vocabularies.label("price", space.price, "en")}
    return [option | ({"amount": 0, "currency": "EUR"} if space.price == "free" else {})]


def _cost(row: PriceRule) -> Data:
    unit = vocabularies.label("price_unit", row.unit, "en")
    option: Data = {
        "id": str(row.uid),
        "option": vocabularies.label("price_item", row.item, "en"),
        "currency": "EUR",
        "amount": float(row.amount),
    }
    with translation.override("fr"):
        (said,) = price_lines([row])
    return option | {"amount_description": f"{unit}. {said}"}


def _at_location(space: Space) -> Data:
    return {"id": _part(space, "at location"), "location": _location(space)}


def _at_stops(space: Space) -> list[Data]:
    ahead = times_told(space, timezone.now())
    return [_at_stop(stop, [one for one in ahead if one.stop.pk == stop.pk]) for stop in stops_of(space)]


def _at_stop(stop: Stop, times: list[StopTime]) -> Data:
    """A stop of an itinerant space is a location with a timetable of its own: its rule, its next times."""
    name = say(stop.names, "fr") or say(stop.streets, "fr")
    found: Data = {"id": str(uuid5(stop.uid, "location")), "location_type": "physical", "name": name}
    if stop.lat is not None and stop.lon is not None:
        found |= {"latitude": stop.lat, "longitude": stop.lon}
    found["addresses"] = [
        {
            "id": str(uuid5(stop.uid, "address")),
            "address_1": say(stop.streets, "fr"),
            "city": say(stop.cities, "fr"),
            "state_province": "",
            "postal_code": stop.postcode,
            "country": stop.space.country,
            "address_type": "physical",
        }
    ]
    schedule = {"id": str(uuid5(stop.uid, "schedule")), "attending_type": "staffed"}
    schedule["description"] = shared_hours(stop.space, stop.whole_hours)
    schedules = [schedule, *map(_once, times)]
    return {"id": str(uuid5(stop.uid, "at location")), "location": found, "schedules": schedules}


def _once(one: StopTime) -> Data:
    """One time at a stop, as what happens once on one day (RFC 5545: a first day and a count of one)."""
    day = one.start.date().isoformat()
    start, end = (moment.isoformat(timespec="minutes") for moment in (one.start, one.end))
    return {
        "id": str(uuid5(one.stop.uid, f"schedule {start}")),
        "attending_type": "staffed",
        "valid_from": day,
        "valid_to": day,
        "dtstart": day,
        "freq": "WEEKLY",
        "count": 1,
        "opens_at": start.partition("T")[2],
        "closes_at": end.partition("T")[2],
    }


def _location(space: Space) -> Data:
    found: Data = {
        "id": _part(space, "location"),
        "location_type": "physical",
        "url": address_of(space),
        "name": say(space.names, "fr"),
        "transportation": say(space.how_to_come, "fr"),
        "addresses": [_address(space)],
        "accessibility": _accessibility(space),
    }
    if space.precision == Precision.EXACT and space.lat is not None and space.lon is not None:
        found |= {"latitude": space.lat, "longitude": space.lon}
    return {name: value for name, value in found.items() if value not in ("", [])}


def _address(space: Space) -> Data:
    """All of it is demanded; what nobody said is an empty text."""
    area = say(space.municipality.names, "fr") if space.municipality else ""
    return {
        "id": _part(space, "address"),
        "address_1": say(space.streets, "fr"),
        "city": say(space.cities, "fr") or area,
        "state_province": area,
        "postal_code": space.postcode,
        "country": space.country,
        "address_type": "physical",
    }


def _accessibility(space: Space) -> list[Data]:
    if not space.wheelchair:
        return []
    said = {"description": f"wheelchair: {space.wheelchair}", "details": say(space.access_note, "fr")}
    return [{"id": _part(space, "accessibility"), **said}]


def _attribute(space: Space, name: str, code: str) -> Data:
    term = vocabularies.label(name, code, "en")
    uid = str(uuid5(TAXONOMY, f"{name}:{code}"))
    return {
        "id": _part(space, f"{name}:{code}"),
        "link_id": str(space.uid),
        "taxonomy_term_id": uid,
        "link_type": name,
        "link_entity": "service",
        "taxonomy_term": {"id": uid, "code": code, "name": term, "description": term, "taxonomy": name},
    }


def _easy(space: Space, language: str) -> Data:
    """The text for people who read with difficulty: HSDS has no place for it but an attribute."""
    uid = str(uuid5(TAXONOMY, f"easy_text:{language}"))
    term = {"id": uid, "code": language, "name": "easy to read", "taxonomy": "easy_text"}
    return {
        "id": _part(space, f"easy_text:{language}"),
        "link_id": str(space.uid),
        "taxonomy_term_id": uid,
        "link_type": "easy_text",
        "link_entity": "service",
        "value": space.easy_texts[language],
        "taxonomy_term": term | {"description": f"Easy to read, language {language}"},
    }


def pieces(spaces: Iterable[Space]) -> Iterable[bytes]:
    """One page with all services, in the shape of a list of HSDS, piece by piece."""
    yield b'{"contents":['
    number = 0
    for number, space in enumerate(spaces, start=1):
        yield b",\n" if number > 1 else b"\n"
        yield json.dumps(service_of(space), ensure_ascii=False, separators=(",", ":")).encode()
    page: Data = {
        "total_items": number,
        "total_pages": 1,
        "page_number": 1,
        "size": number,
        "first_page": True,
        "last_page": True,
        "empty": number == 0,
    }
    yield b"\n]," + json.dumps(page)[1:].encode()
