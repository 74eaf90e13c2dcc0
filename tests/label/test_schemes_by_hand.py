"""The three schemes applied to the demonstration region, with the results of three spaces worked out by hand.

Measured over the 28 days from 2 to 29 March 2026: four whole weeks without a Belgian public holiday, so that
the ordinary week is the week as it stands in the record.
"""

from datetime import date
from decimal import Decimal

import pytest

from opstap.demonstration.services import equipment, label, people, region
from opstap.label import comparing
from opstap.label.comparing import Outcome
from opstap.label.measuring import Result
from opstap.label.models import SchemeVersion
from opstap.spaces import facts
from opstap.spaces.facts import Window
from opstap.territory.models import Network

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 29)

# La Marche
#   open       Mo-Fr 9:00-17:00, Sa 10:00-13:00                   5 × 8 + 3                  = 43
#   staffed    Mo-Fr 9:00-12:30 and 13:30-17:00                   5 × (3.5 + 3.5)            = 35
#   training   We 17:30-19:30, after the accompanied hours                                     2
#   together   nothing is shared                                  35 + 2                     = 37
#   equipment  8 computers, 2 tablets                             8 + 2                      = 10
#   listed     6 desktops of 2021, 2 laptops of 2020, 2 tablets of 2017; all connected, free software on none
#   stations   the desktops and laptops                           6 + 2                      = 8
#   age        in 2026                                            (6×5 + 2×6 + 2×9) / 10     = 6
#   people     animators: two permanent, one on an insertion contract, one volunteer, each with a
#              certificate; a coordinator, who does not count     2 + 1 + 1                  = 4
#   welcome    everybody, free
# Bibliothèque de l’Écluse
#   open       Mo-Fr 9:00-18:00, Sa 10:00-17:00                   5 × 9 + 7                  = 52
#   staffed    Tu, Th 9:00-12:30; We 13:00-18:00;
#              Fr 9:00-12:30 and 13:30-16:00                      2 × 3.5 + 5 + 3.5 + 2.5    = 18
#   training   Tu 13:30-16:00, Th 17:30-19:30                     2.5 + 2                    = 4.5
#   together   nothing is shared                                  18 + 4.5                   = 22.5
#   equipment  12 computers, 6 tablets                            12 + 6                     = 18
#   listed     8 desktops of 2025 and 4 laptops of 2019 with free software, 6 tablets of 2019 without
#   stations   the desktops and laptops                           8 + 4                      = 12
#   age        in 2026                                            (8×1 + 4×7 + 6×7) / 18     = 4.33
#   people     one animator, with the training of the network                                  1
#   welcome    everybody, free
# Point CPAS du Quai
#   open       Mo-Fr 8:30-12:30                                   5 × 4                      = 20
#   staffed    Mo-Th 9:00-12:00                                   4 × 3                      = 12
#   training   none                                                                            0
#   together                                                      12 + 0                     = 12
#   equipment  5 computers, no tablet                             5 + 0                      = 5
#   listed     4 desktops of 2023 with free software, a laptop of 2022 without
#   stations   the desktops and the laptop                        4 + 1                      = 5
#   age        in 2026                                            (4×3 + 1×4) / 5            = 3.2
#   people     an animator and a volunteer, whose qualifications are not noted: not measured
#   welcome    everybody, free
BY_HAND: dict[str, dict[str, tuple[str, bool | None]]] = {
    "La Marche": {
        "brussels-1 open-hours ≥ 15": ("43", True),
        "brussels-1 open-to-everyone is so": ("yes", True),
        "brussels-1 computers-or-tablets ≥ 6": ("10", True),
        "brussels-2 open-hours ≥ 15": ("43", True),
        "brussels-2 open-to-everyone is so": ("yes", True),
        "brussels-2 computers-or-tablets ≥ 6": ("10", True),
        "brussels-2 qualified-staff ≥ 1": ("4", True),
        "wallonia-1 hours ≥ 16": ("37", True),
        "wallonia-1 training-hours ≥ 6": ("2", False),
        "wallonia-1 accompanied-hours ≥ 6": ("35", True),
        "wallonia-1 workstations ≥ 4": ("8", True),
        "wallonia-1 qualified-animator ≥ 1": ("4", True),
    },
    "Bibliothèque de l’Écluse": {
        "brussels-1 open-hours ≥ 15": ("52", True),
        "brussels-1 open-to-everyone is so": ("yes", True),
        "brussels-1 computers-or-tablets ≥ 6": ("18", True),
        "brussels-2 open-hours ≥ 15": ("52", True),
        "brussels-2 open-to-everyone is so": ("yes", True),
        "brussels-2 computers-or-tablets ≥ 6": ("18", True),
        "brussels-2 qualified-staff ≥ 1": ("1", True),
        "wallonia-1 hours ≥ 16": ("22.5", True),
        "wallonia-1 training-hours ≥ 6": ("4.5", False),
        "wallonia-1 accompanied-hours ≥ 6": ("18", True),
        "wallonia-1 workstations ≥ 4": ("12", True),
        "wallonia-1 qualified-animator ≥ 1": ("1", True),
    },
    "Point CPAS du Quai": {
        "brussels-1 open-hours ≥ 15": ("20", True),
        "brussels-1 open-to-everyone is so": ("yes", True),
        "brussels-1 computers-or-tablets ≥ 6": ("5", False),
        "brussels-2 open-hours ≥ 15": ("20", True),
        "brussels-2 open-to-everyone is so": ("yes", True),
        "brussels-2 computers-or-tablets ≥ 6": ("5", False),
        "brussels-2 qualified-staff ≥ 1": ("not measured", None),
        "wallonia-1 hours ≥ 16": ("12", False),
        "wallonia-1 training-hours ≥ 6": ("0", False),
        "wallonia-1 accompanied-hours ≥ 6": ("12", True),
        "wallonia-1 workstations ≥ 4": ("5", True),
        "wallonia-1 qualified-animator ≥ 1": ("not measured", None),
    },
}
# What none of the three schemes measures, but a region may: price, age, free software.
BESIDE: dict[str, dict[str, Decimal | bool]] = {
    "La Marche": {
        "spaces.price-an-hour": Decimal(0),
        "spaces.equipment-age": Decimal(6),
        "spaces.free-software": False,
    },
    "Bibliothèque de l’Écluse": {
        "spaces.price-an-hour": Decimal(0),
        "spaces.equipment-age": Decimal("4.33"),
        "spaces.free-software": True,
    },
    "Point CPAS du Quai": {
        "spaces.price-an-hour": Decimal(0),
        "spaces.equipment-age": Decimal("3.2"),
        "spaces.free-software": True,
    },
}


@pytest.fixture
def network() -> Network:
    network = region.create_network()
    spaces = region.create_spaces(network)
    label.load_schemes(network)
    people.create_people(network, spaces)
    equipment.describe(spaces, DAY.year)
    return network


def results(network: Network, name: str) -> dict[str, tuple[str, bool | None]]:
    """`{"brussels-1 open-hours ≥ 15": ("43", True)}` for every criterion that is measured."""
    (space,) = [one for one in comparing.spaces_of(network, DAY) if one.names["fr"] == name]
    found: dict[str, tuple[str, bool | None]] = {}
    for version in SchemeVersion.objects.select_related("scheme"):
        (row,) = comparing.compare(version, [space], DAY)
        for one in row.results:
            if one.measured:
                scheme = f"{version.scheme.slug.removeprefix('demo-')}-{version.number}"
                found[f"{scheme} {one.criterion.code} {asked(one)}"] = (value(one), one.met)
    return found


def asked(result: Result) -> str:
    threshold = result.criterion.threshold
    return "is so" if threshold is None else f"≥ {threshold:.0f}"


def value(result: Result) -> str:
    found = result.measured.value if result.measured else None
    if isinstance(found, Decimal):
        return f"{found.normalize():f}"
    return {True: "yes", False: "no", None: "not measured"}[found]


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
            if row.outcome == Outcome.FAILS
        ]
        for version in SchemeVersion.objects.select_related("scheme")
    }
    assert fails == {
        "demo-brussels-1": ["Point CPAS du Quai"],
        "demo-brussels-2": ["Point CPAS du Quai"],
        "demo-wallonia-1": ["Bibliothèque de l’Écluse", "La Marche", "Point CPAS du Quai"],
    }


@pytest.mark.parametrize("name", BESIDE)
def test_what_no_scheme_measures_yet_by_hand(network: Network, name: str) -> None:
    (space,) = [one for one in comparing.spaces_of(network, DAY) if one.names["fr"] == name]
    window = dict.fromkeys(BESIDE[name], Window.until(DAY, 28))
    found = facts.measure(BESIDE[name], [space], window)
    assert {key: found[key][space.pk].value for key in found} == BESIDE[name]


def test_every_fact_named_by_the_schemes_is_measured_here_or_said_to_be_not_measured(
    network: Network,
) -> None:
    spaces = comparing.spaces_of(network, DAY)
    for version in SchemeVersion.objects.select_related("scheme"):
        for row in comparing.compare(version, spaces, DAY):
            unknown = [one for one in row.results if facts.find(one.criterion.fact) is None]
            assert [(one.measured, one.met) for one in unknown] == [(None, None)] * len(unknown)
