"""What the pages of the catalogue of free software show: to find a program, and where one can try it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import get_language

from opstap.core import vocabularies
from opstap.core.tongues import listed
from opstap.network.models import FreeProgram, ProgramInUse
from opstap.network.searching import LONGEST, find_programs
from opstap.spaces.models import Publication


@dataclass(frozen=True, slots=True)
class Entry:
    """A program, and in how many public spaces one can try it."""

    program: FreeProgram
    systems: str
    places: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """The programs of one kind."""

    code: str
    label: str
    entries: list[Entry]


def list_context(query: QueryDict, today: date) -> dict[str, Any]:
    """The catalogue as it is asked for: `q` what somebody types, `system` what it must run on."""
    text, system = query.get("q", "").replace("\0", "").strip()[:LONGEST], query.get("system", "")
    system = system if system in vocabularies.vocabulary("operating_system") else ""
    programs = [one for one in recommended(today) if not system or system in one.systems]
    found = find_programs(programs, text)
    entries = _entries(found.programs)
    return {
        "q": text,
        "system": system,
        "systems": vocabularies.vocabulary("operating_system").codes(),
        "entries": entries if text else [],
        "shelves": [] if entries and text else _shelves(entries if not text else _entries(programs)),
        "alike": found.alike,
        "is_asked": bool(text),
        "total": len(programs),
    }


def recommended(today: date) -> list[FreeProgram]:
    """What the networks of this site recommend; each program once, where several have it."""
    programs = FreeProgram.objects.in_force(today).order_by("folded", "pk")
    return list({program.folded: program for program in reversed(programs)}.values())[::-1]


def _entries(programs: Iterable[FreeProgram]) -> list[Entry]:
    public = ProgramInUse.objects.filter(space__publication=Publication.PUBLIC).order_by()
    counted = public.values_list("program__folded").annotate(n=Count("space", distinct=True))
    places = dict(counted)
    return [
        Entry(one, terms_said("operating_system", one.systems), places.get(one.folded, 0)) for one in programs
    ]


def _shelves(entries: list[Entry]) -> list[Shelf]:
    kinds: dict[str, list[Entry]] = {code: [] for code in vocabularies.vocabulary("software_field").codes()}
    for entry in entries:
        kinds.setdefault(entry.program.field, []).append(entry)
    language = get_language() or "fr"
    return [
        Shelf(code, vocabularies.label("software_field", code, language), found)
        for code, found in kinds.items()
        if found
    ]


def terms_said(vocabulary: str, codes: Iterable[str]) -> str:
    """Labels in the order of the list."""
    chosen, language = set(codes), get_language() or "fr"
    terms = vocabularies.vocabulary(vocabulary).terms
    return listed(term.label(language) for term in terms if term.code in chosen)
