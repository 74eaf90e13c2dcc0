"""Erases what the rules of `core.retention` say is over: in short transactions, each with its proof.

The nightly job runs every rule. A rule that fails does not stop the others; the job then fails with its name.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit, jobs, retention
from opstap.core.models import Job
from opstap.core.retention import Rule
from opstap.keeping.models import ChosenPeriod, Erasure, KeptCount
from opstap.keeping.services import journal

logger = logging.getLogger(__name__)

BATCH = 500
PERSON = "person"
"""The `rule` of a proof that one person was erased because it was asked."""


class PeriodOutOfBoundsError(ValueError):
    """The period asked for lies outside the bounds of the rule."""


class NotErasedError(RuntimeError):
    """A rule said that it erased, and the rows are still there to be erased."""


def chosen_periods() -> dict[str, ChosenPeriod]:
    """The period in force of each rule for which one was ever chosen."""
    return {chosen.rule: chosen for chosen in ChosenPeriod.objects.select_related("by").order_by("at", "pk")}


def period_of(rule: Rule) -> int:
    """In the unit of the rule; within its bounds, also when these have become narrower since."""
    chosen = ChosenPeriod.objects.filter(rule=rule.code).order_by("-at", "-pk").first()
    return clamped(rule, chosen.period if chosen else rule.period)


def clamped(rule: Rule, period: int) -> int:
    return min(max(period, rule.least), rule.most)


@transaction.atomic
def choose_period(*, rule: Rule, period: int, by: User) -> ChosenPeriod:
    """From now on the rule has this period. Raises PeriodOutOfBoundsError."""
    if not rule.least <= period <= rule.most:
        raise PeriodOutOfBoundsError(rule.code)
    chosen = ChosenPeriod.objects.create(rule=rule.code, period=period, by=by)
    audit.record("retention.period-chosen", by=by, kind="retention", uid=rule_uid(rule), fields=["period"])
    journal.write_choice(chosen)
    return chosen


def rule_uid(rule: Rule) -> UUID:
    """An id for the audit trail: rules have a code, and it knows ids only."""
    return UUID(bytes=hashlib.sha256(rule.code.encode()).digest()[:16])


def erase_what_is_due(job: Job) -> None:
    """The nightly job."""
    rules, failed = retention.all_rules(), []
    for done, rule in enumerate(rules, start=1):
        try:
            erase_by(rule)
        except Exception:
            logger.exception("Retention rule %s failed", rule.code)
            failed.append(rule.code)
        jobs.report_progress(job, done, len(rules))
    if failed:
        raise RuntimeError(f"rules that failed: {', '.join(failed)}")


def erase_by(rule: Rule, *, now: datetime | None = None, at_least_until: datetime | None = None) -> int:
    """Erase everything that is due by the rule; how many rows that were.

    `at_least_until`: a moment up to which the rule erased before, when the period was shorter.
    """
    now = now or timezone.now()
    period = period_of(rule)
    cut_off = retention.before(now, period, rule.unit)
    run = _Run(rule, period, max(cut_off, at_least_until or cut_off), now)
    erased = 0
    while batch := _erase_batch(run):
        erased += batch
    if not erased:
        _note_what_is_held(run)
    return erased


@dataclass(frozen=True)
class _Run:
    rule: Rule
    period: int
    cut_off: datetime
    now: datetime

    def due(self) -> retention.Rows:
        return self.rule.due(self.cut_off)

    def held(self) -> dict[str, int]:
        """How many due rows stay, by hold; holds that keep nothing are left out."""
        found = {code: rows.count() for code, rows in retention.held_back(self.rule, self.due()).items()}
        return {code: number for code, number in found.items() if number}


@transaction.atomic
def _erase_batch(run: _Run) -> int:
    rule = run.rule
    erasable = retention.erasable(rule, run.due())
    model: Any = erasable.model
    first = list(erasable.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not first:
        return 0
    # Locked, then asked again: somebody may have changed one of them a moment ago.
    list(model.objects.filter(pk__in=first).select_for_update().order_by("pk").values_list("pk"))
    keys = list(erasable.filter(pk__in=first).values_list("pk", flat=True))
    rows = model.objects.filter(pk__in=keys)
    ids = ids_of(rows)
    if rule.counts is not None:
        keep_counts(rule.counts(rows))
    rule.erase(rows)
    if run.due().filter(pk__in=keys).exists():
        raise NotErasedError(rule.code)
    _prove(run, ids, run.held())
    return len(keys)


def ids_of(rows: retention.Rows) -> list[str]:
    """How a proof names rows: by their `uid`, else by their key."""
    names = {field.name for field in rows.model._meta.concrete_fields}
    return [str(found) for found in rows.values_list("uid" if "uid" in names else "pk", flat=True)]


def digest_of(ids: Iterable[str]) -> str:
    """SHA-256 of the sorted ids, one a line."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


def keep_counts(counts: Iterable[retention.Count]) -> None:
    """Add to what is kept. In the transaction that erases."""
    sums: Counter[tuple[Any, ...]] = Counter()
    for count in counts:
        sums[count.space, count.month, count.dimension, count.code] += count.number
    for (space, month, dimension, code), number in sorted(sums.items()):
        kept, created = KeptCount.objects.select_for_update().get_or_create(
            space_id=space, month=month, dimension=dimension, code=code, defaults={"number": number}
        )
        if not created:
            KeptCount.objects.filter(pk=kept.pk).update(number=F("number") + number)


def _prove(run: _Run, ids: list[str], held: dict[str, int]) -> Erasure:
    proof = Erasure.objects.create(
        rule=run.rule.code,
        at=run.now,
        cut_off=run.cut_off,
        period=run.period,
        unit=run.rule.unit,
        number=len(ids),
        digest=digest_of(ids),
        held=held,
    )
    journal.write(proof)
    return proof


@transaction.atomic
def _note_what_is_held(run: _Run) -> None:
    """Nothing erased, yet something held back: said once, until it changes."""
    held = run.held()
    last = Erasure.objects.filter(rule=run.rule.code).order_by("-pk").first()
    if held != (last.held if last else {}):
        _prove(run, [], held)
