"""`opstap settle`: the step of `opstap restore` that sees the restored database before it is put in place."""

import json
import uuid
from typing import Any

from django.core.management.base import CommandError, CommandParser

from opstap.core.commands import PromptCommand
from opstap.keeping.backup import settling
from opstap.keeping.backup.problems import BackupError


class Command(PromptCommand):
    help = (
        "Used by `opstap restore`: bring a restored database up to date and do again what must be done again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("restore", type=uuid.UUID, help="id of the restore")
        parser.add_argument("--run", default="", help="id of the run that made the backup")

    def handle(self, *_args: Any, restore: uuid.UUID, run: str, **_options: Any) -> None:
        try:
            self.stdout.write(json.dumps(settling.settle(restore=restore, run=run)))
        except BackupError as error:
            raise CommandError(str(error)) from error
