"""Checks the audit trail daily, or when the administrator asks; what was found stands in the job."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from opstap.core import jobs
from opstap.core.models import Job, JobState
from opstap.keeping.services.seals import Break, Fault, Verdict, seal, verify

KIND = "keeping.verify"
MOST_BREAKS = 50


class NotWholeError(Exception):
    """The chain of seals is broken. The job fails with it, so that it stands among what failed."""


def check(job: Job) -> None:
    """The job: seal what may be sealed, compute every seal again, keep the verdict."""
    seal()
    verdict = verify()
    Job.objects.filter(pk=job.pk).update(payload=_as_payload(verdict))
    if not verdict.whole:
        raise NotWholeError("the audit trail is not whole: opstap audit verify")


def ask_for_check() -> Job:
    """Queue a check, unless one is waiting or running."""
    return waiting_check() or jobs.enqueue(KIND)


def waiting_check() -> Job | None:
    return Job.objects.filter(kind=KIND, state__in=[JobState.WAITING, JobState.RUNNING]).first()


def last_check() -> tuple[datetime, Verdict] | None:
    """When the trail was checked last, and what was found."""
    ended = Job.objects.filter(kind=KIND, finished_at__isnull=False, payload__has_key="seals")
    job = ended.order_by("-finished_at").first()
    if job is None or job.finished_at is None:
        return None
    return job.finished_at, _as_verdict(job.payload)


def _as_payload(verdict: Verdict) -> dict[str, Any]:
    last = verdict.last_at.isoformat() if verdict.last_at else None
    breaks = [asdict(one) | {"at": one.at.isoformat()} for one in verdict.breaks[:MOST_BREAKS]]
    return asdict(verdict) | {"last_at": last, "breaks": breaks}


def _as_verdict(payload: dict[str, Any]) -> Verdict:
    last = datetime.fromisoformat(payload["last_at"]) if payload["last_at"] else None
    breaks = tuple(
        Break(Fault(one["fault"]), one["first_id"], one["last_id"], datetime.fromisoformat(one["at"]))
        for one in payload["breaks"]
    )
    return Verdict(payload["seals"], payload["sealed"], payload["waiting"], last, breaks)
