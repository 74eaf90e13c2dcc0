"""A file sent through the browser: kept privately, imported by a job that can be left and found again."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import jobs
from opstap.core.ids import uuid7
from opstap.core.models import Job
from opstap.exchange import words
from opstap.exchange.reading import Mapping, Table, read_places, read_table, recognise
from opstap.exchange.reading.mapping import mapping_from
from opstap.exchange.services.places import import_places
from opstap.territory.models import Network

KIND = "exchange.import-places"
SWEEP = "exchange.sweep-files"
LONGEST = timedelta(days=1)
"""Between a file that arrives and the job that names it; a restart in between leaves a file nobody names."""


class UnknownFileError(Exception):
    """No shipped mapping knows the file: the reader must say which column holds what."""

    def __init__(self, table: Table) -> None:
        super().__init__("unknown file")
        self.table = table


def folder() -> Path:
    path = Path(settings.MEDIA_ROOT) / "imports"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def receive_upload(
    *, upload: UploadedFile, mapping_text: str, source: str, network: Network | None, by: User
) -> Job:
    """Keep the file, check that it can be read and mapped, and queue the import.

    Raises ReadingError, MappingError or UnknownFileError; the file is then not kept.
    """
    path = folder() / str(uuid7())
    with path.open("wb") as kept:
        for chunk in upload.chunks():
            kept.write(chunk)
    try:
        table = read_table(path)
        mapping = _mapping(table, mapping_text)
    except Exception:
        path.unlink()
        raise
    payload = {
        "path": path.name,
        "file_name": (upload.name or "")[-255:],
        "mapping": mapping_text,
        "source": source or mapping.name,
        "network": network.pk if network else None,
        "by": by.pk,
    }
    return jobs.enqueue(KIND, payload)


def _mapping(table: Table, text: str) -> Mapping:
    found = mapping_from(text) if text.strip() else recognise(table)
    if found is None:
        raise UnknownFileError(table)
    return found


def run_upload(job: Job) -> None:
    """The job: import the kept file, then throw the file away."""
    payload: dict[str, Any] = job.payload
    path = folder() / payload["path"]
    table = read_table(path)
    mapping = _mapping(table, payload["mapping"])
    run = import_places(
        read_places(table, mapping, source=payload["source"]),
        source=payload["source"],
        file_name=payload["file_name"],
        language=mapping.language,
        network=Network.objects.filter(pk=payload["network"]).first(),
        by=User.objects.filter(pk=payload["by"]).first(),
        progress=lambda done: jobs.report_progress(job, done, len(table.rows)),
    )
    path.unlink()
    Job.objects.filter(pk=job.pk).update(payload={**payload, "run": str(run.uid), "mapping": ""})


def sweep(_job: Job) -> None:
    """The nightly job."""
    remove_unnamed()


def remove_unnamed(now: datetime | None = None) -> int:
    """Delete files older than a day that no job names; how many. A failed import names its own."""
    named = set(Job.objects.filter(kind=KIND).values_list("payload__path", flat=True))
    oldest = ((now or timezone.now()) - LONGEST).timestamp()
    left = [path for path in folder().iterdir() if path.name not in named and path.stat().st_mtime < oldest]
    for path in left:
        path.unlink()
    return len(left)


def describe_failure(job: Job) -> str:
    """Why a failed import failed, for the page."""
    return words.failed_import(job.reason)
