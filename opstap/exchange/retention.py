"""How long files that were sent in, and what could not be read in them, stay."""

from datetime import datetime
from typing import cast

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from opstap.core import own_data, retention
from opstap.core.models import Job, JobState
from opstap.core.retention import Kept, Rows, Rule, Unit
from opstap.exchange.models import ImportRun
from opstap.exchange.services import uploads


def register() -> None:
    retention.register(FILES, PROBLEMS)
    retention.keep(PLACES)
    own_data.count(PLACES)


def _kept_files(cut_off: datetime) -> QuerySet[Job]:
    """Imports that failed keep their file so that somebody can look; those that ended threw it away."""
    ended = Job.objects.filter(kind=uploads.KIND, state=JobState.FAILED, finished_at__lt=cut_off)
    return ended.filter(payload__has_key="path")


def erase_files(jobs: Rows) -> None:
    for job in cast("QuerySet[Job]", jobs):
        (uploads.folder() / job.payload["path"]).unlink(missing_ok=True)
        job.payload = {name: value for name, value in job.payload.items() if name not in {"path", "mapping"}}
        job.save(update_fields=["payload"])


FILES = Rule(
    code="exchange.file",
    name=_("Files of places that could not be imported"),
    people=_("contact persons who stand in such a file"),
    purpose=_("To find out why the import failed."),
    since=_("the day the import failed"),
    effect=_("The file is deleted."),
    unit=Unit.DAYS,
    period=14,
    least=1,
    most=30,
    fields=("core.Job.payload",),
    due=_kept_files,
    erase=erase_files,
)

PROBLEMS = Rule(
    code="exchange.problems",
    name=_("What could not be read in an imported file"),
    people=_("contact persons who stand in such a file"),
    purpose=_("To mend the file."),
    since=_("the day of the import"),
    effect=_("The list of problems is deleted. How many rows were read and refused stays."),
    unit=Unit.MONTHS,
    period=12,
    least=1,
    most=24,
    fields=("exchange.ImportRun.problems", "exchange.ImportRun.duplicates", "exchange.ImportRun.file_name"),
    due=lambda cut_off: ImportRun.objects.filter(started_at__lt=cut_off).exclude(
        Q(problems=[]) & Q(duplicates=[]) & Q(file_name="")
    ),
    erase=lambda rows: rows.update(problems=[], duplicates=[], file_name=""),
)

PLACES = Kept(
    code="exchange.place",
    name=_("Data of imported places, and who imported them"),
    people=_("organisations; the people who imported"),
    reason=_(
        "They are facts about places. Columns with contact persons are never read. Who imported is named no "
        "more once the account is erased."
    ),
    fields=("exchange.ImportedPlace.values", "exchange.ImportRun.by"),
)
