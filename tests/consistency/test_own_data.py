"""No row that leads to a person is forgotten on the page that tells her what is kept about her.

A new field fails here until it is told (`core.own_data.Told`), or counted with the reason why that is all.
"""

from collections import Counter
from itertools import chain

import pytest
from django.apps import apps
from django.conf import settings

from opstap.core import own_data, retention
from opstap.core.own_data import Told

TOLD, COUNTED = own_data.all_told(), own_data.all_counted()
USER = apps.get_model(settings.AUTH_USER_MODEL)
LINKS = {
    f"{model._meta.label}.{field.name}"
    for model in apps.get_models(include_auto_created=True)
    for field in model._meta.concrete_fields
    if field.related_model is USER
}


def ways() -> Counter[str]:
    """How often each field that leads to a person is told or counted."""
    return Counter(chain((one.link for one in TOLD), *(one.links for one in COUNTED)))


def test_every_field_that_leads_to_a_person_is_told_or_counted_once() -> None:
    found = ways()
    assert [link for link in sorted(LINKS) if found[link] != 1] == [], (
        "in your room: own_data.tell(Told(…)), or own_data.count(…) with its entry of core.retention"
    )


def test_a_field_that_nobody_told_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.TOLD", [one for one in TOLD if one.key != "duties"])
    assert ways()["spaces.Duty.person"] == 0


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.key)
def test_every_column_is_told_or_withheld_with_a_reason(told: Told) -> None:
    model, link = own_data.model_and_field(told.link)
    columns = {field.name for field in model._meta.concrete_fields if not field.primary_key} - {link.name}
    named = [*told.columns, *told.withheld]
    assert (sorted(columns - set(named)), sorted(set(named) - columns - {"email"})) == ([], [])
    assert [name for name in named if named.count(name) > 1] == []
    assert all(map(str, told.withheld.values()))


def test_no_secret_is_told() -> None:
    marks = ("password", "secret", "token", "hash", "key", "data", "pin")
    named = {f"{one.key}.{name}" for one in TOLD for name in one.columns}
    assert [name for name in named if any(mark in name.partition(".")[2] for mark in marks)] == []


def test_each_says_until_when_it_is_kept() -> None:
    codes = {rule.code for rule in retention.all_rules()} | {kept.code for kept in retention.all_kept()}
    assert {one.kept for one in TOLD} - codes == set()
