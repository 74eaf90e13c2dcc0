"""The schemes that are shipped, and how they come into a network."""

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from opstap.core.models import AuditEntry
from opstap.label.models import CriterionKind, Scheme, SchemeVersion
from opstap.label.services.schemes import SchemeFileError, check, load_scheme, read_scheme, shipped
from tests.factories import make_network, make_region_officer, make_version

pytestmark = pytest.mark.django_db


def test_three_come_with_opstap_and_are_whole() -> None:
    assert shipped() == ["brussels-2019", "brussels-2021", "wallonia-2007"]
    assert [len(read_scheme(code)["criteria"]) for code in shipped()] == [6, 8, 9]


def measured(code: str) -> dict[str, tuple[str, Any]]:
    rows = [row for row in read_scheme(code)["criteria"] if row["kind"] == "measured"]
    return {row["fact"]: (row["operator"], row.get("threshold")) for row in rows}


def test_the_thresholds_are_those_of_the_published_rules() -> None:
    both = {
        "spaces.open-hours": ("at_least", 15),
        "spaces.open-to-everyone": ("is", None),
        "spaces.computers-and-tablets": ("at_least", 6),
    }
    assert measured("brussels-2019") == both
    assert measured("brussels-2021") == both | {"spaces.qualified-staff": ("at_least", 1)}
    assert measured("wallonia-2007") == {
        "spaces.staffed-or-training-hours": ("at_least", 16),
        "spaces.training-hours": ("at_least", 6),
        "spaces.staffed-hours": ("at_least", 6),
        "spaces.workstations": ("at_least", 4),
        "spaces.qualified-staff": ("at_least", 1),
    }


def test_brussels_has_two_versions_of_one_scheme_and_wallonia_its_own() -> None:
    network = make_network("demo")
    officer = make_region_officer(network)
    made = [load_scheme(network=network, code=code, by=officer) for code in shipped()]
    assert [(version.scheme.slug, version.number) for version in made] == [
        ("demo-brussels", 1),
        ("demo-brussels", 2),
        ("demo-wallonia", 1),
    ]
    assert [version.valid_from for version in made] == [date(2019, 4, 1), date(2021, 6, 1), date(2007, 1, 1)]
    assert set(SchemeVersion.objects.in_force(date(2020, 1, 1))) == {made[0], made[2]}
    assert set(SchemeVersion.objects.in_force(date(2026, 1, 1))) == {made[1], made[2]}
    acts = AuditEntry.objects.order_by("pk").values_list("action", "actor")
    assert list(acts) == [
        ("scheme.created", officer.pk),
        ("scheme_version.loaded", officer.pk),
        ("scheme_version.loaded", officer.pk),
        ("scheme.created", officer.pk),
        ("scheme_version.loaded", officer.pk),
    ]


def test_loading_again_changes_nothing() -> None:
    network = make_network()
    first = load_scheme(network=network, code="brussels-2021", by=None)
    rows = AuditEntry.objects.count()
    assert load_scheme(network=network, code="brussels-2021", by=None) == first
    assert (Scheme.objects.count(), first.criteria.count(), AuditEntry.objects.count()) == (1, 8, rows)


def test_history_is_not_rewritten() -> None:
    network = make_network()
    version = load_scheme(network=network, code="brussels-2021", by=None)
    with pytest.raises(SchemeFileError, match="older than version 1"):
        load_scheme(network=network, code="brussels-2019", by=None)
    assert list(version.scheme.versions.all()) == [version]


def test_a_draft_of_the_region_is_no_obstacle() -> None:
    network = make_network()
    first = load_scheme(network=network, code="brussels-2019", by=None)
    make_version(first.scheme, published=False)
    assert load_scheme(network=network, code="brussels-2021", by=None).number == 3


def test_what_was_not_published_stays_declared_and_says_so() -> None:
    version = load_scheme(network=make_network(), code="brussels-2021", by=None)
    hours = version.criteria.get(code="training-hours")
    assert (hours.kind, hours.fact, hours.threshold) == (CriterionKind.DECLARED, "", None)
    assert {language: "pub" in text for language, text in hours.hints.items()} == dict.fromkeys(
        ("fr", "nl", "en"), True
    )


def without(name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda data: data.pop(name)


FAULTS: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (without("terms"), "lacks terms"),
    (lambda data: data.update(colour="red"), "unknown colour"),
    (lambda data: data["titles"].pop("nl"), "titles is not said in"),
    (lambda data: data["titles"].update(nl=" "), "titles is not said in"),
    (lambda data: data["terms"].update(appeal_days=0), "whole numbers"),
    (lambda data: data.update(valid_from="soon"), "no day"),
    (lambda data: data.update(criteria=[]), "has criteria"),
    (lambda data: data["criteria"].append(data["criteria"][0]), "a code of its own"),
    (lambda data: data["criteria"][0].update(operator="about"), "open-hours: operator"),
    (lambda data: data["criteria"][0].pop("fact"), "open-hours: "),
    (lambda data: data["criteria"][3].update(threshold=3), "unknown threshold"),
    (lambda data: data["criteria"][0].update(weight=9), "open-hours: "),
    (lambda data: data.update(scheme=[]), "no object"),
]


@pytest.mark.parametrize(("spoil", "words"), FAULTS, ids=[words for _spoil, words in FAULTS])
def test_a_file_that_is_not_whole_is_refused_with_words(
    spoil: Callable[[dict[str, Any]], Any], words: str
) -> None:
    data = copy.deepcopy(read_scheme("brussels-2019"))
    spoil(data)
    with pytest.raises(SchemeFileError, match=words):
        check(data)


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    make_network("demo")
    call_command("label", "load", "wallonia-2007", "--network", "demo")
    assert capsys.readouterr().out == "demo-wallonia, version 1: 9 criteria, valid since 2007-01-01.\n"
    call_command("label", "list")
    assert capsys.readouterr().out.split() == shipped()


@pytest.mark.parametrize(
    ("code", "network", "words"),
    [
        ("flanders", "demo", "no scheme 'flanders'"),
        ("wallonia-2007", "other", "no network other. Known: demo"),
    ],
)
def test_the_command_says_what_is_wrong(code: str, network: str, words: str) -> None:
    make_network("demo")
    with pytest.raises(CommandError, match=words):
        call_command("label", "load", code, "--network", network)
    assert Scheme.objects.count() == 0
