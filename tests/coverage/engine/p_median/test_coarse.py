"""A question of some of the points, from where the whole one begins."""

from typing import Any

import numpy as np
import pytest

from opstap.coverage.engine.p_median import coarse, p_median_of_points
from opstap.coverage.engine.p_median import search as knowing
from opstap.coverage.engine.p_median.costs import of_points
from opstap.coverage.engine.plan import Watch

ENOUGH = 1e6


def points(n: int) -> Any:
    return np.random.default_rng(4).random((n, 2)) * 100


def test_plan_and_prices_to_begin_with() -> None:
    places, weight = points(400), np.random.default_rng(5).random(400)
    search = knowing.begin(
        of_points(places, places, "straight"), weight, 6, np.full(400, np.inf), False, Watch(ENOUGH), 1
    )
    chosen, prices = coarse.guess(search)
    assert len(set(chosen.tolist())) == 6
    mean = knowing.total(search.costs, weight, chosen) / weight.sum()
    assert mean < 20
    assert mean / 2 < np.average(prices, weights=weight) < 4 * mean
    assert (search.objective, search.lower) == (np.inf, 0.0)


def test_only_large_questions_of_points_begin_so(monkeypatch: pytest.MonkeyPatch) -> None:
    places = points(300)
    whole = p_median_of_points(places, 4, distance="floored", time_limit=ENOUGH)
    monkeypatch.setattr(coarse, "MANY", 300)
    begun = [p_median_of_points(places, 4, distance="floored", time_limit=ENOUGH) for _turn in range(2)]
    assert any("of 75 points" in line for line in begun[0].log)
    assert [plan.status for plan in (whole, *begun)] == ["proved"] * 3
    assert {plan.objective for plan in begun} == {whole.objective}
    assert begun[0].sites.tolist() == begun[1].sites.tolist()
    many = p_median_of_points(places, 40, distance="floored", time_limit=ENOUGH)
    assert not any("of 75 points" in line for line in many.log)
