"""Entries of the catalogue of free software: added, changed; those that come along."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit
from opstap.core.folding import fold
from opstap.network.models import FreeProgram, ProgramInUse
from opstap.spaces.models import Space
from opstap.territory.models import Network

COLUMNS = (
    "name",
    "field",
    "purposes",
    "replaces",
    "licence",
    "systems",
    "languages",
    "website",
    "valid_until",
)
"""What is said of a program, in the order of forms and files."""


class ProgramKnownError(Exception):
    """The catalogue of the network has a program of this name."""


@transaction.atomic
def add_program(*, network: Network, by: User | None, name: str, **fields: Any) -> FreeProgram:
    """A new entry; fields: COLUMNS. Raises ProgramKnownError."""
    added, is_new = FreeProgram.objects.get_or_create(
        network=network, folded=fold(name), defaults={"name": name, **fields}
    )
    if not is_new:
        raise ProgramKnownError(added.name)
    audit.record("free_program.added", by=by, kind="free_program", uid=added.uid, fields=["name", *fields])
    return added


@transaction.atomic
def change_program(program: FreeProgram, *, by: User | None, **changes: Any) -> list[str]:
    """Change the given columns; returns the names of those that really changed. Raises ProgramKnownError."""
    stored = FreeProgram.objects.select_for_update().get(pk=program.pk)
    changed = [name for name, value in changes.items() if getattr(stored, name) != value]
    for name in changed:
        setattr(program, name, changes[name])
    if not changed:
        return []
    program.folded = fold(program.name)
    others = FreeProgram.objects.filter(network=program.network_id).exclude(pk=program.pk)
    if others.filter(folded=program.folded).exists():
        raise ProgramKnownError(program.name)
    program.save(update_fields=[*changed, "folded", "changed_at"])
    audit.record("free_program.changed", by=by, kind="free_program", uid=program.uid, fields=changed)
    return changed


@transaction.atomic
def say_what_is_in_use(
    *, space: Space, by: User | None, in_use: dict[int, int | None], today: date
) -> list[FreeProgram]:
    """All that is in use in a space: primary key of the program → machines (None = not said).

    Returns the programs about which something changed, each with a row of the trail.
    """
    Space.objects.select_for_update().get(pk=space.pk)
    known = {use.program_id: use for use in space.programs_in_use.select_related("program")}
    gone = [use for key, use in known.items() if key not in in_use]
    others = [use for key, use in known.items() if key in in_use and use.machines != in_use[key]]
    new = FreeProgram.objects.filter(pk__in=in_use.keys() - known.keys())
    added = [
        ProgramInUse(program=one, space=space, machines=in_use[one.pk], said_on=today)
        for one in new.order_by("folded")
    ]
    ProgramInUse.objects.filter(pk__in=[use.pk for use in gone]).delete()
    for use in others:
        use.machines, use.said_on = in_use[use.program_id], today
        use.save(update_fields=["machines", "said_on"])
    ProgramInUse.objects.bulk_create(added)
    _record("program_in_use.said", added, space, by)
    _record("program_in_use.changed", others, space, by)
    _record("program_in_use.ended", gone, space, by)
    touched = [use.program for use in (*added, *others, *gone)]
    if touched:  # the public and the open data read another record
        Space.objects.filter(pk=space.pk).update(changed_at=timezone.now())
    return touched


def _record(action: str, uses: list[ProgramInUse], space: Space, by: User | None) -> None:
    uids = [(use.program.uid, space.uid) for use in uses]
    audit.record_many(action, by=by, kind="free_program", uids=uids)


@cache
def shipped() -> list[dict[str, Any]]:
    """The programs that come along: facts about each, in our own words."""
    path = Path(__file__).parent.parent / "starter.json"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["programs"]
    return found


def missing_shipped(network: Network) -> list[dict[str, Any]]:
    """Those of them that the catalogue of a network lacks, by name."""
    known = set(network.free_programs.values_list("folded", flat=True))
    return [said for said in shipped() if fold(said["name"]) not in known]


@transaction.atomic
def add_shipped(network: Network, *, by: User | None) -> list[FreeProgram]:
    """Add what the catalogue lacks of them; what stands in it stays as it is."""
    return [add_program(network=network, by=by, **said) for said in missing_shipped(network)]
