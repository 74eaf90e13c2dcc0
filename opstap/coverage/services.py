"""Writing the rules by which a network measures reach, the times it brings in, and its plans.

What computes is loaded when it is needed: every process knows the job, few of them run it.
"""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit, jobs
from opstap.core.models import Job
from opstap.coverage.models import CoveragePlan, Measure, NeedWeight, ReachRules, TravelTimes
from opstap.coverage.models.rules import REACH_MIN
from opstap.coverage.planning.question import Question, question_of
from opstap.coverage.rules import rules_of
from opstap.territory.models import Network

if TYPE_CHECKING:
    from opstap.coverage.times.matrix import Matrix


@transaction.atomic
def change_rules(
    *,
    network: Network,
    by: User | None,
    detour: Decimal,
    reach_m: int,
    weights: dict[str, Decimal],
    measure: str = Measure.LINE,
    reach_min: int = REACH_MIN,
) -> list[str]:
    """Put the rules in force; returns the names of what really changed. A weight of 0 is no weight."""
    wanted = {figure: weight for figure, weight in weights.items() if weight}
    before = rules_of(network)
    given = {"detour": detour, "reach_m": reach_m, "measure": measure, "reach_min": reach_min}
    changed = audit.changed_fields(
        {name: getattr(before, name) for name in (*given, "weights")}, given | {"weights": wanted}
    )
    if not changed:
        return []
    rules, _created = ReachRules.objects.update_or_create(network=network, defaults=given)
    if "weights" in changed:
        _replace_weights(rules, wanted)
    audit.record("reach_rules.changed", by=by, kind="reach_rules", uid=rules.uid, fields=changed)
    return changed


def _replace_weights(rules: ReachRules, wanted: dict[str, Decimal]) -> None:
    rules.weights.all().delete()
    NeedWeight.objects.bulk_create(
        NeedWeight(rules=rules, figure=figure, weight=weight) for figure, weight in sorted(wanted.items())
    )


@transaction.atomic
def keep_times(
    *, network: Network, by: User | None, means: str, source: str, dated: date, matrix: "Matrix"
) -> TravelTimes:
    """Keep the times in the place of those of the same means."""
    from opstap.coverage.times.matrix import pack

    TravelTimes.objects.filter(network=network, means=means).delete()
    times = TravelTimes.objects.create(
        network=network,
        means=means,
        source=source,
        dated=dated,
        areas=len(matrix.origins),
        places=len(matrix.places),
        pairs=matrix.pairs,
        content=pack(matrix),
    )
    fields = ["means", "source", "dated", "pairs"]
    audit.record("travel_times.brought", by=by, kind="travel_times", uid=times.uid, fields=fields)
    return times


@transaction.atomic
def remove_times(*, times: TravelTimes, by: User) -> None:
    """What is measured by them stands on straight lines from now on."""
    audit.record("travel_times.removed", by=by, kind="travel_times", uid=times.uid, fields=["pairs"])
    times.delete()


PLAN = "coverage.plan"


@transaction.atomic
def ask_plan(*, network: Network, by: User | None, name: str, question: Question) -> CoveragePlan:
    """Keep the question and queue the search for its answer."""
    plan = CoveragePlan.objects.create(
        network=network, by=by, name=name, aim=question.aim, question=question.as_data()
    )
    plan.job = jobs.enqueue(PLAN, {"plan": plan.pk})
    plan.save(update_fields=["job"])
    audit.record("plan.asked", by=by, kind="plan", uid=plan.uid, fields=["name", "question"])
    return plan


@transaction.atomic
def change_plan(*, plan: CoveragePlan, by: User, name: str, audience: str) -> list[str]:
    """Give the plan another name or audience; returns the names of what really changed."""
    changed = audit.changed_fields(
        {"name": plan.name, "audience": plan.audience}, {"name": name, "audience": audience}
    )
    if not changed:
        return []
    plan.name, plan.audience = name, audience
    plan.save(update_fields=changed)
    audit.record("plan.changed", by=by, kind="plan", uid=plan.uid, fields=changed)
    return changed


@transaction.atomic
def remove_plan(*, plan: CoveragePlan, by: User) -> None:
    """The question, the answer and every file of it are gone. A search that runs ends without a trace."""
    audit.record("plan.removed", by=by, kind="plan", uid=plan.uid, fields=["name", "question", "answer"])
    plan.delete()


def run_plan(job: Job) -> None:
    """The job: search with the network as it is today; the answer is written in one short transaction.

    A plan that was removed meanwhile is let go.
    """
    from opstap.coverage.planning.aims import find
    from opstap.coverage.planning.solving import ground_of, telling

    plan = CoveragePlan.objects.select_related("network").filter(pk=job.payload["plan"]).first()
    if plan is None:
        return
    question = question_of(plan.question)
    tell = telling(question.seconds, lambda done, total: jobs.report_progress(job, done, total))
    ground = ground_of(plan.network, question, timezone.localdate())
    CoveragePlan.objects.filter(pk=plan.pk).update(answer=find(ground, question, tell))
