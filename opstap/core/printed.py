"""Printed documents that anybody may ask for: made once, and kept on the disk until what they say changes.

Making one costs as much as a hundred pages, and a process makes one thing at a time. So who asks for many new
ones waits, and so do all together: people at the desk go first. What lies on the disk is sent at once.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from time import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response

from opstap.core import limits
from opstap.core.documents import DocumentError, attach, make_pdf
from opstap.core.ids import uuid7

# Of what one visitor may ask in a minute (`limits`): a new document, one that lies there.
NEW_COST, KEPT_COST = 6, 1
# New documents a minute and process, for everybody together.
MOST_NEW = 30
EVERYBODY = "printed:everybody"
# Some 60 kB each. When there are more, the older half goes.
MOST_KEPT = 2_000
CANNOT, TOO_MANY = 422, 429


class BusyError(Exception):
    """Too many new documents were asked for. `wait`: seconds after which one may ask again."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} s")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to be printed: its template, what it says ("title" and "language" among it), its file."""

    room: str
    template: str
    facts: Mapping[str, Any]
    filename: str


def send(request: HttpRequest, paper: Paper, *, now: datetime, asked_by: str, back: str) -> HttpResponse:
    """The document as a file; else a page that says why not, and leads `back`. `asked_by`: an address."""
    tag = f'W/"{_digest(paper)}"'
    known = get_conditional_response(request, etag=tag)
    if known is not None:
        return known
    try:
        response = attach(printed(paper, now=now, asked_by=asked_by), paper.filename)
    except BusyError as busy:
        context = {"back": back, "wait": busy.wait}
        response = render(request, "documents/refused.html", context, status=TOO_MANY)
        response["Retry-After"] = str(busy.wait)
        return response
    except DocumentError:
        return render(request, "documents/refused.html", {"back": back}, status=CANNOT)
    response["ETag"], response["Cache-Control"] = tag, "public, max-age=600"
    return response


def printed(paper: Paper, *, now: datetime, asked_by: str) -> bytes:
    """The PDF, from the disk where it lies there. Raises BusyError, and DocumentError for a sign that is in
    no font."""
    path = folder() / f"{_digest(paper)}.pdf"
    with suppress(FileNotFoundError):
        made = path.read_bytes()
        _count(asked_by, KEPT_COST)
        return made
    _count(asked_by, NEW_COST)
    _count(EVERYBODY, limits.MOST // MOST_NEW)
    made = make_pdf(paper.room, paper.template, dict(paper.facts), made_at=now.replace(microsecond=0))
    _keep(path, made)
    return made


def _count(who: str, cost: int) -> None:
    wait = limits.seconds_to_wait(who, time(), cost=cost)
    if wait:
        raise BusyError(wait)


def _digest(paper: Paper) -> str:
    said = json.dumps([paper.room, paper.template, paper.facts, version("opstap")], sort_keys=True)
    return sha256(said.encode()).hexdigest()[:32]


def folder() -> Path:
    path = Path(settings.DATA_DIR) / "printed"
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def _keep(path: Path, made: bytes) -> None:
    """Beside its place first, then in it: nobody reads half a document."""
    part = path.with_name(f"{uuid7()}.part")
    part.write_bytes(made)
    part.replace(path)
    kept = sorted(path.parent.glob("*.pdf"), key=_age)
    if len(kept) > MOST_KEPT:
        for older in kept[: len(kept) // 2]:
            older.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process took it away
        return 0.0
