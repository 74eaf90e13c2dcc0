"""One post more or less: the exact transport says the same as a linear program from nothing."""

import numpy as np
import pytest
from scipy import optimize, sparse

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.norm.network import Flow, Network, empty_flow, network_of, scratch_of
from opstap.coverage.engine.norm.served import worth_of
from opstap.coverage.engine.norm.transport import copy, fill, grow, shrink, would_gain
from tests.coverage.engine.norm.regions import reach_of


def network(seed: int) -> Network:
    draw = np.random.default_rng(seed)
    people = draw.integers(0, 60, 12).astype(float)
    need, reach = draw.uniform(0, 1, 12), reach_of(draw, 12, 6)
    return network_of(people, need, reach, np.ones(6, np.bool_))


def by_linear_program(net: Network, capacity: Floats) -> float:
    """The same question asked of HiGHS."""
    n_demand, n_pair = len(net.people), len(net.demand)
    rows = np.r_[net.demand, n_demand + net.site]
    matrix = sparse.csr_array((np.ones(2 * n_pair), (rows, np.r_[np.arange(n_pair), np.arange(n_pair)])),
                              shape=(n_demand + len(capacity), n_pair))  # fmt: skip
    found = optimize.linprog(-net.worth, matrix, np.r_[net.people, capacity])
    return float(-found.fun)


def check_flow(net: Network, flow: Flow) -> None:
    """Nobody is served twice, no site beyond its capacity, and the prices prove the flow."""
    by_demand = np.bincount(net.demand, flow.served, len(net.people))
    by_site = np.bincount(net.site, flow.served, len(flow.capacity))
    np.testing.assert_allclose(by_demand + flow.unserved, net.people, atol=1e-6)
    np.testing.assert_allclose(by_site + flow.spare, flow.capacity, atol=1e-6)
    profit = np.where(flow.capacity[net.site] > 0, net.worth - flow.price[net.site], 0.0)
    prices = np.zeros(len(net.people))
    np.maximum.at(prices, net.demand, profit)
    dual = prices @ net.people + flow.price[flow.capacity > 0] @ flow.capacity[flow.capacity > 0]
    assert worth_of(net, flow) == pytest.approx(dual, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_every_change_leaves_the_best_flow(seed: int) -> None:
    net, draw = network(seed), np.random.default_rng(100 + seed)
    flow, scratch, capacity = empty_flow(net), scratch_of(net), np.zeros(6)
    worth = 0.0
    for _ in range(25):
        site = int(draw.integers(6))
        if draw.random() < 0.6:
            people = float(draw.integers(1, 80))
            worth += grow(site, people, net, flow, scratch)
            capacity[site] += people
        else:
            people = capacity[site] * float(draw.choice([0.5, 1.0]))
            worth += shrink(site, people, net, flow, scratch)
            capacity[site] -= people
        assert worth == pytest.approx(by_linear_program(net, capacity), rel=1e-7, abs=1e-6)
        check_flow(net, flow)


@pytest.mark.parametrize("seed", range(4))
def test_what_would_be_gained_is_what_is_gained_and_changes_nothing(seed: int) -> None:
    net = network(seed)
    flow, scratch = empty_flow(net), scratch_of(net)
    before = fill(np.array([20.0, 0, 35, 0, 10, 0]), net, flow, scratch)

    copied = empty_flow(net)
    copy(flow, copied)

    hoped = would_gain(1, 40.0, 0.0, net, flow, scratch, copied)

    assert worth_of(net, flow) == pytest.approx(before, rel=1e-9)
    check_flow(net, flow)
    assert grow(1, 40.0, net, flow, scratch) == pytest.approx(hoped, rel=1e-9, abs=1e-9)
    assert would_gain(1, 40.0, 1e9, net, flow, scratch, flow) <= 40.0


def test_nobody_within_reach_is_nobody_served() -> None:
    net = network_of(np.array([5.0]), np.array([1.0]), sparse.csr_array((1, 2)), np.ones(2, np.bool_))
    flow = empty_flow(net)

    assert fill(np.array([3.0, 4.0]), net, flow, scratch_of(net)) == 0
    np.testing.assert_array_equal(flow.spare, [3.0, 4.0])
