"""`opstap verify FILE [--key FILE] [--status-list FILE] [--json]`: does a credential hold?

Ends with 0 when it holds, 1 when it does not, 2 when it could not be checked (a file that cannot be read).
"""

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone, translation

from opstap.core.commands import PromptCommand
from opstap.credentials import reasons
from opstap.credentials.given import read_keys
from opstap.credentials.pictures import LARGEST_PICTURE, unpacked
from opstap.credentials.reading import LARGEST, read_object
from opstap.credentials.reasons import RefusedError
from opstap.credentials.rules.moments import read_moment, write_moment
from opstap.credentials.services import content_of, trust_here
from opstap.credentials.trust import Trust
from opstap.credentials.verifying import Summary, Verdict, summary, verify

COULD_NOT = 2


class Command(PromptCommand):
    help = "Say whether a verifiable credential (Open Badges 3.0) holds, or why not. Ends with 0, 1 or 2."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", help="JSON, JWT, a PNG or SVG badge, or a photo of a QR code; - reads what is piped in"
        )
        parser.add_argument(
            "--key",
            action="append",
            default=[],
            metavar="FILE",
            help="believe only this key: did.json, JWK, multibase or PEM, in a file or written here",
        )
        parser.add_argument(
            "--status-list", action="append", default=[], metavar="FILE", help="a status list, not fetched"
        )
        parser.add_argument("--at", metavar="MOMENT", help="as if it were then: 2026-11-25T10:00:00Z")
        parser.add_argument("--in", dest="tongue", default="en", choices=["fr", "nl", "en"])
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *_args: Any, **options: Any) -> None:
        data = _content(options["file"])
        now = _moment(options["at"])
        trust = _trust(options["key"], options["status_list"])
        verdict = _verdict(data, trust, now)
        with translation.override(options["tongue"]):
            said = json.dumps(_as_data(verdict), ensure_ascii=False, indent=2) if options["json"] else ""
            self.stdout.write(said or "\n".join(_lines(verdict)))
        if not verdict.holds:
            sys.exit(1)


def _verdict(data: bytes, trust: Trust, now: datetime) -> Verdict:
    """The database is asked only for what this installation issued itself."""
    try:
        found = unpacked(data, LARGEST) if trust.given else content_of(data)
        return verify(found, trust=trust, now=now)
    except RefusedError as error:
        return Verdict(error.reason, error.detail)
    except DatabaseError as error:
        raise CommandError(f"The database does not answer: {error}", returncode=COULD_NOT) from error


def _content(name: str) -> bytes:
    """At most a byte more than is taken."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(LARGEST_PICTURE + 1)
        with Path(name).open("rb") as file:
            return file.read(LARGEST_PICTURE + 1)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}", returncode=COULD_NOT) from error


def _moment(text: str | None) -> datetime:
    try:
        return read_moment(text) if text else timezone.now()
    except ValueError as error:
        raise CommandError("--at: write a moment as 2026-11-25T10:00:00Z", returncode=COULD_NOT) from error


def _trust(keys: Iterable[str], lists: Iterable[str]) -> Trust:
    here = trust_here()
    given = [key for text in keys for key in _keys(text)]
    return Trust(here.issuers, tuple(given), dict(map(_list, lists)), here.own_state, here.fetch)


def _keys(text: str) -> Any:
    try:
        return read_keys(text.encode() if text.startswith(("z6Mk", "did:key:")) else _content(text))
    except (ValueError, UnicodeError) as error:
        raise CommandError(f"--key {text}: {error}", returncode=COULD_NOT) from error


def _list(name: str) -> tuple[str, bytes]:
    """Its address, as it says itself, and its content."""
    content = _content(name)
    try:
        address = read_object(content.decode("utf-8-sig")).get("id")
    except (RefusedError, UnicodeError) as error:
        raise CommandError(f"--status-list {name}: no JSON", returncode=COULD_NOT) from error
    if not isinstance(address, str):
        raise CommandError(f"--status-list {name}: it has no id", returncode=COULD_NOT)
    return address, content


def _lines(verdict: Verdict) -> Iterable[str]:
    if verdict.reason is None:
        yield str(translation.gettext("It holds."))
    else:
        yield str(reasons.sentence(verdict.reason))
        yield f"({verdict.reason}{': ' if verdict.detail else ''}{verdict.detail})"
        yield str(reasons.advice(verdict.reason))
    if verdict.said:
        yield from (f"{name}: {value}" for name, value in _summary(summary(verdict.said)).items() if value)


def _as_data(verdict: Verdict) -> dict[str, Any]:
    return {
        "holds": verdict.holds,
        "reason": verdict.reason,
        "detail": verdict.detail,
        "sentence": str(reasons.sentence(verdict.reason)) if verdict.reason else "",
        "credential": _summary(summary(verdict.said)) if verdict.said else None,
    }


def _summary(said: Summary) -> dict[str, str | None]:
    return {
        "id": said.id,
        "name": said.name,
        "issuer": said.issuer_id,
        "issuer_name": said.issuer,
        "subject": said.subject,
        "valid_from": write_moment(said.valid_from),
        "valid_until": write_moment(said.valid_until) if said.valid_until else None,
    }
