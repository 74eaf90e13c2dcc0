"""Writing the rules by which a network measures reach, and its plans."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit, jobs
from opstap.core.models import Job
from opstap.coverage.models import CoveragePlan, NeedWeight, ReachRules
from opstap.coverage.planning.aims import find
from opstap.coverage.planning.question import Question, question_of
from opstap.coverage.planning.solving import ground_of, telling
from opstap.coverage.rules import rules_of
from opstap.territory.models import Network


@transaction.atomic
def change_rules(
    *, network: Network, by: User | None, detour: Decimal, reach_m: int, weights: dict[str, Decimal]
) -> list[str]:
    """Put the rules in force; returns the names of what really changed. A weight of 0 is no weight."""
    wanted = {figure: weight for figure, weight in weights.items() if weight}
    before = rules_of(network)
    changed = audit.changed_fields(
        {"detour": before.detour, "reach_m": before.reach_m, "weights": before.weights},
        {"detour": detour, "reach_m": reach_m, "weights": wanted},
    )
    if not changed:
        return []
    rules, _created = ReachRules.objects.update_or_create(
        network=network, defaults={"detour": detour, "reach_m": reach_m}
    )
    if "weights" in changed:
        _replace_weights(rules, wanted)
    audit.record("reach_rules.changed", by=by, kind="reach_rules", uid=rules.uid, fields=changed)
    return changed


def _replace_weights(rules: ReachRules, wanted: dict[str, Decimal]) -> None:
    rules.weights.all().delete()
    NeedWeight.objects.bulk_create(
        NeedWeight(rules=rules, figure=figure, weight=weight) for figure, weight in sorted(wanted.items())
    )


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


def run_plan(job: Job) -> None:
    """The job: search with the network as it is today; the answer is written in one short transaction."""
    plan = CoveragePlan.objects.select_related("network").get(pk=job.payload["plan"])
    question = question_of(plan.question)
    tell = telling(question.seconds, lambda done, total: jobs.report_progress(job, done, total))
    ground = ground_of(plan.network, question, timezone.localdate())
    plan.answer = find(ground, question, tell)
    plan.save(update_fields=["answer"])
