"""The nightly job: batches, holds, proofs, the journal, chosen periods."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import Error, transaction

from opstap.core import journals, retention
from opstap.core.models import AuditEntry, Job, Remark
from opstap.keeping.models import ChosenPeriod, Erasure
from opstap.keeping.services import erasing, journal
from opstap.keeping.services.restoring import apply_erasures_again
from tests.factories import make_administrator, make_assignment, make_post, make_remark, make_space
from tests.keeping.rows import person_who_left

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
DAY = timedelta(days=1)
REMARKS = retention.rule("core.remark")


@pytest.fixture
def old() -> list[Remark]:
    return [make_remark(handled_at=NOW - 400 * DAY, created_at=NOW - 500 * DAY) for _number in range(5)]


def digest(rows: list[Remark]) -> str:
    return hashlib.sha256("\n".join(sorted(str(row.uid) for row in rows)).encode()).hexdigest()


def lines(data_dir: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (data_dir / "erasures.jsonl").read_text().splitlines()]


def test_each_batch_leaves_a_proof_in_the_database_and_in_the_journal(
    old: list[Remark], data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "BATCH", 3)

    assert erasing.erase_by(REMARKS, now=NOW) == 5
    proofs = list(Erasure.objects.order_by("pk"))
    assert [proof.number for proof in proofs] == [3, 2]
    assert {(p.rule, p.period, p.unit, p.cut_off) for p in proofs} == {
        ("core.remark", 12, "months", datetime(2025, 11, 25, 3, tzinfo=UTC))
    }
    assert proofs[0].digest == digest(old[:3])
    assert [(line["uid"], line["digest"], line["number"]) for line in lines(data_dir)] == [
        (str(proof.uid), proof.digest, proof.number) for proof in proofs
    ]
    assert (data_dir / "erasures.jsonl").stat().st_mode & 0o777 == 0o600


def test_what_is_held_back_stays_and_is_said_once(data_dir: Path) -> None:
    waiting = make_remark(created_at=NOW - 900 * DAY)

    assert erasing.erase_by(REMARKS, now=NOW) == 0
    assert erasing.erase_by(REMARKS, now=NOW) == 0
    assert list(Erasure.objects.values_list("number", "held")) == [(0, {"open": 1})]
    make_remark(created_at=NOW - 900 * DAY)
    make_remark(handled_at=NOW - 900 * DAY)
    assert erasing.erase_by(REMARKS, now=NOW) == 1
    assert list(Erasure.objects.order_by("pk").values_list("number", "held")) == [
        (0, {"open": 1}),
        (1, {"open": 2}),
    ]
    assert Remark.objects.filter(pk=waiting.pk).exists()


def test_the_accounts_hold_the_name_of_who_was_in_a_post() -> None:
    rule = retention.rule("spaces.account")
    left = NOW - 800 * DAY
    person, other = person_who_left(left, name="Noor"), person_who_left(left, name="Ada")
    make_assignment(make_post(make_space()), person, valid_until=left.date())

    assert erasing.erase_by(rule, now=NOW) == 1
    person.refresh_from_db()
    other.refresh_from_db()
    assert (person.name, person.erased_at, other.name) == ("Noor", None, "N. N.")
    assert Erasure.objects.get().held == {"accounts": 1}


def test_nothing_is_erased_when_the_journal_cannot_be_written(
    old: list[Remark], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_proof: Erasure) -> None:
        raise OSError("no space left on the device")

    monkeypatch.setattr(journal, "write", full)
    with pytest.raises(OSError, match="no space"):
        erasing.erase_by(REMARKS, now=NOW)
    assert (Remark.objects.count(), Erasure.objects.count()) == (5, 0)


def test_a_rule_that_erases_nothing_is_found_out(old: list[Remark]) -> None:
    lazy = replace(REMARKS, erase=lambda rows: rows.update(language="nl"))

    with pytest.raises(erasing.NotErasedError):
        erasing.erase_by(lazy, now=NOW)
    assert (Remark.objects.filter(language="fr").count(), Erasure.objects.count()) == (5, 0)


@pytest.fixture
def two_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(_rows: retention.Rows) -> None:
        raise RuntimeError("broken")

    broken = replace(REMARKS, code="a.broken", erase=fall)
    monkeypatch.setattr(retention, "_RULES", {"a.broken": broken, "core.remark": REMARKS})


@pytest.mark.usefixtures("two_rules")
def test_a_rule_that_fails_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    make_remark(handled_at=datetime(2020, 1, 1, tzinfo=UTC))
    job = Job.objects.create(kind="keeping.erase")

    with pytest.raises(RuntimeError, match=r"^rules that failed: a\.broken$"):
        erasing.erase_what_is_due(job)
    job.refresh_from_db()
    assert (Remark.objects.count(), job.done, job.total) == (0, 2, 2)
    assert "a.broken" in caplog.text


def test_a_chosen_period_counts_from_then_on(old: list[Remark]) -> None:
    admin = make_administrator()
    erasing.choose_period(rule=REMARKS, period=24, by=admin)

    assert erasing.erase_by(REMARKS, now=NOW) == 0
    erasing.choose_period(rule=REMARKS, period=13, by=admin)
    assert erasing.erase_by(REMARKS, now=NOW) == 5
    assert Erasure.objects.get().period == 13
    entry = AuditEntry.objects.order_by("pk").last()
    assert entry is not None
    assert (entry.action, entry.actor, entry.fields) == ("retention.period-chosen", admin, ["period"])


@pytest.mark.parametrize("period", [0, 37, -1])
def test_a_period_outside_the_bounds_is_refused(period: int) -> None:
    with pytest.raises(erasing.PeriodOutOfBoundsError):
        erasing.choose_period(rule=REMARKS, period=period, by=make_administrator())
    assert ChosenPeriod.objects.count() == 0


def test_bounds_that_became_narrower_hold_for_an_older_choice() -> None:
    erasing.choose_period(rule=REMARKS, period=36, by=make_administrator())

    assert erasing.period_of(replace(REMARKS, most=24)) == 24


def test_a_rule_outside_its_own_bounds_cannot_be_made() -> None:
    with pytest.raises(ValueError, match=r"core\.remark"):
        replace(REMARKS, least=13)


def test_proofs_and_chosen_periods_are_append_only(old: list[Remark]) -> None:
    erasing.erase_by(REMARKS, now=NOW)
    erasing.choose_period(rule=REMARKS, period=13, by=make_administrator())

    for model in (Erasure, ChosenPeriod):
        for change in (model.objects.all().delete, lambda: model.objects.update(rule="x")):  # noqa: B023
            with pytest.raises(Error, match="append-only"), transaction.atomic():
                change()


def test_an_old_receipt_without_its_hash_still_answers_alike() -> None:
    from uuid import uuid4

    from opstap.core.models import Receipt
    from opstap.core.receipts import store_once

    admin, uid, space = make_administrator(), uuid4(), uuid4()
    written: list[int] = []

    def store(minutes: int) -> bool:
        return store_once(
            uid=uid,
            kind="help",
            content={"minutes": minutes},
            by=admin,
            space_uid=space,
            write=lambda receipt: written.append(receipt.pk),
        ).created

    assert store(10) is True
    Receipt.objects.update(received_at=NOW - 500 * DAY)
    erasing.erase_by(retention.rule("core.receipt"), now=NOW)
    assert (store(10), len(written)) == (False, 1)
    assert Receipt.objects.get().actor is None


def test_a_chosen_period_is_put_back_after_a_restore(data_dir: Path) -> None:
    ada, gone = make_administrator(name="Ada"), make_administrator()
    erasing.choose_period(rule=REMARKS, period=24, by=ada)
    before = ChosenPeriod.objects.get()
    chosen = [
        {"chosen": "core.remark", "period": 13, "at": "2030-01-02T03:00:00+00:00", "by": str(gone.uid)},
        {"chosen": "core.remark", "period": 6, "at": "2030-01-03T03:00:00+00:00", "by": str(UUID(int=7))},
        {"chosen": "core.job", "period": 40, "at": "2030-01-03T03:00:00+00:00", "by": str(ada.uid)},
    ]
    for line in chosen:
        journals.append(journal.path(), line)
    for _twice in range(2):
        apply_erasures_again()

    assert list(ChosenPeriod.objects.order_by("at", "rule").values_list("rule", "period", "by")) == [
        ("core.remark", 24, ada.pk),
        ("core.remark", 13, gone.pk),
        ("core.job", 40, ada.pk),
        ("core.remark", 6, None),
    ]
    assert ChosenPeriod.objects.order_by("at").first() == before
    assert (erasing.period_of(REMARKS), erasing.period_of(retention.rule("core.job"))) == (6, 40)
