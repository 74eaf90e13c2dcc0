"""Writing the rules by which a network measures reach."""

from decimal import Decimal

from django.db import transaction

from opstap.accounts.models import User
from opstap.core import audit
from opstap.coverage.models import NeedWeight, ReachRules
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
