from datetime import UTC, datetime, timedelta

import pytest

from opstap.core import jobs
from opstap.core.models import Job, JobState

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An empty register with two kinds: "note" writes down its payload, "fall" fails."""
    done: list[str] = []
    monkeypatch.setattr(jobs, "_REGISTER", {})
    jobs.register("note", lambda job: done.append(job.payload.get("n", "-")))
    jobs.register("fall", _fall)
    return done


def _fall(job: Job) -> None:
    raise RuntimeError("the file is gone")


def test_the_oldest_due_job_goes_first(done: list[str]) -> None:
    jobs.enqueue("note", {"n": "later"}, after=NOW)
    jobs.enqueue("note", {"n": "first"}, after=NOW - DAY)
    jobs.enqueue("note", {"n": "tomorrow"}, after=NOW + DAY)
    ran = [job.payload["n"] for _ in range(3) if (job := jobs.run_next(NOW))]
    assert ran == done == ["first", "later"]


def test_nothing_to_do() -> None:
    assert jobs.run_next(NOW) is None


def test_a_job_that_is_done_says_so() -> None:
    job = jobs.enqueue("note", after=NOW)
    jobs.run_next(NOW)
    job.refresh_from_db()
    assert (job.state, job.reason, job.started_at, job.finished_at is None) == ("done", "", NOW, False)


def test_a_failed_job_keeps_its_reason_and_is_not_repeated() -> None:
    job = jobs.enqueue("fall", after=NOW)
    jobs.run_next(NOW)
    job.refresh_from_db()
    assert (job.state, job.reason) == ("failed", "RuntimeError: the file is gone")
    assert jobs.run_next(NOW) is None


def test_after_a_failed_job_the_queue_goes_on(done: list[str]) -> None:
    jobs.enqueue("fall", after=NOW - DAY)
    jobs.enqueue("note", {"n": "next"}, after=NOW)
    jobs.run_next(NOW)
    jobs.run_next(NOW)
    assert done == ["next"]


def test_an_unknown_kind_is_refused_and_one_left_from_before_waits() -> None:
    with pytest.raises(KeyError, match="nothing"):
        jobs.enqueue("nothing")
    Job.objects.create(kind="of-a-former-version", run_after=NOW)
    assert jobs.run_next(NOW) is None


def test_a_job_of_a_killed_worker_is_taken_again(done: list[str]) -> None:
    job = jobs.enqueue("note", {"n": "again"}, after=NOW - DAY)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, started_at=NOW - jobs.STALE - DAY)
    jobs.run_next(NOW)
    assert done == ["again"]


def test_a_job_that_runs_is_left_alone() -> None:
    job = jobs.enqueue("note", after=NOW - DAY)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, started_at=NOW)
    assert jobs.run_next(NOW) is None


def test_a_recurring_job_comes_back_once_a_period() -> None:
    jobs.register("nightly", lambda job: None, every=DAY)
    moments = [NOW, NOW + DAY / 2, NOW + DAY, NOW + DAY * 2]
    queued = []
    for moment in moments:
        queued.append([job.kind for job in jobs.schedule_recurring(moment)])
        jobs.run_next(moment)
    assert queued == [["nightly"], [], ["nightly"], ["nightly"]]


def test_a_recurring_job_is_not_queued_twice_while_it_waits() -> None:
    jobs.register("nightly", lambda job: None, every=DAY)
    jobs.schedule_recurring(NOW)
    assert jobs.schedule_recurring(NOW + DAY * 3) == []


def test_progress_is_seen_by_others() -> None:
    job = jobs.enqueue("note", after=NOW)
    jobs.report_progress(job, 3, 10)
    assert Job.objects.values_list("done", "total").get() == (3, 10)


def make_long() -> Job:
    jobs.register("long", lambda job: None, is_long=True)
    return jobs.enqueue("long", after=NOW - DAY)


def test_short_jobs_pass_a_long_one(done: list[str]) -> None:
    long, short = make_long(), jobs.enqueue("note", {"n": "mail"}, after=NOW)

    assert jobs.is_long_due(NOW)
    assert [jobs.run_next(NOW, is_long=False), jobs.run_next(NOW, is_long=False)] == [short, None]
    assert jobs.run_next(NOW, is_long=True) == long
    assert not jobs.is_long_due(NOW)


def test_a_lost_long_job_waits_again_and_fails_when_it_is_lost_twice() -> None:
    job = make_long()
    states = []
    for _ in range(2):
        Job.objects.update(state=JobState.RUNNING)
        jobs.give_back_long(is_lost=True)
        job.refresh_from_db()
        states.append((job.state, job.reason))

    assert states == [("waiting", jobs.LOST), ("failed", jobs.LOST)]
    assert job.finished_at is not None


def test_a_lost_long_job_that_ends_well_the_second_time_has_no_reason() -> None:
    job = make_long()
    Job.objects.update(state=JobState.RUNNING)
    jobs.give_back_long(is_lost=True)
    jobs.run_next(NOW, is_long=True)
    job.refresh_from_db()

    assert (job.state, job.reason) == ("done", "")


def test_a_long_job_that_was_stopped_may_be_stopped_again_and_short_ones_are_left_alone() -> None:
    job, short = make_long(), jobs.enqueue("note", after=NOW)
    for _ in range(3):
        Job.objects.update(state=JobState.RUNNING)
        jobs.give_back_long(is_lost=False)
    job.refresh_from_db()
    short.refresh_from_db()

    assert (job.state, job.reason, short.state) == ("waiting", "", "running")
