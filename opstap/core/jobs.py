"""Jobs: rows of our own table, run one after the other by one worker beside the server.

A room registers what it can do in its `AppConfig.ready()`:

    jobs.register("spaces.derive-openings", derive_all_openings, every=timedelta(days=1))
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from opstap.core.models import Job, JobState

logger = logging.getLogger(__name__)

STALE = timedelta(hours=2)


@dataclass(frozen=True)
class Work:
    """A kind of job: what runs it, and how often it comes back by itself."""

    run: Callable[[Job], None]
    every: timedelta | None = None


_REGISTER: dict[str, Work] = {}


def register(kind: str, run: Callable[[Job], None], *, every: timedelta | None = None) -> None:
    _REGISTER[kind] = Work(run, every)


def enqueue(kind: str, payload: dict[str, Any] | None = None, *, after: datetime | None = None) -> Job:
    """Put a job in the queue. Raises KeyError for a kind nobody registered."""
    if kind not in _REGISTER:
        raise KeyError(kind)
    return Job.objects.create(kind=kind, payload=payload or {}, run_after=after or timezone.now())


def schedule_recurring(now: datetime | None = None) -> list[Job]:
    """Queue each recurring kind that has neither a waiting job nor a run within its period."""
    now = now or timezone.now()
    due = []
    for kind, work in _REGISTER.items():
        if work.every is None:
            continue
        known = Job.objects.filter(kind=kind)
        busy = known.filter(state__in=[JobState.WAITING, JobState.RUNNING])
        if not busy.exists() and not known.filter(run_after__gt=now - work.every).exists():
            due.append(enqueue(kind, after=now))
    return due


def run_next(now: datetime | None = None) -> Job | None:
    """Take and run the oldest due job; None when there is nothing to do."""
    job = _take(now or timezone.now())
    if job is None:
        return None
    try:
        _REGISTER[job.kind].run(job)
    except Exception as error:
        logger.exception("Job %s failed", job.kind)
        job.state, job.reason = JobState.FAILED, f"{type(error).__name__}: {error}"
    else:
        job.state = JobState.DONE
    job.finished_at = timezone.now()
    job.save(update_fields=["state", "reason", "finished_at"])
    return job


def _take(now: datetime) -> Job | None:
    with transaction.atomic():
        # Left running by a worker that was killed: take it again.
        Job.objects.filter(state=JobState.RUNNING, started_at__lt=now - STALE).update(state=JobState.WAITING)
        due = Job.objects.select_for_update(skip_locked=True) if _can_skip_locked() else Job.objects.all()
        job = (
            due.filter(state=JobState.WAITING, run_after__lte=now, kind__in=_REGISTER)
            .order_by("run_after")
            .first()
        )
        if job is not None:
            job.state, job.started_at = JobState.RUNNING, now
            job.save(update_fields=["state", "started_at"])
    return job


def _can_skip_locked() -> bool:
    from django.db import connection

    return connection.features.has_select_for_update_skip_locked


def report_progress(job: Job, done: int, total: int) -> None:
    """Let pages show how far the job is. Cheap: one short write."""
    Job.objects.filter(pk=job.pk).update(done=done, total=total)
