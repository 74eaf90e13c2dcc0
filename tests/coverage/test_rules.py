"""The declared rules of a network, and how they change."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from opstap.core.models import AuditEntry
from opstap.coverage.models import NeedWeight, ReachRules
from opstap.coverage.rules import Rules, rules_of
from opstap.coverage.services import change_rules
from tests.factories import make_network, make_network_coordinator

pytestmark = pytest.mark.django_db

GIVEN = {"detour": Decimal("1.25"), "reach_m": 1500, "weights": {"income": Decimal("-0.5")}}


def test_a_network_without_rules_measures_by_the_defaults() -> None:
    assert rules_of(make_network()) == Rules(Decimal("1.30"), 2500, {})
    assert ReachRules.objects.count() == 0


def test_changed_rules_are_in_force_and_audited() -> None:
    network = make_network()
    by = make_network_coordinator(network)

    assert change_rules(network=network, by=by, **GIVEN) == ["detour", "reach_m", "weights"]
    assert rules_of(network) == Rules(**GIVEN)  # type: ignore[arg-type]
    entry = AuditEntry.objects.get(action="reach_rules.changed")
    assert (entry.actor, entry.object_uid) == (by, network.reach_rules.uid)
    assert entry.fields == ["detour", "reach_m", "weights"]


def test_the_same_rules_again_change_nothing() -> None:
    network = make_network()
    change_rules(network=network, by=None, **GIVEN)

    assert change_rules(network=network, by=None, **GIVEN) == []
    assert AuditEntry.objects.count() == 1


def test_a_weight_of_zero_is_no_weight() -> None:
    network = make_network()
    change_rules(network=network, by=None, **GIVEN)
    changed = change_rules(network=network, by=None, **GIVEN | {"weights": {"income": Decimal(0)}})

    assert (changed, rules_of(network).weights) == (["weights"], {})


def test_rules_of_one_network_are_not_those_of_another() -> None:
    change_rules(network=make_network(), by=None, **GIVEN)

    assert rules_of(make_network()) == Rules()


@pytest.mark.parametrize(
    ("field", "value"), [("detour", Decimal("0.99")), ("detour", Decimal("3.01")), ("reach_m", 199)]
)
def test_the_database_refuses_rules_out_of_range(field: str, value: object) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReachRules.objects.create(network=make_network(), **{field: value})


@pytest.mark.parametrize("weight", ["0", "2.01", "-2.01"])
def test_the_database_refuses_weights_out_of_range(weight: str) -> None:
    rules = ReachRules.objects.create(network=make_network())
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedWeight.objects.create(rules=rules, figure="income", weight=Decimal(weight))
