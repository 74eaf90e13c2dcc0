"""A bound that no plan can beat: prices on people separate the sites, one knapsack on the budget ties them.

For prices lam_i >= 0 on the people of each demand (and gamma_c >= 0 on group cuts c, see `groups`),

    L(lam, gamma) = sum_i lam_i people_i + sum_c gamma_c constant_c
                    + max over affordable steps k of  sum_j v_j(k_j)

is at least the worth of every plan, whatever the prices. v_j(k) is the best that site j alone can do with k
steps: it serves by falling worth_ij - lam_i until it is full. The maximum is a multiple-choice knapsack,
solved exactly by dynamic programming over the budget (Geoffrion 1974, Lagrangean relaxation; Kellerer,
Pferschy, Pisinger 2004, Knapsack problems, chapter 11). The prices are improved by a deflected subgradient
with Polyak's step."""

from typing import NamedTuple

import numpy as np

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import clear, compiled, write
from opstap.coverage.engine.norm.network import Network, Whole

# Sums of floating-point numbers err by less: a share that every bound is raised by.
ROUNDING = 1e-9


class Cuts(NamedTuple):
    """Group cuts: people along pairs[pair_start[c] : pair_start[c + 1]]
    <= constant[c] + slope[c] x steps at sites[site_start[c] : site_start[c + 1]]."""

    pair_start: Whole
    pairs: Whole
    site_start: Whole
    sites: Whole
    slope: Floats
    constant: Floats


class Choice(NamedTuple):
    """What the knapsack chooses from: steps least[j] to most[j] at each site, at step + opening[j], in
    budget."""

    least: Whole
    most: Whole
    step: int
    opening: Whole
    budget: int


class Filling(NamedTuple):
    """How the sites fill at given prices.

    value  v_j(k), float64[n_site, n_step + 1]
    order  pairs of site j in order of filling, from site_start[j] on; `number[j]` of them are worth it
    """

    value: Floats
    order: Whole
    number: Whole


def filling_of(network: Network, capacity: Floats) -> Filling:
    """Room for one filling; nothing is computed yet."""
    return Filling(
        np.zeros(capacity.shape), np.zeros(len(network.site), np.int64), np.zeros(len(capacity), np.int64)
    )


@compiled
def fill_site(
    j: int, prices: Floats, worth: Floats, network: Network, capacity: Floats, filling: Filling
) -> None:
    """v_j(k) for every k, by falling worth - price."""
    start, end = network.site_start[j], network.site_start[j + 1]
    profits, pairs, n = np.empty(end - start), np.empty(end - start, np.int64), 0
    for pair in range(start, end):
        profit = worth[pair] - prices[network.demand[pair]]
        if profit > 0:
            profits[n], pairs[n] = -profit, pair
            n += 1
    order = np.argsort(profits[:n])
    n_step, k, people, value = capacity.shape[1], 0, 0.0, 0.0
    filling.number[j] = n
    for at in range(n):
        pair = pairs[order[at]]
        profit, here = -profits[order[at]], network.people[network.demand[pair]]
        while k < n_step and people + here >= capacity[j, k]:
            filling.value[j, k] = value + (capacity[j, k] - people) * profit
            k += 1
        filling.order[start + at] = pair
        if k == n_step:
            filling.number[j] = at + 1
            break
        people += here
        value += profit * here
    while k < n_step:
        filling.value[j, k] = value
        k += 1


@compiled
def cost(j: int, k: int, choice: Choice) -> int:
    if k == 0:
        return 0
    price: int = choice.step * k + choice.opening[j]
    return price


@compiled
def knapsack(value: Floats, choice: Choice) -> tuple[float, Whole]:
    """The best affordable steps, and their value; value -inf where nothing can be afforded."""
    n_site, budget = len(value), choice.budget
    best = np.zeros(budget + 1)
    chosen = np.zeros((n_site, budget + 1), np.int16)
    following = np.empty(budget + 1)
    for j in range(n_site):
        for money in range(budget + 1):
            top, at = -np.inf, -1
            for k in range(choice.least[j], choice.most[j] + 1):
                price = cost(j, k, choice)
                if price > money:
                    break
                if best[money - price] + value[j, k] > top:
                    top, at = best[money - price] + value[j, k], k
            following[money], chosen[j, money] = top, at
        write(following, best)
    steps = np.zeros(n_site, np.int64)
    money = budget
    for j in range(n_site - 1, -1, -1):
        if chosen[j, money] < 0:
            return -np.inf, steps
        steps[j] = chosen[j, money]
        money -= cost(j, steps[j], choice)
    return best[budget], steps


@compiled
def best_of_rest(value: Floats, choice: Choice, is_backward: bool) -> Floats:
    """Row j: the best of the sites before j (or after it) with each amount of money, float64[n_site + 1,
    ...]."""
    n_site, budget = len(value), choice.budget
    best = np.zeros((n_site + 1, budget + 1))
    for at in range(n_site):
        j = n_site - 1 - at if is_backward else at
        source, target = (j + 1, j) if is_backward else (j, j + 1)
        for money in range(budget + 1):
            top = -np.inf
            for k in range(choice.least[j], choice.most[j] + 1):
                price = cost(j, k, choice)
                if price > money:
                    break
                top = max(top, best[source, money - price] + value[j, k])
            best[target, money] = top
    return best


@compiled
def forced(value: Floats, choice: Choice) -> Floats:
    """The value of the knapsack with k steps forced at site j, float64[n_site, n_step + 1]."""
    before, after = best_of_rest(value, choice, False), best_of_rest(value, choice, True)
    found = np.full(value.shape, -np.inf)
    for j in range(len(value)):
        for k in range(choice.least[j], choice.most[j] + 1):
            left = choice.budget - cost(j, k, choice)
            top = -np.inf
            for money in range(left + 1):
                top = max(top, before[j, money] + after[j + 1, left - money])
            found[j, k] = top + value[j, k]
    return found


@compiled
def fill_all(
    prices: Floats, gamma: Floats, network: Network, capacity: Floats, cuts: Cuts, filling: Filling
) -> float:
    """v_j(k) of every site with the cuts' prices in it; the constant part of the bound."""
    worth = network.worth.copy() if len(gamma) else network.worth
    per_step = np.zeros(len(capacity))
    constant = 0.0
    for c in range(len(gamma)):
        if gamma[c] > 0:
            for at in range(cuts.pair_start[c], cuts.pair_start[c + 1]):
                worth[cuts.pairs[at]] -= gamma[c]
            for at in range(cuts.site_start[c], cuts.site_start[c + 1]):
                per_step[cuts.sites[at]] += gamma[c] * cuts.slope[c]
            constant += gamma[c] * cuts.constant[c]
    for j in range(len(capacity)):
        fill_site(j, prices, worth, network, capacity, filling)
        for k in range(capacity.shape[1]):
            filling.value[j, k] += k * per_step[j]
    for i in range(len(prices)):
        constant += prices[i] * network.people[i]
    return constant


@compiled
def serve(
    steps: Whole, network: Network, capacity: Floats, filling: Filling, flow: Floats, total: Floats
) -> None:
    """What the sites serve at these prices: people of each pair, and of each demand (perhaps too many)."""
    clear(flow)
    clear(total)
    for j in range(len(steps)):
        room = capacity[j, steps[j]]
        for at in range(filling.number[j]):
            if room <= 0:
                break
            pair = filling.order[network.site_start[j] + at]
            i = network.demand[pair]
            people = min(network.people[i], room)
            flow[pair] = people
            total[i] += people
            room -= people


class Descent(NamedTuple):
    """The state of a descent, which goes on where the last call stopped.

    prices, gamma            where it stands
    best_prices, best_gamma  where the bound was lowest
    direction, cut_direction the deflected subgradient
    mean_flow                running mean of what the sites serve: nearly a solution of the linear program
    numbers                  lowest bound, the bound last called progress, step factor, calls without progress
    steps                    of the knapsack at the lowest bound
    """

    prices: Floats
    gamma: Floats
    best_prices: Floats
    best_gamma: Floats
    direction: Floats
    cut_direction: Floats
    mean_flow: Floats
    numbers: Floats
    steps: Whole


def descent_from(prices: Floats, gamma: Floats, flow: Floats, n_site: int, factor: float) -> Descent:
    return Descent(
        prices.copy(), gamma.copy(), prices.copy(), gamma.copy(), np.zeros(len(prices)), np.zeros(len(gamma)),
        flow.copy(), np.array([np.inf, 1e300, factor, 0.0]), np.zeros(n_site, np.int64),
    )  # fmt: skip


KEPT = 0.7  # share of the last direction in the next
FORGETS = 0.03  # share of the newest in the running mean
CUT_SCALE = 1e-4  # prices of cuts move this much less than those of people
SHORTER = 0.6  # after `patience` steps without progress
LEAST_PROGRESS = 1e-5
SMALLEST_FACTOR = 1e-3


@compiled
def descend(
    iterations: int, patience: int, known: float, choice: Choice, network: Network, capacity: Floats, cuts:
    Cuts, descent: Descent, filling: Filling,
) -> None:  # fmt: skip
    """Lower the bound. `known`: worth of a known plan, for the length of the steps."""
    flow, total = np.zeros(len(network.site)), np.zeros(len(network.people))
    numbers = descent.numbers
    for _ in range(iterations):
        if numbers[2] < SMALLEST_FACTOR:
            break
        bound = fill_all(descent.prices, descent.gamma, network, capacity, cuts, filling)
        value, steps = knapsack(filling.value, choice)
        bound += value
        if bound < numbers[0]:
            numbers[0] = bound
            write(descent.prices, descent.best_prices)
            write(descent.gamma, descent.best_gamma)
            write(steps, descent.steps)
        numbers[3] += 1
        if numbers[0] < numbers[1] - LEAST_PROGRESS * abs(numbers[1]):
            numbers[1], numbers[3] = numbers[0], 0
        if numbers[3] >= patience:
            go_back(descent)
            continue
        serve(steps, network, capacity, filling, flow, total)
        descent.mean_flow[:] += FORGETS * (flow - descent.mean_flow)
        norm = turn(total, network, descent) + turn_cuts(flow, steps, cuts, descent)
        if norm < 1e-12:
            break
        move(numbers[2] * max(bound - known, 1e-4 * abs(known)) / norm, network, descent)


@compiled
def go_back(descent: Descent) -> None:
    """No progress: from the best prices again, with shorter steps."""
    descent.numbers[2] *= SHORTER
    descent.numbers[3] = 0
    write(descent.best_prices, descent.prices)
    write(descent.best_gamma, descent.gamma)
    clear(descent.direction)
    clear(descent.cut_direction)


@compiled
def turn(total: Floats, network: Network, descent: Descent) -> float:
    """The next direction of the prices; its length, in people."""
    norm = 0.0
    for i in range(len(total)):
        slope = network.people[i] - total[i]
        if descent.prices[i] <= 0 and slope > 0:
            slope = 0.0
        along = KEPT * descent.direction[i] + (1 - KEPT) * slope
        if descent.prices[i] <= 0 and along > 0:
            along = 0.0
        descent.direction[i] = along
        norm += along * along / max(network.people[i], 1e-9)
    return norm


@compiled
def turn_cuts(flow: Floats, steps: Whole, cuts: Cuts, descent: Descent) -> float:
    norm = 0.0
    for c in range(len(descent.gamma)):
        slope = cuts.constant[c]
        for at in range(cuts.pair_start[c], cuts.pair_start[c + 1]):
            slope -= flow[cuts.pairs[at]]
        for at in range(cuts.site_start[c], cuts.site_start[c + 1]):
            slope += cuts.slope[c] * steps[cuts.sites[at]]
        along = KEPT * descent.cut_direction[c] + (1 - KEPT) * slope
        if descent.gamma[c] <= 0 and along > 0:
            along = 0.0
        descent.cut_direction[c] = along
        norm += along * along * CUT_SCALE
    return norm


@compiled
def move(length: float, network: Network, descent: Descent) -> None:
    for i in range(len(descent.prices)):
        step = length * descent.direction[i] / max(network.people[i], 1e-9)
        descent.prices[i] = max(0.0, descent.prices[i] - step)
    for c in range(len(descent.gamma)):
        descent.gamma[c] = max(0.0, descent.gamma[c] - length * descent.cut_direction[c] * CUT_SCALE)
