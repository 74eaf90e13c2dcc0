"""Searches that found nothing are counted, without who: what people type that we do not know yet.

A page that is asked for writes nothing into the database, so that nobody at a desk waits for a visitor of the
finder: the search is noted in a file beside it, and a job counts the file every quarter of an hour. A text
that may hold somebody's data (an e-mail address, a house number, a phone, a long sentence) is counted
without its words.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import get_language

from opstap.core.folding import fold
from opstap.core.models import Job
from opstap.finder.models import UnansweredSearch

KIND = "finder.unanswered"
EVERY = timedelta(minutes=15)
FILE = "unanswered-searches.jsonl"
MOST_BYTES = 512 * 1024
"""Of the file: what comes after that is not counted until the job has read it. Nobody fills the disk."""
MONTHS_SHOWN = 12
LEAST_SHOWN = 3
"""A text that was typed less often is not shown: it may be about one person."""
MOST_SHOWN = 30
"""Of one language: none of them hides another."""

# A number is one of a house, a phone or a person, unless it has the four digits of a postcode.
_PERSONAL = re.compile(r"@|\d{5}|(?<!\d)\d{1,3}(?!\d)")

Key = tuple[str, str, date]


def note(text: str) -> None:
    """Remember that this text led nowhere, in the language of the page. Never raises for a full disk."""
    line = json.dumps([get_language() or "", words_of(text), timezone.localdate().replace(day=1).isoformat()])
    try:
        handle = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            if os.fstat(handle).st_size < MOST_BYTES:
                os.write(handle, f"{line}\n".encode())  # one write: lines of two processes do not mix
        finally:
            os.close(handle)
    except OSError:
        return  # the visitor gets her page; a number is missed


def words_of(text: str) -> str:
    """The text as it is kept; empty where its words may be somebody's data."""
    plain = " ".join(text.split())
    is_kept = len(plain) <= UnansweredSearch.LONGEST and not _PERSONAL.search(plain)
    return plain if is_kept and fold(plain) else ""


def count(job: Job) -> None:
    """The job: add what was noted to the table, and begin a new file."""
    taken = _file().with_suffix(".taken")
    if not taken.exists():
        try:
            _file().rename(taken)
        except FileNotFoundError:
            return
    with transaction.atomic():
        noted = Counter(_lines(taken))
        for (language, text, month), times in noted.items():
            _add(language, text, month, times)
    taken.unlink()


def _lines(path: Path) -> Iterator[Key]:
    languages = dict(settings.LANGUAGES)
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            language, text, month = json.loads(line)
            key = (str(language), str(text)[: UnansweredSearch.LONGEST], date.fromisoformat(month))
        except (ValueError, TypeError):
            continue  # the machine stopped in the middle of a line
        if language in languages:
            yield key


def _add(language: str, text: str, month: date, times: int) -> None:
    row, is_new = UnansweredSearch.objects.get_or_create(
        language=language, folded=fold(text), month=month, defaults={"text": text, "times": times}
    )
    if not is_new:
        UnansweredSearch.objects.filter(pk=row.pk).update(times=F("times") + times)


@dataclass(frozen=True, slots=True)
class Typed:
    """`text` as it was typed first."""

    text: str
    times: int


@dataclass(frozen=True, slots=True)
class InLanguage:
    """What was typed most on the pages in a language."""

    code: str
    name: str
    rows: list[Typed]


def most_asked(today: date) -> tuple[list[InLanguage], int]:
    """What was typed most in the last year, by language; and how many searches found nothing."""
    since = (today.replace(day=1) - timedelta(days=30 * MONTHS_SHOWN)).replace(day=1)
    rows = UnansweredSearch.objects.filter(month__gte=since)
    total = rows.aggregate(all=Sum("times"))["all"] or 0
    texts: dict[tuple[str, str], str] = {}
    counted: dict[str, Counter[str]] = {code: Counter() for code, _name in settings.LANGUAGES}
    for row in rows.exclude(folded=""):
        counted[row.language][row.folded] += row.times
        texts.setdefault((row.language, row.folded), row.text)
    shown = []
    for code, name in settings.LANGUAGES:
        often = [found for found in counted[code].most_common(MOST_SHOWN) if found[1] >= LEAST_SHOWN]
        if often:
            rows_of = [Typed(texts[code, folded], times) for folded, times in often]
            shown.append(InLanguage(code, str(name), rows_of))
    return shown, total


def _file() -> Path:
    return Path(settings.DATA_DIR) / FILE
