"""What the pages of reach are asked, and what they stand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone

from opstap.coverage.forms import ReachForm
from opstap.coverage.reach.demand import Demand, demand_of, levels_of
from opstap.coverage.reach.found import Reach
from opstap.coverage.reach.supply import Asked, Site, languages_of, sites_of
from opstap.coverage.rules import Rules, rules_of
from opstap.territory.models import Network

if TYPE_CHECKING:
    from opstap.coverage.reach.placing import Placing


def question_of(request: HttpRequest, network: Network) -> ReachForm:
    return ReachForm(request.GET.dict(), levels=levels_of(network), languages=languages_of(network))


@dataclass(frozen=True)
class Ground:
    """Read once for a page; `measure` asks nothing more of the database."""

    network: Network
    rules: Rules
    asked: Asked
    demand: Demand
    sites: tuple[Site, ...]
    day: date

    def measure(self, sites: Sequence[Site] | None = None) -> Reach:
        """Of the network as it is, or of other spaces."""
        from opstap.coverage.reach.measuring import measure

        return measure(
            self.demand,
            self.sites if sites is None else sites,
            self.rules,
            self.asked,
            people_per_post=self.network.people_per_post,
            placing=self._placing,
        )

    @cached_property
    def _placing(self) -> "Placing":
        from opstap.coverage.reach.placing import Placing

        return Placing(self.demand.areas)


def ground_of(network: Network, form: ReachForm) -> Ground:
    """Of a valid form, as the network is today."""
    rules, asked, day = rules_of(network), form.asked, timezone.localdate()
    demand = demand_of(network, rules, level=form.cleaned_data.get("level", ""), levels=form.levels)
    return Ground(network, rules, asked, demand, sites_of(network, asked, day), day)
