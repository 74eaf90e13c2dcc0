"""The log of staff actions: who did what when, on what kind of thing, which fields. No value, and no sums."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from opstap.core import acts
from opstap.core.models import AuditEntry
from opstap.spaces.models import Space

A_PAGE = 50
MOST_IN_A_FILE = 50_000
NEW = (".created", ".added", ".imported")
COLUMNS = ("at", "person", "act", "act_code", "kind", "fields")

Entries = QuerySet[AuditEntry]


@dataclass(frozen=True)
class Line:
    at: datetime
    person: str
    act: str
    kind: str
    fields: str


@dataclass(frozen=True)
class Wanted:
    """What is asked of the log; None or "" = everything."""

    person: str = ""
    act: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Leaf:
    """A page of the log, the newest first. `older`: the key from which the next page goes on, or None."""

    lines: list[Line]
    older: int | None


def log_of(space: Space, *, own_records: bool) -> Entries:
    """The acts in one space; those on its records only where `own_records`."""
    return _visible(AuditEntry.objects.filter(space_uid=space.uid), own_records=own_records)


def log_of_the_installation() -> Entries:
    """Acts everywhere, without those on records of the spaces."""
    return _visible(AuditEntry.objects.all(), own_records=False)


def _visible(entries: Entries, *, own_records: bool) -> Entries:
    return entries if own_records else entries.exclude(action__in=acts.acts_of_the_space())


def found(entries: Entries, wanted: Wanted, zone: ZoneInfo) -> Entries:
    """The newest first. Days are those of the zone."""
    if wanted.person:
        asked = wanted.person.strip()
        entries = entries.filter(Q(actor__name__icontains=asked) | Q(actor__email__iexact=asked))
    if wanted.act:
        entries = entries.filter(action=wanted.act)
    if wanted.first:
        entries = entries.filter(at__gte=datetime.combine(wanted.first, time.min, zone))
    if wanted.last:
        entries = entries.filter(at__lt=datetime.combine(wanted.last + timedelta(days=1), time.min, zone))
    return entries.select_related("actor").order_by("-at", "-pk")


def leaf(entries: Entries, before: int | None) -> Leaf:
    """From the entry with that key on, not included; an unknown key begins at the newest."""
    last = AuditEntry.objects.filter(pk=before).only("pk", "at").first() if before else None
    if last is not None:
        entries = entries.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    rows = list(entries[: A_PAGE + 1])
    return Leaf(list(map(_line, rows[:A_PAGE])), rows[A_PAGE - 1].pk if len(rows) > A_PAGE else None)


def _line(entry: AuditEntry) -> Line:
    return Line(
        at=entry.at,
        person=_person(entry),
        act=acts.act_in_words(entry.action),
        kind=acts.kind_in_words(entry.object_kind),
        fields=_fields(entry),
    )


def _person(entry: AuditEntry) -> str:
    if entry.actor is not None:
        return entry.actor.name
    return _("a desk computer") if entry.device_uid else _("Opstap itself")


def _fields(entry: AuditEntry) -> str:
    """Of something new they would be all."""
    fields = [] if entry.action.endswith(NEW) else entry.fields
    return ", ".join(dict.fromkeys(map(acts.field_in_words, fields)))


def table(entries: Entries, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    """Rows for a file, with the names of COLUMNS; at most MOST_IN_A_FILE, the newest."""
    rows: Iterable[AuditEntry] = entries[:MOST_IN_A_FILE].iterator(chunk_size=2000)
    for entry in rows:
        line = _line(entry)
        yield {
            "at": entry.at.astimezone(zone).isoformat(timespec="seconds"),
            "person": line.person,
            "act": line.act,
            "act_code": entry.action,
            "kind": line.kind,
            "fields": line.fields,
        }


def zone_of(space: Space | None) -> ZoneInfo:
    return space.zone if space else ZoneInfo(settings.TIME_ZONE)
