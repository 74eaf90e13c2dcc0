"""The leaflet of a municipality: all its public spaces on a sheet to fold, in the language of the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi, ngettext
from django.utils.translation import gettext as _

from opstap.core import moments, vocabularies
from opstap.core.texts import say
from opstap.core.tongues import listed, ltr
from opstap.finder.display.outlines import outlines
from opstap.finder.display.sketch import sketch
from opstap.finder.display.words import distance_words
from opstap.finder.papers.addresses import REGIONAL, address_block, each, spoken
from opstap.finder.papers.hours import paper_hours
from opstap.finder.papers.knowing import good_to_know
from opstap.finder.papers.publisher import publisher_lines
from opstap.finder.papers.squares import square_of
from opstap.finder.papers.unchecked import unchecked_words
from opstap.finder.search import Question
from opstap.finder.search.answer import end_of_day, found_around
from opstap.finder.search.nearest import Point
from opstap.spaces.models import Precision, Space
from opstap.spaces.stops import spaces_stopping_at
from opstap.territory.models import Area, Network
from opstap.territory.sources import source_words

# Of a municipality without a space: so many of the nearest.
NEAREST = 6
# Kinds of help a place says on paper; its page says them all.
MOST_SERVICES = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """A space of the leaflet. `metres` from the middle of the municipality, None for its own spaces."""

    space: Space
    metres: float | None = None


def networks_around(area: Area) -> list[Network]:
    """The networks that serve the municipality, by the areas it lies in."""
    parents = [area.pk, area.parent_id, area.parent.parent_id if area.parent else None]
    return list(Network.objects.filter(area__in=[pk for pk in parents if pk]).select_related("area"))


def spaces_in(area: Area, now: datetime) -> list[Space]:
    """The public spaces of a municipality that people can visit, and those that stop there, by name."""
    stopping = spaces_stopping_at(area.postcodes.values("postcode"))
    spaces = _visited(now).filter(Q(municipality=area) | Q(country=area.country, pk__in=stopping))
    found = [space for space in spaces if _receives(space)]
    return sorted(found, key=lambda space: (say(space.names).casefold(), space.pk))


def _visited(now: datetime) -> Any:
    still = Q(valid_until=None) | Q(valid_until__gte=timezone.localdate(now))
    shown = Space.objects.public().select_related("municipality", "antenna_of")
    return shown.prefetch_related("offers", "interruptions", "stops", "reserved_times").filter(still)


def _receives(space: Space) -> bool:
    return "no_public" not in space.codes("access_mode")


def nearest_to(area: Area, now: datetime) -> list[Listed]:
    """The nearest spaces of elsewhere; none where nobody knows where the municipality is."""
    if area.lat is None or area.lon is None:
        return []
    point = Point(area.lat, area.lon, now, end_of_day(now))
    found, _totals = found_around(Question(), point, 3 * NEAREST)
    near = [one for one in found if one.metres is not None]
    spaces = _visited(now).in_bulk([one.pk for one in near])
    return [
        Listed(spaces[one.pk], one.metres) for one in near if one.pk in spaces and _receives(spaces[one.pk])
    ][:NEAREST]


def leaflet_facts(area: Area, networks: Sequence[Network], now: datetime) -> dict[str, Any]:
    """All that `documents/leaflet.typ` says, in the language that is active."""
    own = [Listed(space) for space in spaces_in(area, now)]
    listed = own or nearest_to(area, now)
    name, address, language = say(area.names), list_address(area), get_language() or "fr"
    is_invented = settings.DEMO or any(one.space.is_invented for one in listed)
    return {
        "title": _("Help with computer and internet in %(place)s") % {"place": name},
        "language": language,
        "rtl": get_language_bidi(),
        "sender": ", ".join(say(network.names) for network in networks),
        "demo": _("Demonstration. Everything is invented.") if is_invented else None,
        "cover": {
            "kicker": " · ".join(say(network.names) for network in networks),
            "heading": _("A computer, internet, and somebody who helps you"),
            "place": name,
            "lead": _lead(own),
        },
        "flap": list(_flap(listed)),
        "map": _map(listed),
        "back": _back(networks, address, now),
        "unchecked": unchecked_words([language]),
        "heading": _("Places in %(place)s") % {"place": name} if own else _("The nearest places"),
        "lead": "" if own else _none_here(name, listed),
        "places": [_place(number, one, now) for number, one in enumerate(listed, start=1)],
        "more": _("More places stand on the next sheet."),
        "marks": {
            "sheet": _("Sheet {n} of {all}"),
            "outside": _("outside"),
            "inside": _("inside"),
            "fold": _("Print on both sides, turned over the short edge, and fold at the marks."),
        },
    }


def list_address(area: Area) -> str:
    """The finder's list of the municipality, in the language that is active."""
    query = Question().at(say(area.names), area.pk).to_query()
    return f"{settings.SITE_URL}{reverse('finder:results')}{query}"


def _lead(own: Sequence[Listed]) -> str:
    if not own:
        return _("The nearest places, their hours and their phone numbers.")
    free = sum(one.space.price == "free" for one in own)
    said = ngettext("%(n)s place in your municipality.", "%(n)s places in your municipality.", len(own))
    said %= {"n": len(own)}
    if free == len(own):
        return f"{said} " + _("Free of charge.")
    return f"{said} " + _("%(n)s are free of charge.") % {"n": free} if free > 1 else said


def _none_here(name: str, listed: Sequence[Listed]) -> str:
    none = _("There is no place in %(place)s yet.") % {"place": name}
    far = _("How far: as the crow flies, from the middle of the municipality.")
    return f"{none} " + (far if listed else _("Call, or look on the website."))


def _flap(listed: Sequence[Listed]) -> Iterator[tuple[str, list[str]]]:
    """A heading and its lines each."""
    language = get_language() or "fr"
    offered = {code for one in listed for code in one.space.codes("service")}
    terms = vocabularies.vocabulary("service").terms
    services = [term.label(language) for term in terms if term.code in offered]
    if services:
        yield _("What you can do here"), services
    yield (
        _("What to bring"),
        [_("Your letter or your form, if you have one"), _("Your phone and your identity card")],
    )
    yield (
        _("Good to know"),
        [
            _("You do not have to know anything about computers."),
            _("Nobody asks your name for a little help."),
            _("Keep your codes for yourself. You type them yourself."),
            _("On public holidays most places are closed. Call first."),
        ],
    )


def _map(listed: Sequence[Listed]) -> dict[str, Any] | None:
    """The places by their numbers over the outlines around them; None where no point is exact."""
    exact = [
        (number, one.space.lat, one.space.lon)
        for number, one in enumerate(listed, start=1)
        if one.space.precision == Precision.EXACT and one.space.lat is not None and one.space.lon is not None
    ]
    ground = outlines()
    drawing = None if ground.is_empty else sketch(exact, ground)
    if drawing is None:
        return None
    width, height = drawing.width, drawing.height
    shapes = "".join(
        f'<path d="{path}" fill="#f4ece0" stroke="#8a7a70" stroke-width="2"/>' for path in drawing.paths
    )
    sources = "; ".join(source_words(source) for source in ground.sources)
    return {
        "heading": _("On the map"),
        "alt": _("Map of the places. The numbers are those of the list inside."),
        "ratio": height / width,
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{shapes}</svg>',
        "marks": [[str(pin.number), float(pin.x) / width, float(pin.y) / height] for pin in drawing.pins],
        "credit": _("Outlines:") + f" {sources}" if sources else "",
    }


def _back(networks: Sequence[Network], address: str, now: datetime) -> dict[str, Any]:
    day = moments.date_words(now)
    return {
        "heading": _("Who is open now?"),
        "scan": _("Scan the square with your phone: all places, with their hours of today."),
        "qr": square_of(address),
        "alt": _("QR code: %(address)s") % {"address": address},
        "site": settings.SITE_URL.partition("://")[2],
        "contacts": [_contact(network) for network in networks],
        "made": _("Printed on %(day)s. Something may have changed: call first.") % {"day": day},
        "publisher": publisher_lines(networks, [get_language() or "fr"]),
    }


def _contact(network: Network) -> dict[str, Any]:
    """Name and lines, each with its language; the phone is written large."""
    language = get_language() or "fr"
    note = each(network.phone_note, [language])
    plain = [(REGIONAL[0], ltr(network.phone), True), (REGIONAL[0], network.email, False)]
    lines = [plain[0], *((code, text, False) for code, text in note), plain[1]]
    return {"name": each(network.names, [language]), "lines": [line for line in lines if line[1]]}


def _place(number: int, one: Listed, now: datetime) -> dict[str, Any]:
    space, language = one.space, get_language() or "fr"
    hours = paper_hours(space, now)
    return {
        "number": str(number),
        "names": each(space.names, spoken([language])),
        "away": distance_words(one.metres),
        "address": [] if hours.stops else address_block(space, language),
        "phone": ltr(space.phone),
        **hours.as_facts(),
        "notes": [*hours.notes, *good_to_know(space)],
        "price": _price(space),
        "entrance": _entrance(space),
        "help": _services(space),
    }


def _entrance(space: Space) -> str:
    if space.wheelchair == "yes":
        return _("You can get in with a wheelchair.")
    return _("With a wheelchair: call first.") if space.wheelchair == "limited" else ""


def _services(space: Space) -> str:
    """A few of the kinds of help as one sentence."""
    language = get_language() or "fr"
    codes = space.codes("service")
    labels = [vocabularies.label("service", code, language) for code in codes[:1]]
    labels += [vocabularies.label_inside("service", code, language) for code in codes[1:MOST_SERVICES]]
    said = listed(labels)
    return f"{said}…" if len(codes) > MOST_SERVICES else said


def _price(space: Space) -> str:
    if not space.price:
        return _("Price: ask.")
    return f"{vocabularies.label('price', space.price, get_language() or 'fr')}."
