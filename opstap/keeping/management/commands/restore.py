"""`opstap restore FILE`: look at a backup, or put it in the place of what is here."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import Error
from django.utils import timezone

from opstap.core.commands import PromptCommand
from opstap.keeping.backup import checking, restoring
from opstap.keeping.backup.installation import Installation, at, here
from opstap.keeping.backup.manifest import Manifest
from opstap.keeping.backup.problems import BackupError
from opstap.keeping.backup.restoring import Restored


class Command(PromptCommand):
    help = "Restore a backup, whole or not at all. Stop Opstap first. --check-only changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--into", type=Path, metavar="FOLDER", help="another, empty data folder (SQLite)")
        parser.add_argument(
            "--check-only", action="store_true", help="read every byte and row, change nothing"
        )
        parser.add_argument(
            "--replace", action="store_true", help="what is here is backed up first, then replaced"
        )
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *_args: Any, file: Path, **options: Any) -> None:
        try:
            said = _check(file) if options["check_only"] else _restore(file, options)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except (OSError, Error) as error:
            raise CommandError(f"The restore stopped, nothing was replaced: {error}") from error
        self.stdout.write(json.dumps(said, indent=2) if options["json"] else "\n".join(lines(said)))


def _check(file: Path) -> dict[str, Any]:
    with checking.opened(file) as (reader, said):
        checking.check_content(reader, said)
    return {"file": str(file), "restored": False} | _content(said)


def _restore(file: Path, options: dict[str, Any]) -> dict[str, Any]:
    target = _target(options["into"])
    saved_to = settings.BACKUP_DIR if options["replace"] and not options["into"] else None
    done = restoring.restore(file, target, now=timezone.now(), saved_to=saved_to)
    return (
        {"file": str(file), "restored": True, "into": str(target.data)}
        | _done(done)
        | _content(done.manifest)
    )


def _target(into: Path | None) -> Installation:
    if into is None:
        return here()
    if here().database is None:
        raise CommandError(
            "--into is for SQLite. On PostgreSQL name the other database and folder in the environment: "
            "DATABASE_URL=… OPSTAP_DATA_DIR=… opstap restore FILE"
        )
    return at(into.resolve())


def _content(said: Manifest) -> dict[str, Any]:
    return {
        "taken_at": said.taken_at.isoformat(),
        "program": said.program,
        "database": said.vendor,
        "tables": len(said.tables),
        "rows": said.rows,
        "files": len(said.below("files")),
        "keys": [entry.name.partition("/")[2] for entry in said.below("keys")],
    }


def _done(done: Restored) -> dict[str, Any]:
    return {"saved": str(done.saved.path) if done.saved else None, "again": done.again}


def lines(said: dict[str, Any]) -> list[str]:
    keys = ", ".join(said["keys"]) or "none: set OPSTAP_SECRET_KEY as it was"
    content = [
        f"  taken {said['taken_at']} by Opstap {said['program']} on {said['database']}",
        f"  {said['rows']:,} rows in {said['tables']} tables, {said['files']} files, keys: {keys}",
    ]
    if not said["restored"]:
        return [f"Good: {said['file']} is whole, and every row and file is as it was written.", *content]
    again = [f"  done again after the restore: {name}: {number}" for name, number in said["again"].items()]
    saved = [f"  what was here before: {said['saved']}"] if said["saved"] else []
    end = ["Everybody signs in again. Start Opstap: opstap serve"]
    return [f"Restored into {said['into']}", *content, *saved, *again, *end]
