"""Figures of need for the municipalities, one of them in use: invented, and their source says so."""

import random
from decimal import Decimal

from opstap.accounts.models import User
from opstap.coverage.models.rules import DETOUR, REACH_M
from opstap.coverage.planning.question import Question
from opstap.coverage.services import ask_plan, change_rules
from opstap.demonstration.services.region import SEED
from opstap.spaces.models import Role
from opstap.territory import sources
from opstap.territory.models import Area, AreaFigure, Network

YEAR = 2025
SOURCE = sources.register(
    {
        "en": "Invented for the demonstration",
        "fr": "Inventé pour la démonstration",
        "nl": "Verzonnen voor de demonstratie",
    }
)
SHARES = {"share_65_plus_pct": (9, 21), "unemployment_rate_pct": (6, 22)}
"""Figure → from how much to how much, in per cent."""


def describe_need(network: Network) -> None:
    areas = Area.objects.municipalities().within(network.area).order_by("code")
    AreaFigure.objects.bulk_create(
        AreaFigure(area=area, key=key, year=YEAR, value=_share(area, key), is_estimate=True, source=SOURCE)
        for area in areas
        for key in SHARES
    )

    change_rules(
        network=network,
        by=None,
        detour=DETOUR,
        reach_m=REACH_M,
        weights={"unemployment_rate_pct": Decimal("0.5")},
    )


def ask_for_a_plan(network: Network) -> None:
    """Twelve posts over three years; the worker searches for it when the demonstration is served."""
    coordinator = User.objects.filter(
        memberships__network=network, memberships__role=Role.NETWORK_COORDINATOR
    )
    question = Question(budget=12, years=3, with_areas=True, seconds=30)
    ask_plan(network=network, by=coordinator.first(), name="12 postes · 12 functies", question=question)


def _share(area: Area, key: str) -> Decimal:
    chance = random.Random(f"{SEED}:need:{area.code}:{key}")  # noqa: S311 - a demonstration, not a secret
    return Decimal(str(round(chance.uniform(*SHARES[key]), 1)))
