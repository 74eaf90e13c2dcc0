"""Hours as people write them, read for imports: French, Dutch and English days, times in any spelling.

Nothing is guessed. A text is understood as a whole or not at all; what is not understood belongs into a
note. The result is an OpenStreetMap expression (see plan.py).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from opstap.spaces.hours.codes import ExpressionCode, HoursError, ReadingCode
from opstap.spaces.hours.expression import check
from opstap.spaces.hours.osm import DAYS, MINUTES_A_DAY, tidy
from opstap.spaces.hours.plan import NIGHT_ENDS, Span, Spans, WeekPlan


@dataclass(frozen=True, slots=True)
class ReadHours:
    """`expression` is "" when nothing is said or nothing understood; then `understood` tells which.

    `problem`: a ReadingCode or ExpressionCode, "" when understood.
    """

    expression: str
    understood: bool
    problem: str = ""


NOTHING_SAID = ReadHours("", understood=True)


class _NotUnderstoodError(Exception):
    def __init__(self, code: ReadingCode) -> None:
        super().__init__(code)
        self.code = code


# --- words ----------------------------------------------------------------------------------------

_DAY_NAMES = (
    "lundi lundis lun maandag monday",
    "mardi mardis mar dinsdag tuesday",
    "mercredi mercredis mer woensdag wednesday",
    "jeudi jeudis jeu donderdag thursday",
    "vendredi vendredis ven vrijdag friday",
    "samedi samedis sam zaterdag saturday",
    "dimanche dimanches dim zondag sunday",
)
_WEEKDAYS = {name: weekday for weekday, names in enumerate(_DAY_NAMES) for name in names.split()}
_WEEKDAYS |= {name.lower(): weekday for weekday, name in enumerate(DAYS)}

_MEANINGS = {
    "to": "au a jusqu'a jusqu'au tot to until",
    "list": "et puis and en",
    "closed": "ferme fermee fermes fermees gesloten closed",
    "morning": "matin matinee ochtend voormiddag morning",
    "afternoon": "aprem namiddag afternoon",
    "evening": "soir soiree avond evening",
    "filler": "du de des le les van from on op ouvert ouverte ouverts ouvertes horaire horaires open uur",
}
_WORDS = {word: meaning for meaning, words in _MEANINGS.items() for word in words.split()}

_PHRASES = (
    (re.compile(r"apres[ -]?midis?"), "aprem"),
    (re.compile(r"\(?\b(?:en continu|non[ -]stop)\b\)?"), " "),
    (re.compile(r"\bd'ouverture\b|\bau public\b"), " "),
    (re.compile(r"\b24 ?h? ?(?:/|sur) ?24 ?h?\b"), " §allday "),
    (
        re.compile(r"\b7 ?j? ?(?:/|sur) ?7 ?j?\b|\btous les jours\b|\b7 jours sur 7\b|\balle dagen\b"),
        " §daily ",
    ),
    (re.compile(r"\b24/7\b"), " §daily §allday "),
    (re.compile(r"\bmidi\b"), " 12h "),
    (re.compile(r"\bminuit\b"), " 24h "),
    (re.compile(r"\bheures?\b|(?<=\d)heures?\b"), "h"),
)


class _Token(NamedTuple):
    kind: str
    """day, time, number, to, slash, list, closed, part of the day, daily, allday."""
    value: int = 0
    part: str = ""


# 9h30, 9:30, 7 : 30, 9 h 30, 13.30u; never "12h 14", which may be the end of one span and the next begin.
_TIME = r"""
    (?:\d{1,2}\s*:\s*[0-5]\d | \d{1,2}\s*[hu][0-5]\d | \d{1,2}\s+[hu]\s+[0-5]\d)(?![hu:\d])(?!\s+[hu:]\W)
      | \d{1,2}\.[0-5]\d(?:\s*u\b)?(?![\d.]) | \d{1,2}\s*[hu:]"""
_TOKEN = re.compile(
    rf"""(?P<time>{_TIME}) | (?P<number>\d{{1,2}})(?!\d) | §(?P<whole>allday|daily)
      | (?P<word>[a-z]+(?:['-][a-z]+)*) | (?P<to>-) | (?P<slash>/) | (?P<list>[,;&+\n]) | (?P<filler>[\s:.]+)
      | (?P<other>.)""",
    re.VERBOSE,
)


def _plain(text: str) -> str:
    """Lower case, without accents, one sort of dash and apostrophe, phrases reduced."""
    letters = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = re.sub(r"[‐‑‒–—−]", "-", plain).replace("’", "'").replace("\r", "\n")
    for pattern, reduced in _PHRASES:
        plain = pattern.sub(reduced, plain)
    return plain


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(_plain(text)):
        kind = str(found.lastgroup)
        if kind == "time":
            hours, minutes = re.findall(r"\d+", found[0] + " 0")[:2]
            yield _Token("time", int(hours) * 60 + int(minutes))
        elif kind == "number":
            yield _Token("number", int(found[0]) * 60)
        elif kind == "word":
            yield from _word(found[0])
        elif kind in {"whole", "to", "slash", "list"}:
            yield _Token(found["whole"] or kind)
        elif kind == "other":
            raise _NotUnderstoodError(ReadingCode.NOT_HOURS)


def _word(word: str) -> Iterator[_Token]:
    if word in _WEEKDAYS:
        yield _Token("day", _WEEKDAYS[word])
        return
    if word not in _WORDS and "-" in word:  # "mardi-jeudi"
        first, *rest = word.split("-")
        yield from _word(first)
        for other in rest:
            yield _Token("to")
            yield from _word(other)
        return
    meaning = _WORDS.get(word)
    if meaning is None:
        raise _NotUnderstoodError(ReadingCode.NOT_HOURS)
    if meaning in {"morning", "afternoon", "evening"}:
        yield _Token("part", part=meaning)
    elif meaning != "filler":
        yield _Token(meaning)


# --- days and times -------------------------------------------------------------------------------

_SEPARATORS = {"to", "slash", "list"}
_OF_DAYS = {"day", "daily", "part"}
_OF_TIMES = {"time", "number", "allday"}


@dataclass
class _Run:
    """Neighbouring tokens about days, or about times, with the separators between them."""

    kind: str
    tokens: list[_Token] = field(default_factory=list)


def _runs(tokens: Iterable[_Token]) -> list[_Run]:
    runs: list[_Run] = []
    waiting: list[_Token] = []
    for token in tokens:
        if token.kind in _SEPARATORS:
            waiting.append(token)
            continue
        kind = "days" if token.kind in _OF_DAYS else "times" if token.kind in _OF_TIMES else "closed"
        if runs and runs[-1].kind == kind:
            runs[-1].tokens += waiting
        else:
            runs.append(_Run(kind))
        runs[-1].tokens.append(token)
        waiting = []
    return runs


def _weekdays(run: _Run) -> list[int]:
    """ISO weekdays less one. Two days with "au", "-" between them are a range, else a list."""
    days: list[int] = []
    between: set[str] = set()
    after_range = False
    for token in run.tokens:
        if token.kind == "daily":
            days += range(7)
        elif token.kind == "day":
            in_range = "to" in between and bool(days)
            if in_range and after_range:  # "lundi - mardi - jeudi" may be a list or not
                raise _NotUnderstoodError(ReadingCode.CONTRADICTION)
            days += _days_up_to(days[-1], token.value) if in_range else [token.value]
            after_range, between = in_range, set()
        else:
            between.add(token.kind)
    if not days:
        raise _NotUnderstoodError(ReadingCode.NO_DAYS)
    return days


def _days_up_to(first: int, last: int) -> list[int]:
    return [(first + step) % 7 for step in range(1, (last - first) % 7 + 1)]


def _spans(run: _Run) -> Spans:
    """The times of a run by twos. A bare number is an hour when another time of the run says so ("9-12h")."""
    if any(token.kind == "allday" for token in run.tokens):
        if len(run.tokens) > 1:
            raise _NotUnderstoodError(ReadingCode.CONTRADICTION)
        return (Span(0, MINUTES_A_DAY),)
    times = [place for place, token in enumerate(run.tokens) if token.kind in _OF_TIMES]
    if len(times) % 2 or not any(token.kind == "time" for token in run.tokens):
        raise _NotUnderstoodError(ReadingCode.UNEVEN_TIMES)
    for first, last in zip(times[::2], times[1::2], strict=True):
        if any(token.kind == "list" for token in run.tokens[first:last]):
            raise _NotUnderstoodError(ReadingCode.UNEVEN_TIMES)
    values = [run.tokens[place].value for place in times]
    spans = [_span(start, end) for start, end in zip(values[::2], values[1::2], strict=True)]
    if any(after.start < before.end for before, after in pairwise(spans)):
        raise _NotUnderstoodError(ReadingCode.TIMES_REVERSED)
    return tuple(spans)


def _span(start: int, end: int) -> Span:
    if start >= MINUTES_A_DAY or end > MINUTES_A_DAY:
        raise _NotUnderstoodError(ReadingCode.NOT_HOURS)
    if end <= start and end <= NIGHT_ENDS and start - end > MINUTES_A_DAY // 2:
        end += MINUTES_A_DAY
    if end <= start:
        raise _NotUnderstoodError(ReadingCode.TIMES_REVERSED)
    return Span(start, end)


_PARTS = {
    "morning": range(13 * 60),
    "afternoon": range(12 * 60, MINUTES_A_DAY),
    "evening": range(16 * 60, MINUTES_A_DAY),
}


def _check_parts(run: _Run, spans: Spans) -> None:
    """ "mardi matin 14h-18h" contradicts itself."""
    parts = {token.part for token in run.tokens if token.kind == "part"}
    if parts and not all(any(span.start in _PARTS[part] for part in parts) for span in spans):
        raise _NotUnderstoodError(ReadingCode.CONTRADICTION)


@dataclass
class _Week:
    days: list[Spans] = field(default_factory=lambda: [()] * 7)
    closed: set[int] = field(default_factory=set)

    def open(self, weekday: int, spans: Spans) -> None:
        """A day named twice has both, unless they overlap: then one of the two is wrong."""
        together = sorted(self.days[weekday] + spans)
        if any(after.start < before.end for before, after in pairwise(together)):
            raise _NotUnderstoodError(ReadingCode.CONTRADICTION)
        self.days[weekday] = tuple(together)

    def read(self) -> ReadHours:
        if any(self.days[weekday] for weekday in self.closed):
            raise _NotUnderstoodError(ReadingCode.CONTRADICTION)
        if not any(self.days) and len(self.closed) < 7:
            if self.closed:
                raise _NotUnderstoodError(ReadingCode.NO_TIMES)
            return NOTHING_SAID
        return ReadHours(WeekPlan(tuple(_joined(spans) for spans in self.days)).to_expression(), True)


def _joined(spans: Spans) -> Spans:
    """Spans that touch or overlap become one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def _pairs(runs: list[_Run]) -> Iterator[tuple[_Run, _Run]]:
    """(days, times) each: either all "lundi 9h-12h" or all "9h-12h le lundi", never mixed."""
    days_first = runs[0].kind == "days"
    for first, second in zip(runs[::2], runs[1::2], strict=len(runs) % 2 == 0):
        if (first.kind == "days") != days_first or (second.kind == "days") == days_first:
            raise _NotUnderstoodError(ReadingCode.NOT_HOURS)
        yield (first, second) if days_first else (second, first)
    if len(runs) % 2:
        raise _NotUnderstoodError(ReadingCode.NO_TIMES if days_first else ReadingCode.NO_DAYS)


def _read_week(text: str) -> ReadHours:
    runs = _runs(_tokens(text))
    kinds = [run.kind for run in runs]
    if not runs:
        return NOTHING_SAID
    if kinds == ["closed"]:
        return ReadHours("off", understood=True)
    if kinds == ["times"] and runs[0].tokens == [_Token("allday")]:
        return ReadHours("24/7", understood=True)
    week = _Week()
    for days, times in _pairs(runs):
        if times.kind == "closed":
            if any(token.kind == "part" for token in days.tokens):
                raise _NotUnderstoodError(ReadingCode.CONTRADICTION)
            week.closed.update(_weekdays(days))
            continue
        spans = _spans(times)
        _check_parts(days, spans)
        for weekday in _weekdays(days):
            week.open(weekday, spans)
    return week.read()


# --- the readers ----------------------------------------------------------------------------------


def from_text(text: str | None) -> ReadHours:
    """A whole week in words: "lundi au jeudi : 9h-12h / 14h-17h, vendredi de 9 à 12h".

    French, Dutch and English names of days; times without any day are not understood, except "24h/24".
    """
    try:
        return _read_week(text or "")
    except _NotUnderstoodError as refused:
        return ReadHours("", understood=False, problem=refused.code)


def from_osm(text: str | None, *, country: str = "") -> ReadHours:
    """An OpenStreetMap expression, kept as it is but for its spelling."""
    expression = tidy(text or "")
    try:
        check(expression, country)
    except HoursError as refused:
        return ReadHours("", understood=False, problem=refused.code)
    return ReadHours(expression, understood=True)


def read_hours(text: str | None, *, country: str = "") -> ReadHours:
    """An OpenStreetMap expression or words, whichever it is.

    Bare times ("9:00-17:00") are a good expression for every day, but people leave the days out: refused.
    """
    as_osm = from_osm(text, country=country)
    bare = as_osm.expression[:1].isdigit() and not re.search("24/7|[A-Z]", as_osm.expression)
    return from_text(text) if bare or as_osm.problem == ExpressionCode.SYNTAX else as_osm


def from_half_days(
    pairs: Iterable[tuple[str, str | None]], *, closed: frozenset[str] = frozenset()
) -> ReadHours:
    """One text for each day or part of it: [("Mo", "8h30-12h"), ("Mo", "13h30-17h"), ("lundi", "Fermé")].

    A day may come more than once; its spans are put together. `closed`: texts by which a source says
    closed, besides the words for it and "-"; a mapping declares them ("x").
    """
    week = _Week()
    try:
        for day, text in pairs:
            _add_day(week, _weekday(day), text or "", closed)
        return week.read()
    except _NotUnderstoodError as refused:
        return ReadHours("", understood=False, problem=refused.code)


def _weekday(name: str) -> int:
    """ "Mo", "lundi", "lundi après-midi" → 0. Raises ValueError for what is no day: the mapping is wrong."""
    for word in re.findall(r"[a-z]+", _plain(name)):
        if word in _WEEKDAYS:
            return _WEEKDAYS[word]
    raise ValueError(f"not a day: {name!r}")


def _add_day(week: _Week, weekday: int, text: str, closed: frozenset[str]) -> None:
    if text.strip() in closed:
        return
    runs = _runs(token for token in _tokens(text) if token.kind != "part")
    if [run.kind for run in runs] == ["closed"]:
        week.closed.add(weekday)
    elif [run.kind for run in runs] == ["times"]:
        week.days[weekday] = _joined(week.days[weekday] + _spans(runs[0]))
    elif runs:
        raise _NotUnderstoodError(ReadingCode.NOT_HOURS)


def from_open_close(rows: Iterable[tuple[str, str | None, str | None]]) -> ReadHours:
    """Beginning and end in columns of their own: [("Mo", "08:30", "12:00"), ("Mo", "13:00", "16:30")]."""
    pairs = []
    for day, start, end in rows:
        starts, ends = (bool(re.search(r"\w", text or "")) for text in (start, end))
        if starts != ends:
            return ReadHours("", understood=False, problem=ReadingCode.UNEVEN_TIMES)
        pairs.append((day, f"{start} - {end}" if starts else ""))
    return from_half_days(pairs)
