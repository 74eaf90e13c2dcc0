"""`opstap audit verify`: is the audit trail whole?"""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import translation

from opstap.core.audit import guards_present
from opstap.core.commands import PromptCommand
from opstap.keeping.seal_words import in_words
from opstap.keeping.services.seals import Verdict, verify


class Command(PromptCommand):
    help = (
        "Compute every seal of the audit trail again and say whether the chain is whole, or where it breaks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["verify"])
        parser.add_argument("--json", action="store_true", help="for programs")

    def handle(self, *_args: Any, **options: Any) -> None:
        verdict = verify()
        if options["json"]:
            self.stdout.write(json.dumps(_as_data(verdict), indent=2, default=str))
        else:
            with translation.override("en"):
                self.stdout.write("\n".join(in_words(verdict)))
        if not verdict.whole:
            raise CommandError("The audit trail is not whole.")


def _as_data(verdict: Verdict) -> dict[str, Any]:
    return {**asdict(verdict), "whole": verdict.whole, "guarded": guards_present()}
