"""The catalogue of free software as data: each program, and the ids of the published spaces that use it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from opstap.core import vocabularies
from opstap.exchange.open_data.asked import Parameter, RefusedError
from opstap.network.models import FreeProgram, ProgramInUse
from opstap.network.searching import LONGEST, find_programs
from opstap.spaces.models import Publication
from opstap.territory.models import Network

Schema = dict[str, Any]
_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
_IDS: Schema = {"type": "array", "items": {"type": "string", "format": "uuid"}}


def _codes(name: str) -> Schema:
    return {"type": "array", "items": {"type": "string", "enum": vocabularies.vocabulary(name).codes()}}


@dataclass(frozen=True, slots=True)
class Field:
    """`said`: the value of a program, given the ids of the spaces that use it. `meaning`: for OpenAPI."""

    name: str
    schema: Schema
    said: Callable[[FreeProgram, list[str]], Any]
    meaning: str


def _address(program: FreeProgram, _places: list[str]) -> str:
    with translation.override("fr"):
        return f"{settings.SITE_URL}{reverse('finder:program', args=[program.uid])}"


FIELDS = (
    Field("id", {"type": "string", "format": "uuid"}, lambda p, _: str(p.uid), "Stays the same for ever."),
    Field("url", {"type": "string", "format": "uri"}, _address, "Its page on this site."),
    Field("network", _TEXT, lambda p, _: p.network.slug, "Short name of the network whose catalogue has it."),
    Field("name", _TEXT, lambda p, _: p.name, "Its name."),
    Field(
        "kind",
        {"type": "string", "enum": vocabularies.vocabulary("software_field").codes()},
        lambda p, _: p.field,
        "What kind of program it is.",
    ),
    Field("purposes", _TEXTS, lambda p, _: p.purposes, "What it is for, by language."),
    Field(
        "replaces",
        {"type": "array", "items": {"type": "string"}},
        lambda p, _: p.replaces,
        "Names of the proprietary programs that it stands in for.",
    ),
    Field("licence", _TEXT, lambda p, _: p.licence, "An expression of the SPDX licence list."),
    Field("systems", _codes("operating_system"), lambda p, _: p.systems, "What it runs on; [] = not said."),
    Field("languages", _codes("language"), lambda p, _: p.languages, "Of its screens, at least these."),
    Field("website", _TEXT, lambda p, _: p.website, "Of its makers; '' = not said."),
    Field(
        "last_day",
        {"type": ["string", "null"], "format": "date"},
        lambda p, _: p.valid_until and p.valid_until.isoformat(),
        "The network recommends it until this day; null = without end.",
    ),
    Field("places", _IDS, lambda _p, places: places, "Ids of the published spaces where one can use it."),
    Field(
        "changed_at",
        {"type": "string", "format": "date-time"},
        lambda p, _: p.changed_at.isoformat(),
        "When what is said of it last changed; not when a space began to use it.",
    ),
)
PARAMETERS = (
    Parameter("q", {"type": "string", "maxLength": LONGEST}, "What people type: a program, what it is for."),
    Parameter(
        "system",
        {"type": "string", "enum": vocabularies.vocabulary("operating_system").codes()},
        "What it must run on.",
    ),
    Parameter("network", {"type": "string"}, "Short name of a network: its catalogue."),
)


def as_json(program: FreeProgram, places: list[str]) -> dict[str, Any]:
    return {field.name: field.said(program, places) for field in FIELDS}


def answer(query: QueryDict, today: date) -> dict[str, Any]:
    """All that the networks recommend today and that fits. Raises RefusedError."""
    programs = list(_fitting(query, today))
    places = _places(programs)
    return {"programs": [as_json(one, places[one.pk]) for one in programs]}


def _fitting(query: QueryDict, today: date) -> list[FreeProgram]:
    known = {one.name for one in PARAMETERS}
    reasons = {name: _("There is no such parameter.") for name in query if name not in known}
    text, system, slug = query.get("q", ""), query.get("system", ""), query.get("network", "")
    if len(text) > LONGEST or "\0" in text:
        reasons["q"] = _("Write at most %(n)d letters.") % {"n": LONGEST}
    systems = vocabularies.vocabulary("operating_system")
    if system and system not in systems:
        reasons["system"] = _("Write one of these: %(known)s.") % {"known": ", ".join(systems.codes())}
    network = Network.objects.filter(slug=slug).first() if slug and "\0" not in slug else None
    if slug and network is None:
        reasons["network"] = _("There is no network of this name.")
    if reasons:
        raise RefusedError(reasons)
    programs = FreeProgram.objects.in_force(today).select_related("network")
    if network is not None:
        programs = programs.filter(network=network)
    found = [one for one in programs if not system or system in one.systems]
    return find_programs(found, text).programs


def find_program(uid: UUID) -> dict[str, Any] | None:
    program = FreeProgram.objects.select_related("network").filter(uid=uid).first()
    return as_json(program, _places([program])[program.pk]) if program else None


def _places(programs: Iterable[FreeProgram]) -> dict[int, list[str]]:
    uses = ProgramInUse.objects.filter(program__in=list(programs), space__publication=Publication.PUBLIC)
    found: dict[int, list[str]] = defaultdict(list)
    for key, uid in uses.order_by("space__uid").values_list("program", "space__uid"):
        found[key].append(str(uid))
    return found
