"""The process of the long jobs: at most one, ended with the worker, its job given back."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from opstap.core import jobs
from opstap.core.aside import Aside
from opstap.core.models import Job, JobState

pytestmark = pytest.mark.django_db

SLEEPS = (sys.executable, "-c", "import time; time.sleep(600)")
ENDS = (sys.executable, "-c", "")


@pytest.fixture(autouse=True)
def job(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Job:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(jobs, "_REGISTER", {})
    jobs.register("long", lambda job: None, is_long=True)
    return jobs.enqueue("long", after=timezone.now() - timedelta(days=1))


def taken(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)


def state(job: Job) -> tuple[str, str]:
    job.refresh_from_db()
    return job.state, job.reason


def test_one_process_at_a_time_and_stopping_gives_its_job_back(job: Job) -> None:
    beside = Aside(SLEEPS)
    beside.look()
    first = beside.process
    jobs.enqueue("long")
    beside.look()

    assert first is not None
    assert beside.process is first
    taken(job)
    beside.end()
    assert (first.poll(), state(job)) == (-15, ("waiting", ""))


def test_nothing_due_starts_nothing(job: Job) -> None:
    job.delete()
    beside = Aside(SLEEPS)
    beside.look()

    assert beside.process is None
    beside.end()


def test_a_job_whose_process_ended_is_run_once_more(job: Job) -> None:
    beside = Aside(ENDS)
    beside.look()
    assert beside.process is not None
    taken(job)
    beside.process.wait()
    beside.look()

    assert state(job) == ("waiting", jobs.LOST)
    assert beside.process is not None
    taken(job)
    beside.process.wait()
    beside.look()
    assert state(job) == ("failed", jobs.LOST)
    assert beside.process is None


def test_a_job_left_by_a_worker_that_was_killed_is_found_at_the_next_start(job: Job) -> None:
    taken(job)
    beside = Aside(ENDS)
    beside.look()

    assert state(job) == ("waiting", jobs.LOST)
    beside.end()


def test_of_two_workers_one_runs_the_long_jobs(job: Job) -> None:
    first, second = Aside(SLEEPS), Aside(SLEEPS)
    first.look()
    taken(job)
    second.look()
    assert (second.process, state(job)) == (None, ("running", ""))

    first.end()
    assert state(job) == ("waiting", "")
    second.look()
    assert second.process is not None
    second.end()


def test_another_worker_takes_over_when_worker_and_process_are_gone(job: Job) -> None:
    first, second = Aside(SLEEPS), Aside(ENDS)
    first.look()
    taken(job)
    assert first.process is not None
    assert first.lock is not None
    os.close(first.lock)
    second.look()
    assert state(job) == ("running", "")

    first.process.kill()
    first.process.wait()
    second.look()
    assert state(job) == ("waiting", jobs.LOST)
    second.end()
