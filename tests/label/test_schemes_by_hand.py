"""The three schemes applied to the demonstration region, with the results of three spaces worked out by hand.

Measured over the 28 days from 2 to 29 March 2026: four whole weeks without a Belgian public holiday, so that
the ordinary week is the week as it stands in the record.
"""

from datetime import date
from decimal import Decimal

import pytest

from opstap.demonstration.services import label, region
from opstap.label import comparing
from opstap.label.comparing import Outcome
from opstap.label.models import SchemeVersion
from opstap.spaces import facts
from opstap.territory.models import Network

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 29)

# La Marche
#   open       Mo-Fr 9:00-17:00, Sa 10:00-13:00                   5 × 8 + 3                  = 43
#   staffed    Mo-Fr 9:00-12:30 and 13:30-17:00                   5 × (3.5 + 3.5)            = 35
#   training   We 17:30-19:30, after the accompanied hours                                     2
#   together   nothing is shared                                  35 + 2                     = 37
#   equipment  8 computers, 2 tablets                             8 + 2                      = 10
# Bibliothèque de l’Écluse
#   open       Mo-Fr 9:00-18:00, Sa 10:00-17:00                   5 × 9 + 7                  = 52
#   staffed    Tu, Th 9:00-12:30; We 13:00-18:00;
#              Fr 9:00-12:30 and 13:30-16:00                      2 × 3.5 + 5 + 3.5 + 2.5    = 18
#   training   Tu 13:30-16:00, Th 17:30-19:30                     2.5 + 2                    = 4.5
#   together   nothing is shared                                  18 + 4.5                   = 22.5
#   equipment  12 computers, 6 tablets                            12 + 6                     = 18
# Point CPAS du Quai
#   open       Mo-Fr 8:30-12:30                                   5 × 4                      = 20
#   staffed    Mo-Th 9:00-12:00                                   4 × 3                      = 12
#   training   none                                                                            0
#   together                                                      12 + 0                     = 12
#   equipment  5 computers, no tablet                             5 + 0                      = 5
BY_HAND: dict[str, dict[str, tuple[str, bool]]] = {
    "La Marche": {
        "brussels-1 open-hours ≥ 15": ("43", True),
        "brussels-1 computers-or-tablets ≥ 6": ("10", True),
        "brussels-2 open-hours ≥ 15": ("43", True),
        "brussels-2 computers-or-tablets ≥ 6": ("10", True),
        "wallonia-1 hours ≥ 16": ("37", True),
        "wallonia-1 training-hours ≥ 6": ("2", False),
        "wallonia-1 accompanied-hours ≥ 6": ("35", True),
    },
    "Bibliothèque de l’Écluse": {
        "brussels-1 open-hours ≥ 15": ("52", True),
        "brussels-1 computers-or-tablets ≥ 6": ("18", True),
        "brussels-2 open-hours ≥ 15": ("52", True),
        "brussels-2 computers-or-tablets ≥ 6": ("18", True),
        "wallonia-1 hours ≥ 16": ("22.5", True),
        "wallonia-1 training-hours ≥ 6": ("4.5", False),
        "wallonia-1 accompanied-hours ≥ 6": ("18", True),
    },
    "Point CPAS du Quai": {
        "brussels-1 open-hours ≥ 15": ("20", True),
        "brussels-1 computers-or-tablets ≥ 6": ("5", False),
        "brussels-2 open-hours ≥ 15": ("20", True),
        "brussels-2 computers-or-tablets ≥ 6": ("5", False),
        "wallonia-1 hours ≥ 16": ("12", False),
        "wallonia-1 training-hours ≥ 6": ("0", False),
        "wallonia-1 accompanied-hours ≥ 6": ("12", True),
    },
}
NUMBERS = {
    "spaces.open-hours",
    "spaces.staffed-hours",
    "spaces.training-hours",
    "spaces.staffed-or-training-hours",
    "spaces.computers-and-tablets",
}


@pytest.fixture
def network() -> Network:
    network = region.create_network()
    region.create_spaces(network)
    label.load_schemes(network)
    return network


def results(network: Network, name: str) -> dict[str, tuple[str, bool | None]]:
    """`{"brussels-1 open-hours ≥ 15": ("43", True)}` for the hours and the equipment."""
    (space,) = [one for one in comparing.spaces_of(network, DAY) if one.names["fr"] == name]
    found: dict[str, tuple[str, bool | None]] = {}
    for version in SchemeVersion.objects.select_related("scheme"):
        (row,) = comparing.compare(version, [space], DAY)
        for one in row.results:
            if one.criterion.fact in NUMBERS and one.measured:
                scheme = f"{version.scheme.slug.removeprefix('demo-')}-{version.number}"
                key = f"{scheme} {one.criterion.code} ≥ {one.criterion.threshold:.0f}"
                assert isinstance(one.measured.value, Decimal)
                found[key] = (f"{one.measured.value.normalize():f}", one.met)
    return found


@pytest.mark.parametrize("name", BY_HAND)
def test_three_spaces_by_hand(network: Network, name: str) -> None:
    assert results(network, name) == BY_HAND[name]


def test_what_fails_one_criterion_fails_the_scheme_and_what_is_not_measured_fails_nothing(
    network: Network,
) -> None:
    spaces = [one for one in comparing.spaces_of(network, DAY) if one.names["fr"] in BY_HAND]
    fails = {
        f"{version.scheme.slug}-{version.number}": [
            row.space.names["fr"]
            for row in comparing.compare(version, spaces, DAY)
            if row.outcome == Outcome.FAILS and {one.criterion.fact for one in row.failed} & NUMBERS
        ]
        for version in SchemeVersion.objects.select_related("scheme")
    }
    assert fails == {
        "demo-brussels-1": ["Point CPAS du Quai"],
        "demo-brussels-2": ["Point CPAS du Quai"],
        "demo-wallonia-1": ["Bibliothèque de l’Écluse", "La Marche", "Point CPAS du Quai"],
    }


def test_every_fact_named_by_the_schemes_is_measured_here_or_said_to_be_not_measured(
    network: Network,
) -> None:
    spaces = comparing.spaces_of(network, DAY)
    for version in SchemeVersion.objects.select_related("scheme"):
        for row in comparing.compare(version, spaces, DAY):
            unknown = [one for one in row.results if facts.find(one.criterion.fact) is None]
            assert [(one.measured, one.met) for one in unknown] == [(None, None)] * len(unknown)
