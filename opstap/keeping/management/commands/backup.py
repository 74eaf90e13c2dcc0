"""`opstap backup`: one verified file with the database, the files and the keys."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from opstap.core.commands import PromptCommand
from opstap.keeping.backup.making import Made
from opstap.keeping.backup.problems import BackupError
from opstap.keeping.services import backups


class Command(PromptCommand):
    help = "Back up database, files and keys into one verified file. Safe while Opstap runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, metavar="FOLDER", help=f"default: {settings.BACKUP_DIR}")
        parser.add_argument("--keep", type=int, metavar="N", help="then keep only the newest N in the folder")
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *_args: Any, **options: Any) -> None:
        folder, keep = (options["to"] or settings.BACKUP_DIR).resolve(), options["keep"]
        if keep is not None and keep < 1:
            raise CommandError("--keep must be 1 or more. Nothing was done.")
        try:
            _run, made = backups.make_and_record(folder=folder)
            removed = backups.keep_newest(folder, keep) if keep else []
        except (BackupError, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        said = as_data(made, removed)
        self.stdout.write(json.dumps(said, indent=2) if options["json"] else "\n".join(lines(said)))


def as_data(made: Made, removed: list[Path]) -> dict[str, Any]:
    return {
        "file": str(made.path),
        "size": made.size,
        "database": made.manifest.vendor,
        "tables": len(made.manifest.tables),
        "rows": made.manifest.rows,
        "files": len(made.manifest.below("files")),
        "keys": [entry.name.partition("/")[2] for entry in made.manifest.below("keys")],
        "taken_seconds": round(made.taken, 2),
        "checked_seconds": round(made.checked, 2),
        "verified": True,
        "removed": [str(path) for path in removed],
    }


def lines(said: dict[str, Any]) -> list[str]:
    keys = ", ".join(said["keys"]) or "none: OPSTAP_SECRET_KEY is set, keep it yourself"
    return [
        f"Good backup: {said['file']}",
        f"  {said['size'] / 1e6:,.1f} MB: {said['rows']:,} rows in {said['tables']} tables, "
        f"{said['files']} files, keys: {keys}",
        f"  written in {said['taken_seconds']} s, verified in {said['checked_seconds']} s",
        *(f"  removed the older {path}" for path in said["removed"]),
    ]
