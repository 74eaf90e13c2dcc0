"""`opstap demo`: load the invented demonstration region into an empty database."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from opstap.core.commands import PromptCommand
from opstap.demonstration import services
from opstap.demonstration.services.labels import create_labels


class Command(PromptCommand):
    help = "Load the demonstration region: 32 invented spaces with two years of activity."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="say nothing when data is there already")

    def handle(self, *_args: Any, if_empty: bool, **_options: Any) -> None:
        if if_empty and not services.is_empty():
            return
        self.stdout.write("Loading the demonstration region: everything is invented…")
        self.stdout.flush()
        try:
            counts = services.load()
            counts["labels"] = create_labels()
        except services.NotEmptyError as error:
            raise CommandError(
                "There are spaces or accounts in this database already. Nothing was changed. "
                "Give the demonstration a folder of its own: OPSTAP_DATA_DIR=…"
            ) from error
        self.stdout.write(", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items()))
