"""Jobs: rows of our own table, run one after the other by one worker beside the server.

Jobs that take minutes are long: they run in a process of their own, one at a time, so that mails and the
like do not wait for them (`core.aside`).

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
LOST = "The process that ran it ended before it was done."


@dataclass(frozen=True)
class Work:
    """A kind of job: what runs it, how often it comes back by itself, and whether it takes minutes."""

    run: Callable[[Job], None]
    every: timedelta | None = None
    is_long: bool = False


_REGISTER: dict[str, Work] = {}


def register(
    kind: str, run: Callable[[Job], None], *, every: timedelta | None = None, is_long: bool = False
) -> None:
    _REGISTER[kind] = Work(run, every, is_long)


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


def run_next(now: datetime | None = None, *, is_long: bool | None = None) -> Job | None:
    """Take and run the oldest due job, of the long or of the other kinds only where `is_long` says which;
    None when there is nothing to do."""
    job = _take(now or timezone.now(), _kinds(is_long))
    if job is None:
        return None
    try:
        _REGISTER[job.kind].run(job)
    except Exception as error:
        logger.exception("Job %s failed", job.kind)
        job.state, job.reason = JobState.FAILED, f"{type(error).__name__}: {error}"
    else:
        job.state, job.reason = JobState.DONE, ""
    job.finished_at = timezone.now()
    job.save(update_fields=["state", "reason", "finished_at"])
    return job


def _kinds(is_long: bool | None) -> list[str]:
    return [kind for kind, work in _REGISTER.items() if is_long is None or work.is_long == is_long]


def is_long_due(now: datetime | None = None) -> bool:
    """Whether a long job waits for somebody to run it."""
    waiting = Job.objects.filter(state=JobState.WAITING, kind__in=_kinds(is_long=True))
    return waiting.filter(run_after__lte=now or timezone.now()).exists()


@transaction.atomic
def give_back_long(*, is_lost: bool) -> None:
    """The long jobs that nobody runs any more wait again. To be called only while none is run.

    `is_lost`: their process ended by itself. One that is lost twice fails: it would be lost for ever.
    """
    left = Job.objects.filter(state=JobState.RUNNING, kind__in=_kinds(is_long=True))
    if is_lost:
        left.filter(reason=LOST).update(state=JobState.FAILED, finished_at=timezone.now())
    left.update(state=JobState.WAITING, reason=LOST if is_lost else "")


def _take(now: datetime, kinds: list[str]) -> Job | None:
    with transaction.atomic():
        # Left running by a worker that was killed: take it again.
        Job.objects.filter(state=JobState.RUNNING, started_at__lt=now - STALE).update(state=JobState.WAITING)
        due = Job.objects.select_for_update(skip_locked=True) if _can_skip_locked() else Job.objects.all()
        job = (
            due.filter(state=JobState.WAITING, run_after__lte=now, kind__in=kinds)
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
