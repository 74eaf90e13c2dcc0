"""`opstap find "1070" --at 2026-11-24T10:00 --json`: the finder's answer, for people and for programs."""

import json
import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.http import QueryDict
from django.utils import timezone, translation

from opstap.core import vocabularies
from opstap.core.commands import PromptCommand
from opstap.core.texts import say
from opstap.finder.display import understood
from opstap.finder.display.rows import Row, rows_of
from opstap.finder.search import Answer, Question, read_question, search
from opstap.spaces.models import Space
from opstap.territory.models import Network

# Options without a value, and the part of the finder's address each stands for.
FLAGS = {
    "now": ("now", "1", "somebody helps at that time"),
    "today": ("today", "1", "open at that time or later that day"),
    "open": ("open", "1", "open at that time, with or without help"),
    "free": ("price", "free", "free of charge"),
    "wheelchair": ("wheelchair", "1", "one gets in with a wheelchair"),
    "evening": ("evening", "1", "usually open in the evening"),
    "weekend": ("weekend", "1", "usually open at the weekend"),
}


class Command(PromptCommand):
    help = "Find places near a postcode, a municipality, a named place or a point, nearest first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("where", nargs="?", default="", help="postcode, municipality or name of a place")
        parser.add_argument("--near", default="", metavar="LAT,LON", help="a point instead of a name")
        parser.add_argument(
            "--at",
            help="local time of the network: 2026-11-24T10:00; default now. "
            "The filters on opening know the next 60 days.",
        )
        for name, (_part, _value, said) in FLAGS.items():
            parser.add_argument(f"--{name}", action="store_true", help=said)
        parser.add_argument("--service", default="", metavar="CODE", help=_codes("service"))
        parser.add_argument("--language", default="", metavar="CODE", help=_codes("language"))
        parser.add_argument("--public", default="", metavar="CODE", help=_codes("public"))
        parser.add_argument("--page", default="1", help="20 places a page")
        parser.add_argument("--in", dest="tongue", default="en", choices=dict(settings.OFFICE_LANGUAGES))
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *_args: Any, **options: Any) -> None:
        question = _question(options)
        now = _instant(options["at"])
        with timezone.override(_zone()), translation.override(options["tongue"]):
            answer = search(question, now)
            rows = rows_of(answer)
            spaces = Space.objects.in_bulk([row.space.pk for row in rows])
            if options["json"]:
                self.stdout.write(json.dumps(_as_json(answer, rows, spaces), ensure_ascii=False, indent=2))
            else:
                self.stdout.write("\n".join(_as_lines(answer, rows, spaces)))
        if answer.is_unknown:
            sys.exit(1)


def _codes(vocabulary: str) -> str:
    return ", ".join(vocabularies.vocabulary(vocabulary).codes())


def _question(options: dict[str, Any]) -> Question:
    """The question a visitor would ask; raises CommandError for what the page would leave out."""
    parts = QueryDict(mutable=True)
    parts.update({name: options[name] for name in ("where", "near", "language", "public", "page")})
    parts["help"] = options["service"]
    parts.update({part: value for name, (part, value, _said) in FLAGS.items() if options[name]})
    question = read_question(parts)
    if question.unread:
        wrong = {"help": "service"}.get(question.unread[0], question.unread[0])
        known = f" Known codes: {_codes(wrong)}." if wrong in {"service", "language", "public"} else ""
        raise CommandError(f"--{wrong} cannot be read.{known}")
    if question.is_empty:
        raise CommandError("Say where: a postcode, a municipality, the name of a place, or --near LAT,LON.")
    return question


def _zone() -> ZoneInfo:
    network = Network.objects.first()
    return ZoneInfo(network.timezone if network else settings.TIME_ZONE)


def _instant(written: str | None) -> datetime:
    if not written:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise CommandError(f"--at {written} is no date and time. For example: 2026-11-24T10:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=_zone())


def _as_json(answer: Answer, rows: list[Row], spaces: dict[int, Space]) -> dict[str, Any]:
    origin = answer.origin
    return {
        "at": answer.now.isoformat(),
        "where": answer.question.where,
        "origin": origin
        and {"lat": origin.lat, "lon": origin.lon, "kind": origin.kind, "names": origin.label},
        "is_guess": answer.is_guess,
        "page": answer.question.page,
        "has_more": answer.has_more,
        "total": answer.totals and answer.totals.of(answer.question.moment),
        "places": [_place(row, spaces[row.space.pk]) for row in rows],
        "choices": [origin.label for origin in answer.choices],
        "did_you_mean": [origin.label for origin in answer.alike_areas]
        + [space.names for space in answer.alike_spaces],
    }


def _place(row: Row, space: Space) -> dict[str, Any]:
    status = row.status
    return {
        "slug": space.slug,
        "names": space.names,
        "url": settings.SITE_URL + space.get_absolute_url(),
        "metres": None if row.metres is None else round(row.metres),
        "distance": row.distance,
        "precision": space.precision,
        "status": {
            "kind": status.kind,
            "words": str(status.words),
            "confirmed_at": status.confirmed_at and status.confirmed_at.isoformat(),
            "until": status.until and status.until.isoformat(),
            "next_start": status.next_start and status.next_start.isoformat(),
        },
        "people_helping_today": row.helpers,
        "streets": space.streets,
        "postcode": space.postcode,
        "cities": space.cities,
        "phone": space.phone,
    }


def _as_lines(answer: Answer, rows: list[Row], spaces: dict[int, Space]) -> list[str]:
    if answer.choices:
        return ["Several places fit:", *(f"  {say(origin.label)}" for origin in answer.choices)]
    if answer.is_unknown:
        alike = [say(origin.label) for origin in answer.alike_areas]
        alike += [str(space) for space in answer.alike_spaces]
        return [f"{answer.question.where} is not known.", *(f"  Did you mean {name}?" for name in alike)]
    lines = [line for row in rows for line in _lines_of(row, spaces[row.space.pk])] or ["No place fits."]
    more = [f"There are more: --page {answer.question.page + 1}"] if answer.has_more else []
    return [*understood.notes(answer), *lines, *more]


def _lines_of(row: Row, space: Space) -> list[str]:
    address = " ".join(filter(None, [say(space.streets) + ",", space.postcode, say(space.cities)]))
    return [
        f"{row.number:>3}  {say(space.names)}" + (f"  ({row.distance})" if row.distance else ""),
        f"     {row.status.words}",
        f"     {address.lstrip(', ')}" + (f"  {space.phone}" if space.phone else ""),
    ]
