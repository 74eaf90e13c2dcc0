"""Who needs help where: the areas of a network with their people, and how much their need counts.

Areas are taken at the finest level whose real figures hold (nearly) everybody. A level that only has an
estimated population may illustrate: it is offered, marked as estimate, and never taken by itself.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from opstap.coverage.rules import Rules
from opstap.territory.lookup import hearts_of
from opstap.territory.models import Area, AreaFigure, AreaKind, Network
from opstap.territory.outlines import Outline, outlines_of
from opstap.territory.sources import source_words

POPULATION, ESTIMATE = "population", "population_estimated"
FINEST_FIRST = (AreaKind.SECTOR, AreaKind.NEIGHBOURHOOD, AreaKind.MUNICIPALITY)
NEARLY_EVERYBODY = 0.95
"""A level counts when its people are this share of those of the coarsest level with figures."""
LEAST_NEED = 0.1


@dataclass(frozen=True)
class Level:
    """A level of areas that can be shown: its population is of 1 January of `year`."""

    kind: str
    year: int
    is_estimate: bool

    @property
    def key(self) -> str:
        return f"{self.kind}-estimate" if self.is_estimate else str(self.kind)

    @property
    def label(self) -> str:
        return str(AreaKind(self.kind).label)


@dataclass(frozen=True)
class AreaDemand:
    """The people of one area. `need`: how much each of them counts; `unknown`: figures it has no value of.

    `point`: latitude and longitude of the heart of the area, where its people are counted.
    """

    area: Area
    point: tuple[float, float]
    population: float
    outline: Outline | None = None
    need: float = 1.0
    unknown: tuple[str, ...] = ()

    @property
    def weight(self) -> float:
        return self.population * self.need


class Figure(NamedTuple):
    """Of one area."""

    value: float
    source: str


@dataclass(frozen=True)
class FigureUsed:
    """A figure that can change the need: its year, its mean over the people, and its declared weight."""

    key: str
    year: int
    mean: float
    weight: Decimal
    sources: tuple[str, ...] = ()

    @property
    def source_texts(self) -> list[str]:
        return [source_words(source) for source in self.sources]

    @property
    def year_text(self) -> str:
        """No language puts a separator into it."""
        return str(self.year)


@dataclass(frozen=True)
class Demand:
    """`unplaced`: areas without a point; `unpeopled`: areas of the level without a population."""

    level: Level | None
    areas: tuple[AreaDemand, ...] = ()
    unplaced: tuple[Area, ...] = ()
    unpeopled: tuple[Area, ...] = ()
    sources: tuple[str, ...] = ()
    figures: tuple[FigureUsed, ...] = ()
    levels: tuple[Level, ...] = ()

    @property
    def population(self) -> float:
        return sum(one.population for one in self.areas)

    @property
    def source_texts(self) -> list[str]:
        """As the reader of the page reads them; `sources` are what the rows keep."""
        return [source_words(source) for source in self.sources]


def demand_of(
    network: Network, rules: Rules, *, level: str = "", levels: tuple[Level, ...] | None = None
) -> Demand:
    """The demand at a level ("neighbourhood", "neighbourhood-estimate"), else at the finest real one.

    levels  what `levels_of` found, where the caller has asked already
    """
    levels = levels_of(network) if levels is None else levels
    chosen = next((one for one in levels if one.key == level), _usual(levels))
    if chosen is None:
        return Demand(None, levels=levels)
    areas = areas_of(network, chosen.kind)
    found, people = list(areas), _figures(areas, _population_key(chosen), chosen.year)
    known = [area for area in found if area.pk in people]
    hearts, outlines = hearts_of(known), outlines_of(areas)
    placed = [
        AreaDemand(area, hearts[area.pk], people[area.pk].value, outlines.get(area.pk))
        for area in known
        if area.pk in hearts
    ]
    weighed, figures = _with_need(placed, areas, rules)
    return Demand(
        level=chosen,
        areas=tuple(weighed),
        unplaced=tuple(area for area in known if area.pk not in hearts),
        unpeopled=tuple(area for area in found if area.pk not in people),
        sources=_sources(people.values()),
        figures=tuple(figures),
        levels=levels,
    )


def areas_of(network: Network, kind: str) -> QuerySet[Area]:
    """The areas of a kind in the network's territory, by code."""
    return Area.objects.filter(within(network), kind=kind).order_by("code")


def within(network: Network) -> Q:
    """Of areas: the territory of the network and all that lies in it."""
    home = Q(pk=network.area_id)
    for depth in range(1, 4):
        home |= Q(**{"__".join(["parent"] * depth): network.area_id})
    return home


def levels_of(network: Network) -> tuple[Level, ...]:
    """What can be shown, finest first, real figures before estimates."""
    real: list[Level] = []
    estimated: list[Level] = []
    people: dict[str, float] = {}
    by_year = _people_by_year(network)
    for kind in FINEST_FIRST:
        for key, found in ((POPULATION, real), (ESTIMATE, estimated)):
            sums = by_year.get((str(kind), key))
            if sums:
                year = max(sums, key=lambda one: (sums[one][0], one))
                found.append(Level(str(kind), year, key == ESTIMATE))
                people[found[-1].key] = sums[year][1]
    return (*_whole(real, people), *estimated)


def _whole(levels: list[Level], people: dict[str, float]) -> list[Level]:
    """Without the levels that leave out more than a few of the people."""
    everybody = people[levels[-1].key] if levels else 0
    return [level for level in levels if people[level.key] >= NEARLY_EVERYBODY * everybody]


def _usual(levels: Iterable[Level]) -> Level | None:
    """The finest with real figures; an estimate is shown only to who asks for it."""
    return next((level for level in levels if not level.is_estimate), None)


def _population_key(level: Level) -> str:
    return ESTIMATE if level.is_estimate else POPULATION


def _people_by_year(network: Network) -> dict[tuple[str, str], dict[int, tuple[int, float]]]:
    """(kind, figure) → year → of how many areas, how many people. An estimate never counts as real."""
    honest = Q(key=POPULATION, is_estimate=False) | Q(key=ESTIMATE, is_estimate=True)
    rows = AreaFigure.objects.filter(honest, area__in=Area.objects.filter(within(network)).order_by())
    found: dict[tuple[str, str], dict[int, tuple[int, float]]] = defaultdict(dict)
    counted = rows.values_list("area__kind", "key", "year").annotate(number=Count("pk"), people=Sum("value"))
    for kind, key, year, number, people in counted.order_by():
        found[kind, key][year] = (number, float(people))
    return found


def _figures(areas: QuerySet[Area], key: str, year: int) -> dict[int, Figure]:
    rows = AreaFigure.objects.filter(area__in=areas, key=key, year=year)
    return {
        area: Figure(float(value), source)
        for area, value, source in rows.values_list("area", "value", "source")
    }


def _sources(rows: Iterable[Figure]) -> tuple[str, ...]:
    return tuple(sorted({row.source for row in rows if row.source}))


def need_figures(areas: QuerySet[Area]) -> list[tuple[str, int]]:
    """The figures other than population that these areas have, each with its newest year."""
    rows = AreaFigure.objects.filter(area__in=areas).exclude(key__in=[POPULATION, ESTIMATE])
    newest: dict[str, int] = {}
    for key, year in rows.values_list("key", "year").distinct().order_by("key"):
        newest[key] = max(year, newest.get(key, 0))
    return sorted(newest.items())


def _with_need(
    placed: list[AreaDemand], areas: QuerySet[Area], rules: Rules
) -> tuple[list[AreaDemand], list[FigureUsed]]:
    """The areas with their need, and the figures that could change it, used or not."""
    ratios: dict[str, dict[int, float]] = {}
    figures = []
    for key, year in need_figures(areas):
        rows = _figures(areas, key, year)
        mean = _mean(placed, rows)
        weight = rules.weights.get(key, Decimal(0))
        figures.append(FigureUsed(key, year, mean, weight, _sources(rows.values())))
        if weight and mean > 0:
            ratios[key] = {area: row.value / mean for area, row in rows.items()}
    weights = {figure.key: float(figure.weight) for figure in figures}
    return [_needing(one, ratios, weights) for one in placed], figures


def _mean(areas: list[AreaDemand], rows: dict[int, Figure]) -> float:
    """Over the people of the areas that have the figure; 0 where nobody has."""
    known = [(one.population, rows[one.area.pk].value) for one in areas if one.area.pk in rows]
    people = sum(population for population, _value in known)
    return sum(population * value for population, value in known) / people if people else 0.0


def _needing(one: AreaDemand, ratios: dict[str, dict[int, float]], weights: dict[str, float]) -> AreaDemand:
    known = {key: found[one.area.pk] for key, found in ratios.items() if one.area.pk in found}
    need = need_of({key: (weights[key], ratio) for key, ratio in known.items()})
    return replace(one, need=need, unknown=tuple(sorted(set(ratios) - set(known))))


def need_of(figures: dict[str, tuple[float, float]]) -> float:
    """How much one person of an area counts: 1 + Σ weight × (figure ÷ mean - 1), at least LEAST_NEED.

    figures  figure → (declared weight, value over the mean of all people). A weight of 0.5 on a share that
             is 20 % above the mean: 1.1. A negative weight raises the need where the figure is low (income).
             A figure that an area does not have counts as the mean.
    """
    return max(LEAST_NEED, 1.0 + sum(weight * (ratio - 1.0) for weight, ratio in figures.values()))
