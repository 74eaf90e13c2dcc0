"""What a program asks of the API: the filters of the finder, a place, a page, changes since a moment.

Nothing is guessed: what cannot be read, and what nobody knows, is refused with its name and the reason.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from opstap.core import vocabularies
from opstap.finder.search import Question, read_question
from opstap.territory.models import Area, Network

LIMIT, MOST = 100, 500
RADIUS_KM, FARTHEST_KM = 5.0, 100.0
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)

_POSTCODE = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z -]{0,10}[0-9A-Za-z])?")
# A plus sign in an address that nobody wrote as %2B arrives as a space.
_LOST_PLUS = re.compile(r"(?<=\d) (?=\d\d:?\d\d$)")


class RefusedError(Exception):
    """`reasons`: name of the parameter → what is wrong with it, in the language of the page."""

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Parameter:
    """A part of the address: its JSON Schema, and what it means (for the OpenAPI document)."""

    name: str
    schema: dict[str, Any]
    meaning: str


_FLAG = {"type": "string", "enum": ["0", "1"]}

FILTERS = (
    Parameter("now", _FLAG, "Somebody is there to help now."),
    Parameter("today", _FLAG, "Still opens, or is open, today."),
    Parameter("open", _FLAG, "Open now."),
    Parameter("help", {"type": "string", "enum": vocabularies.vocabulary("service").codes()}, "A service."),
    Parameter(
        "language", {"type": "string", "enum": vocabularies.vocabulary("language").codes()}, "Spoken there."
    ),
    Parameter(
        "public",
        {"type": "string", "enum": vocabularies.vocabulary("public").codes()},
        "Receives this public: all but places that are for others only.",
    ),
    Parameter("price", {"type": "string", "enum": ["free"]}, "Free of charge."),
    Parameter("wheelchair", _FLAG, "One gets in with a wheelchair, alone or with help."),
    Parameter("evening", _FLAG, "Open some evening."),
    Parameter("weekend", _FLAG, "Open some day of the weekend."),
)
PLACES = (
    Parameter(
        "near",
        {"type": "string", "examples": ["50.855,4.339"]},
        "Latitude,longitude of a point. A space that moves is where it stops.",
    ),
    Parameter(
        "radius_km",
        {"type": "number", "exclusiveMinimum": 0, "maximum": FARTHEST_KM, "default": RADIUS_KM},
        "How far from that point, in kilometres.",
    ),
    Parameter(
        "postcode",
        {"type": "string", "maxLength": 12},
        "Exactly this postcode, of the space or of one of its stops.",
    ),
    Parameter("municipality", {"type": "string"}, "Official code of a municipality (NIS in Belgium)."),
    Parameter("network", {"type": "string"}, "Short name of a network: its members of today."),
)
PAGING = (
    Parameter(
        "changed_since",
        {"type": "string", "format": "date-time"},
        "Only what changed at or after this moment (or day), spaces that are gone included.",
    ),
    Parameter("after", {"type": "string", "format": "uuid"}, "The `next` of the page before."),
    Parameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT},
        "At most so many places on a page.",
    ),
)
PARAMETERS = (*FILTERS, *PLACES, *PAGING)
TIMED = ("now", "today", "open")


@dataclass(frozen=True)
class Asked:
    """`question`: the wishes and the point of the finder's own question."""

    question: Question
    radius_km: float = RADIUS_KM
    postcode: str = ""
    municipality: str = ""
    network: Network | None = None
    changed_since: datetime | None = None
    after: UUID | None = None
    limit: int = LIMIT

    @property
    def is_timed(self) -> bool:
        """The answer changes with the clock, not only with the records."""
        return self.question.is_about_now


def read_asked(query: QueryDict, now: datetime) -> Asked:
    """Raises RefusedError with every parameter that cannot be taken."""
    return _Reader(query, now).read()


class _Reader:
    def __init__(self, query: QueryDict, now: datetime) -> None:
        self.query, self.now = query, now
        self.reasons: dict[str, str] = {}

    def read(self) -> Asked:
        question = self._question()
        asked = Asked(
            question,
            radius_km=self._read("radius_km", self._radius, RADIUS_KM),
            postcode=self._read("postcode", _postcode, ""),
            municipality=self._read("municipality", _municipality, ""),
            network=self._read("network", _network, None),
            changed_since=self._read("changed_since", self._since, None),
            after=self._read("after", _key, None),
            limit=self._read("limit", _limit, LIMIT),
        )
        self._check_names()
        self._check_together(asked)
        if self.reasons:
            raise RefusedError(self.reasons)
        return asked

    def _question(self) -> Question:
        """The finder reads its own parts; it leaves out what it cannot read, here that is refused."""
        known = {one.name for one in (*FILTERS, *PLACES)}
        own = QueryDict(mutable=True)
        for name in known & set(self.query):
            own[name] = self.query.get(name, "")
        question = read_question(own)
        for name in question.unread:
            self.reasons[name] = _expected(name)
        return question

    def _read(self, name: str, read: Callable[[str], Any], otherwise: Any) -> Any:
        written = self.query.get(name, "").strip()
        if not written:
            return otherwise
        try:
            return read(written)
        except ValueError as error:
            self.reasons[name] = str(error)
            return otherwise

    def _radius(self, written: str) -> float:
        found = float(written) if re.fullmatch(r"\d{1,4}(\.\d{1,6})?", written) else 0.0
        if not 0 < found <= FARTHEST_KM:
            raise ValueError(_("A number of kilometres above 0, at most %(most)g.") % {"most": FARTHEST_KM})
        return found

    def _since(self, written: str) -> datetime:
        said = _("A day (2026-01-31) or a moment (2026-01-31T08:00:00Z), from the year 2000 until now.")
        try:
            moment = datetime.fromisoformat(_LOST_PLUS.sub("+", written))
            is_day = len(written) <= len("2026-01-31")
            moment = moment.replace(tzinfo=UTC) if is_day and moment.tzinfo is None else moment
            found = moment.astimezone(UTC) if moment.tzinfo else EARLIEST.replace(year=1999)
        except (ValueError, OverflowError):
            raise ValueError(said) from None
        if not EARLIEST <= found <= self.now:
            raise ValueError(said)
        return found

    def _check_names(self) -> None:
        known = [one.name for one in PARAMETERS]
        for name in sorted(set(self.query) - set(known)):
            self.reasons[_shown(name)] = _("Nobody knows this name here. Known are: %(names)s.") % {
                "names": ", ".join(known)
            }

    def _check_together(self, asked: Asked) -> None:
        if "radius_km" in self.query and asked.question.near is None:
            self.reasons.setdefault("radius_km", _("A radius needs a point: add near=latitude,longitude."))
        if asked.changed_since and asked.is_timed:
            timed = next(name for name in TIMED if self.query.get(name) == "1")
            self.reasons[timed] = _("What changes by the hour cannot be asked together with changed_since.")


def _shown(name: str) -> str:
    """A name as it may be repeated: printable, not long."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:60]


def _expected(name: str) -> str:
    if name == "near":
        return _("Latitude,longitude in degrees, for example 50.855,4.339.")
    schema = next(one.schema for one in FILTERS if one.name == name)
    return _("One of: %(values)s.") % {"values": ", ".join(schema["enum"])}


def _limit(written: str) -> int:
    found = int(written) if re.fullmatch(r"[0-9]{1,6}", written) else 0
    if not 1 <= found <= MOST:
        raise ValueError(_("A whole number from 1 to %(most)d.") % {"most": MOST})
    return found


def _key(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise ValueError(_("The id that stood in “next” of the page before.")) from None


def _postcode(written: str) -> str:
    if not (written.isascii() and _POSTCODE.fullmatch(written)):
        raise ValueError(_("A postcode: at most 12 letters and digits."))
    return written


def _municipality(written: str) -> str:
    is_code = written.isascii() and written.isalnum() and len(written) <= 20
    if not is_code or not Area.objects.municipalities().filter(code=written).exists():
        raise ValueError(_("No municipality has this code here."))
    return written


def _network(written: str) -> Network:
    is_slug = written.isascii() and written.isprintable() and len(written) <= 50
    found = Network.objects.filter(slug=written).first() if is_slug else None
    if found is None:
        known = ", ".join(Network.objects.values_list("slug", flat=True)[:20])
        raise ValueError(_("No network has this name. Known are: %(names)s.") % {"names": known or "–"})
    return found
