"""Good plans: greedy, swaps of one site for another, and again from plans that were partly torn down.

Of each demand the best and the second best chosen site are known (Whitaker, 1983; Resende and Werneck, 2004),
of each site what it would add, and of each chosen one what goes without it. A change touches only those
nearby, so that a round of tearing down, filling up and swapping costs a fraction of a millisecond.
"""

from typing import NamedTuple

import numpy as np

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import compiled, write
from opstap.coverage.engine.covering.problem import Data, Places, Problem
from opstap.coverage.engine.plan import Watch

# Smaller improvements, as a share of all demand, are rounding.
NOTHING = 1e-11
NOISE = 0.3  # how far a gain may be talked down while a plan is filled up again
HEAT = 0.2  # how much worse a plan may be to go on from, as a share of what one more site would add
TORN_DOWN = 6  # sites at most that are taken out together
CHUNK = 0.05  # seconds between two looks at the clock


class State(NamedTuple):
    """A plan under way. Slots are the places in the plan, 0 to p - 1.

    slots, slot_of        site in each slot, int64[p]; slot of each site, or -1, int64[m]
    first, second, by     best and second best reach of each demand, float64[n]; slot of the best, or -1
    gain, loss            what each site would add, float64[m]; what goes with each slot, float64[p]
    is_new                slots around which something changed since swaps were looked for, bool[p]
    extra, touched        work space: zeros, float64[m], and the sites of which it is not 0, int64[m]
    """

    slots: Places
    slot_of: Places
    first: Floats
    second: Floats
    by: Places
    gain: Floats
    loss: Floats
    is_new: Places
    extra: Floats
    touched: Places


class Search:
    """A search that goes on where it stopped: `chosen` is the best plan so far, worth `value`."""

    def __init__(self, problem: Problem, p: int, seed: int, chosen: Places | None = None) -> None:
        """Begins with some sites, or none; what is missing to p is filled up, then swapped."""
        self.problem, self.seed = problem, seed
        self.turn, self.value, self.chosen = 0, -1.0, np.empty(0, np.int64)
        data = problem.data
        self.enough = NOTHING * float(data.weights.sum())
        self.state = _empty(data, p)
        for slot, site in enumerate([] if chosen is None else chosen):
            _put(data, self.state, slot, int(site))
        _fill(data, self.state, -1, 0.0)
        _swap(data, self.state, self.enough)
        self.kept, self.best = _like(self.state), _like(self.state)
        self.values = np.full(2, _worth(data, self.state))
        self._keep()

    def anneal(self, rounds: int, watch: Watch, until: float) -> None:
        """Tear down and build up, accepting worse plans ever less: cooled down after so many rounds, or at
        `until` seconds where these come first."""
        heat = HEAT * float(self.state.gain[self.state.slot_of < 0].max(initial=0.0))
        began, done, size = watch.seconds, 0, 1
        while done < rounds and watch.seconds < until and watch.goes_on("plans"):
            size = min(size, rounds - done)
            before = watch.seconds
            past = max(done / rounds, (before - began) / (until - began))
            _rounds(
                self.problem.data, self.state, self.kept, self.best, self.values, self.seed + self.turn,
                size, heat * (1 - past), heat / rounds, self.enough,
            )  # fmt: skip
            self._keep()
            done, self.turn = done + size, self.turn + size
            size = size if watch.seconds - before > CHUNK else 2 * size

    def _keep(self) -> None:
        value = self.problem.value(self.best.slots)
        if value > self.value:
            self.value, self.chosen = value, np.sort(self.best.slots)


def _like(state: State) -> State:
    """A copy that shares the work space."""
    return State._make([*(array.copy() for array in state[:-2]), state.extra, state.touched])


def _empty(data: Data, p: int) -> State:
    n, m = len(data.weights), len(data.site_starts) - 1
    whole = np.bincount(data.row_sites, data.row_reach * np.repeat(data.weights, np.diff(data.row_starts)), m)
    return State(
        slots=np.full(p, -1),
        slot_of=np.full(m, -1),
        first=np.zeros(n),
        second=np.zeros(n),
        by=np.full(n, -1),
        gain=whole.astype(np.float64),
        loss=np.zeros(p),
        is_new=np.ones(p, np.int64),
        extra=np.zeros(m),
        touched=np.empty(m, np.int64),
    )


@compiled
def _change(data: Data, state: State, i: int, first: float, second: float, by: int) -> None:
    """Demand i has another best or second best site."""
    weight = data.weights[i]
    if state.by[i] >= 0:
        state.loss[state.by[i]] -= weight * (state.first[i] - state.second[i])
        state.is_new[state.by[i]] = 1
    if by >= 0:
        state.loss[by] += weight * (first - second)
        state.is_new[by] = 1
    before = state.first[i]
    if first != before:
        for k in range(data.row_starts[i], data.row_starts[i + 1]):
            reach = data.row_reach[k]
            state.gain[data.row_sites[k]] += weight * (max(reach - first, 0.0) - max(reach - before, 0.0))
    state.first[i], state.second[i], state.by[i] = first, second, by


@compiled
def _put(data: Data, state: State, slot: int, site: int) -> None:
    state.slots[slot], state.slot_of[site] = site, slot
    state.is_new[slot] = 1
    for k in range(data.site_starts[site], data.site_starts[site + 1]):
        i, reach = data.site_rows[k], data.site_reach[k]
        if reach > state.first[i]:
            _change(data, state, i, reach, state.first[i], slot)
        elif reach > state.second[i]:
            _change(data, state, i, state.first[i], reach, state.by[i])


@compiled
def _take(data: Data, state: State, slot: int) -> None:
    site = state.slots[slot]
    state.slots[slot] = state.slot_of[site] = -1
    for k in range(data.site_starts[site], data.site_starts[site + 1]):
        i = data.site_rows[k]
        if data.site_reach[k] < state.second[i]:
            continue
        first = second = 0.0
        by = -1
        for e in range(data.row_starts[i], data.row_starts[i + 1]):
            other = state.slot_of[data.row_sites[e]]
            if other < 0:
                continue
            reach = data.row_reach[e]
            if reach > first:
                second, first, by = first, reach, other
            elif reach > second:
                second = reach
            if second == state.first[i]:
                break
        _change(data, state, i, first, second, by)
    state.loss[slot] = 0.0


@compiled
def _best_for(data: Data, state: State, slot: int, spare: int) -> tuple[int, float]:
    """The site that would be worth most in this slot instead of what is there, and how much more.

    Without the site that is there only sites around it are worth more than before: they are looked at, and
    `spare`, the site that would add most to the whole plan."""
    extra, touched = state.extra, state.touched
    site = state.slots[slot]
    n = 0
    for k in range(data.site_starts[site], data.site_starts[site + 1]):
        i = data.site_rows[k]
        if state.by[i] == slot:
            for e in range(data.row_starts[i], data.row_starts[i + 1]):
                more = min(data.row_reach[e], state.first[i]) - state.second[i]
                if more > 0:
                    j = data.row_sites[e]
                    if extra[j] == 0.0:
                        touched[n] = j
                        n += 1
                    extra[j] += data.weights[i] * more
    best, most = spare, -np.inf if spare < 0 else state.gain[spare] + extra[spare]
    for at in range(n):
        j = touched[at]
        if state.slot_of[j] < 0 and state.gain[j] + extra[j] > most:
            best, most = j, state.gain[j] + extra[j]
        extra[j] = 0.0
    return best, -1.0 if best < 0 else most - state.loss[slot]


@compiled
def _spare(state: State) -> int:
    """The site that would add most to the plan; -1 where all sites are in it."""
    best = -1
    for j in range(len(state.gain)):
        if (best < 0 or state.gain[j] > state.gain[best]) and state.slot_of[j] < 0:
            best = j
    return best


@compiled
def _swap(data: Data, state: State, enough: float) -> None:
    """Take swaps that help until none is left around what changed."""
    p = len(state.slots)
    slot, spare = np.random.randint(p), _spare(state)
    quiet = 0
    while quiet < p:
        if state.is_new[slot]:
            state.is_new[slot] = 0
            site, value = _best_for(data, state, slot, spare)
            if value > enough:
                _take(data, state, slot)
                _put(data, state, slot, site)
                quiet, spare = 0, _spare(state)
                continue
        quiet += 1
        slot = (slot + 1) % p


@compiled
def _fill(data: Data, state: State, shunned: int, noise: float) -> None:
    """Each empty slot gets the site that adds most, give or take `noise`; never the shunned one."""
    for slot in range(len(state.slots)):
        if state.slots[slot] >= 0:
            continue
        best, most = -1, -1.0
        for j in range(len(state.gain)):
            if state.slot_of[j] < 0 and j != shunned and state.gain[j] > most:
                worth = state.gain[j]
                if noise:
                    worth *= 1.0 - noise * np.random.random()
                if worth > most:
                    best, most = j, worth
        if best < 0:
            best = shunned
        _put(data, state, slot, best)


@compiled
def _near(data: Data, state: State, site: int) -> int:
    """A chosen site a few random steps from another one, a step being somebody whom both reach."""
    for _ in range(60):
        i = data.site_rows[np.random.randint(data.site_starts[site], data.site_starts[site + 1])]
        site = data.row_sites[np.random.randint(data.row_starts[i], data.row_starts[i + 1])]
        if state.slot_of[site] >= 0:
            return int(state.slot_of[site])
    return -1


@compiled
def _tear_down(data: Data, state: State, most: int) -> int:
    """Empty up to `most` slots that lie together; the site of the first one."""
    slot = np.random.randint(len(state.slots))
    site = int(state.slots[slot])
    for _ in range(most):
        begin = state.slots[slot]
        _take(data, state, slot)
        slot = _near(data, state, begin)
        if slot < 0:
            break
    return site


@compiled
def _copy(state: State, to: State) -> None:
    write(state.slots, to.slots)
    write(state.slot_of, to.slot_of)
    write(state.first, to.first)
    write(state.second, to.second)
    write(state.by, to.by)
    write(state.gain, to.gain)
    write(state.loss, to.loss)
    write(state.is_new, to.is_new)


@compiled
def _worth(data: Data, state: State) -> float:
    total = 0.0
    for i in range(len(data.weights)):
        total += data.weights[i] * state.first[i]
    return total


@compiled
def _rounds(
    data: Data, state: State, kept: State, best: State, values: Floats,
    seed: int, n: int, heat: float, cooling: float, enough: float,
) -> None:  # fmt: skip
    """values: what `kept`, from where the search goes on, and `best` are worth. A seed for each round."""
    most = min(len(state.slots), TORN_DOWN)
    for turn in range(n):
        np.random.seed((seed + turn) % 4294967296)
        shunned = _tear_down(data, state, 1 + np.random.randint(most))
        _fill(data, state, shunned, NOISE)
        _swap(data, state, enough)
        now = _worth(data, state)
        if now > values[1] + enough:
            values[1] = now
            _copy(state, best)
        if now >= values[0] + max(heat - cooling * turn, 0.0) * np.log(1.0 - np.random.random()):
            values[0] = now
            _copy(state, kept)
        else:
            _copy(kept, state)
