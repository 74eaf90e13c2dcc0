"""`opstap earlier_labels FILE --scheme SLUG`: labels given before Opstap, from a CSV list."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import translation

from opstap.core.commands import PromptCommand
from opstap.core.lists import UnreadableError, decode
from opstap.label.models import Scheme
from opstap.label.services.earlier import Line, import_list, try_list

LANGUAGES = [code for code, _name in settings.OFFICE_LANGUAGES]


class Command(PromptCommand):
    help = "Bring in labels that were awarded earlier: columns space, since, version, source."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--scheme", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--skip", action="store_true", help="leave rows with a problem out")
        parser.add_argument("--language", choices=LANGUAGES, default=settings.LANGUAGE_CODE)

    def handle(self, *_args: Any, **options: Any) -> None:
        scheme = Scheme.objects.select_related("network").filter(slug=options["scheme"]).first()
        if scheme is None:
            raise CommandError(f"There is no scheme {options['scheme']}. Nothing was written.")
        with translation.override(options["language"]):
            lines = _read(options["file"], scheme)
            problems = [line for line in lines if line.problem]
            for line in problems:
                self.stderr.write(f"{line.number}: {line.problem}")
            if options["dry_run"] or (problems and not options["skip"]):
                self._say(lines, problems, "would be")
                if problems and not options["dry_run"]:
                    raise CommandError("Nothing was written. Mend the rows, or leave them out with --skip.")
                return
            import_list(lines=lines, by=None)
            self._say(lines, problems, "were")

    def _say(self, lines: list[Line], problems: list[Line], verb: str) -> None:
        self.stdout.write(f"{len(lines) - len(problems)} labels {verb} brought in, {len(problems)} rows not.")


def _read(path: Path, scheme: Scheme) -> list[Line]:
    try:
        return try_list(decode(path.read_bytes()), scheme)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except UnreadableError as error:
        raise CommandError(str(error)) from error
