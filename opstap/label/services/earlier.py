"""Labels given before Opstap, from a list: space, since, version, source. Tried first, then written whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit
from opstap.core.folding import fold
from opstap.core.lists import rows_of
from opstap.label.models import HELD, Label, Scheme, SchemeVersion
from opstap.spaces.models import Space

COLUMNS = {
    "space": ("space", "espace", "ruimte"),
    "since": ("since", "depuis", "sinds"),
    "version": ("version", "versie"),
    "source": ("source", "bron"),
}


@dataclass(slots=True)
class Line:
    """One row: what stands in the list, what it was matched with, and what is wrong ('' when nothing)."""

    number: int
    said: str
    space: Space | None = None
    version: SchemeVersion | None = None
    since: date | None = None
    source: str = ""
    problem: str = ""


def try_list(text: str, scheme: Scheme) -> list[Line]:
    """Every row with what it would become; nothing is written. Raises UnreadableError."""
    rows = rows_of(text, COLUMNS)
    spaces = _by_name(Space.objects.of_network(scheme.network))
    versions = {str(version.number): version for version in scheme.versions.published()}
    lines = [_line(number, row, spaces, versions) for number, row in rows]
    _refuse_held(lines, scheme)
    return lines


def _by_name(spaces: Iterable[Space]) -> dict[str, list[Space]]:
    known: dict[str, list[Space]] = {}
    for space in spaces:
        for key in {space.slug, str(space.uid), *(fold(name) for name in space.names.values())}:
            known.setdefault(key, []).append(space)
    return known


def _line(
    number: int, row: dict[str, str], spaces: dict[str, list[Space]], versions: dict[str, SchemeVersion]
) -> Line:
    line = Line(number, row["space"], source=row["source"][:300])
    found = spaces.get(row["space"].lower()) or spaces.get(fold(row["space"])) or []
    line.space = found[0] if len(found) == 1 else None
    line.version = versions.get(row["version"])
    line.since = _day(row["since"])
    line.problem = _problem(line, row, len(found), versions)
    return line


def _problem(line: Line, row: dict[str, str], found: int, versions: dict[str, SchemeVersion]) -> str:
    if not found:
        return _("No space of the network is called “{name}”.").format(name=line.said[:80])
    if found > 1:
        return _("Several spaces are called “{name}”. Write the short name in its address.").format(
            name=line.said[:80]
        )
    if line.version is None:
        return _("There is no published version “{number}”. Known: {known}.").format(
            number=row["version"][:20], known=", ".join(versions) or _("none")
        )
    if line.since is None:
        return _("“{day}” is no day. Write 2019-04-30 or 30/04/2019.").format(day=row["since"][:20])
    if not line.source:
        return _("The source is missing: where does it stand that this label was given?")
    return ""


def _day(text: str) -> date | None:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"):
        try:
            day = datetime.strptime(text, pattern).date()  # noqa: DTZ007 (a day, no moment)
        except ValueError:
            continue
        return day if day.year >= 1990 else None
    return None


def _refuse_held(lines: list[Line], scheme: Scheme) -> None:
    """A space holds one label of a version: not what stands in the register, nor twice in the list."""
    held = Label.objects.filter(version__scheme=scheme, standing__in=HELD)
    taken = set(held.values_list("space", "version"))
    for line in lines:
        if line.problem or line.space is None or line.version is None:
            continue
        key = (line.space.pk, line.version.pk)
        if key in taken:
            line.problem = _("This space holds this label already.")
        taken.add(key)


@transaction.atomic
def import_list(*, lines: list[Line], by: User | None) -> list[Label]:
    """Write the rows without a problem, all of them or none, each with its trail."""
    labels = [
        Label(
            space=line.space,
            organisation=line.space.organisation,
            version=line.version,
            awarded_on=line.since,
            is_from_before=True,
            source=line.source,
        )
        for line in lines
        if not line.problem and line.space and line.version and line.since
    ]
    Label.objects.bulk_create(labels, batch_size=500)
    uids = [(label.uid, label.space.uid) for label in labels]
    audit.record_many("label.brought-in", by=by, kind="label", uids=uids)
    return labels
