"""Group cuts: what single sites cannot see is that a whole neighbourhood needs a whole number of steps.

For a set T of sites and a set S of demands let the existing posts of T serve e(T) people, one step `step`
people,

    eta = ceil((people(S) - e(T)) / step)        steps that T needs to serve all of S,
    r   = people(S) - e(T) - step (eta - 1)      people for the last of them.

Every plan with n(T) steps in T obeys     sum of x_ij over i in S, j in T  <=  people(S) - r (eta - n(T)):
with eta steps or more it says no more than people(S); each step less costs at least r, since r <= step.
(Residual capacity inequalities: Magnanti, Mirchandani, Vachani 1993. For a given T the most violated S is
S = {i : x_iT > frac(n(T)) people_i}: Atamtürk, Rajan 2002.) T must also contain sites with existing posts and
none added: their capacity moves r.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.compiled import compiled
from opstap.coverage.engine.norm.lagrange import Cuts
from opstap.coverage.engine.norm.network import Network, Whole

MOST_SITES = 10  # in a group
PARTNERS = 8  # of each site, tried as a pair with it
LEAST_VIOLATION = 0.002  # of the people of a step
MOST_PER_SITE = 4  # new cuts in one round
MOST_NEW = 200


class Groups:
    """The group cuts found so far.

    pairs, sites     of each cut, positions
    slope, constant  people along the pairs <= constant + slope x steps at the sites
    """

    def __init__(self) -> None:
        self.pairs: list[Whole] = []
        self.sites: list[Whole] = []
        self.slope: list[float] = []
        self.constant: list[float] = []
        self.known: set[tuple[object, ...]] = set()

    def __len__(self) -> int:
        return len(self.slope)

    def cuts(self) -> Cuts:
        return Cuts(
            *flat(self.pairs), *flat(self.sites), np.array(self.slope, float), np.array(self.constant, float)
        )

    def separate(
        self, network: Network, flow: Floats, steps: Floats, existing: Floats, step_people: float
    ) -> int:
        """Find cuts that `flow` (people of each pair) and `steps` (fractions) break; how many are new."""
        groups = groups_of(network, flow)
        start, sites = flat(groups)
        violation, slope, constant = violations(start, sites, network, flow, steps, existing, step_people)
        busy = np.zeros(len(steps), np.int64)
        found = 0
        for at in np.argsort(-violation, kind="stable"):
            if found == MOST_NEW or violation[at] <= LEAST_VIOLATION * step_people:
                break
            group = groups[at]
            key = (tuple(group.tolist()), round(constant[at], 3), round(slope[at], 3))
            if busy[group].max() >= MOST_PER_SITE or key in self.known:
                continue
            self.known.add(key)
            busy[group] += 1
            self.add(
                group, pairs_of(group, network, flow, float(steps[group].sum() % 1)), slope[at], constant[at]
            )
            found += 1
        return found

    def add(self, sites: Whole, pairs: Whole, slope: float, constant: float) -> None:
        self.sites.append(sites)
        self.pairs.append(pairs)
        self.slope.append(float(slope))
        self.constant.append(float(constant))


def flat(rows: list[Whole]) -> tuple[Whole, Whole]:
    """Rows end to end: where each begins, and their numbers."""
    start = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    return start, np.concatenate(rows).astype(np.int64) if rows else np.empty(0, np.int64)


def groups_of(network: Network, flow: Floats) -> list[Whole]:
    """Sets of sites that could take people from each other: around each, grown by the most shared flow."""
    shared = shared_flow(network, flow)
    is_used = np.diag(shared) > 0
    np.fill_diagonal(shared, 0.0)
    shared[:, ~is_used] = 0.0
    found: dict[tuple[int, ...], None] = {}
    for j in np.flatnonzero(is_used):
        for partner in np.argsort(-shared[j], kind="stable")[:PARTNERS]:
            if shared[j, partner] > 0:
                found[tuple(sorted((int(j), int(partner))))] = None
        for group in grown_from(int(j), shared):
            found[group] = None
    return [np.array(group, np.int64) for group in found]


def shared_flow(network: Network, flow: Floats) -> Floats:
    """People served at one of two sites whom the other reaches, float64[n_site, n_site]; diagonal: served
    there."""
    shape = (len(network.people), len(network.site_start) - 1)
    kept = np.where(flow > 0.01 * network.people[network.demand], flow, 0.0)
    served = sparse.csr_array((kept, (network.demand, network.site)), shape=shape)
    reached = sparse.csr_array((np.ones(len(flow)), (network.demand, network.site)), shape=shape)
    shared = (reached.T @ served).toarray()
    return np.asarray(shared + shared.T)


def grown_from(j: int, shared: Floats) -> list[tuple[int, ...]]:
    """The groups around site j, of two sites, three, and so on."""
    group, pull, found = [j], shared[j].copy(), []
    while len(group) < MOST_SITES:
        following = int(pull.argmax())
        if pull[following] <= 0:
            break
        group.append(following)
        pull += shared[following]
        pull[group] = 0.0
        found.append(tuple(sorted(group)))
    return found


@compiled
def violations(
    start: Whole, sites: Whole, network: Network, flow: Floats, steps: Floats, existing: Floats, step_people:
    float
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """For each group by how many people its best cut is broken (0: none), the cut's slope and constant."""
    n = len(start) - 1
    violation, slope, constant = np.zeros(n), np.zeros(n), np.zeros(n)
    together = np.zeros(len(network.people))
    for group in range(n):
        total, base = 0.0, 0.0
        for at in range(start[group], start[group + 1]):
            total += steps[sites[at]]
            base += existing[sites[at]]
        part = total % 1.0
        if part < 0.02 or part > 0.98:
            continue
        gather(start[group], start[group + 1], sites, network, flow, together)
        people, served = drain(start[group], start[group + 1], sites, network, part, together)
        needed = np.ceil((people - base) / step_people)
        if needed >= 1:
            slope[group] = people - base - step_people * (needed - 1)
            constant[group] = people - slope[group] * needed
            violation[group] = max(0.0, served - constant[group] - slope[group] * total)
    return violation, slope, constant


@compiled
def gather(first: int, last: int, sites: Whole, network: Network, flow: Floats, together: Floats) -> None:
    """Add up what the sites of a group serve of each demand."""
    for at in range(first, last):
        for pair in range(network.site_start[sites[at]], network.site_start[sites[at] + 1]):
            together[network.demand[pair]] += flow[pair]


@compiled
def drain(
    first: int, last: int, sites: Whole, network: Network, part: float, together: Floats
) -> tuple[float, float]:
    """People of the demands in S, and those of them who are served; `together` is zero again."""
    people, served = 0.0, 0.0
    for at in range(first, last):
        for pair in range(network.site_start[sites[at]], network.site_start[sites[at] + 1]):
            i = network.demand[pair]
            if together[i] > part * network.people[i]:
                people += network.people[i]
                served += together[i]
            together[i] = 0.0
    return people, served


def pairs_of(group: Whole, network: Network, flow: Floats, part: float) -> NDArray[np.int64]:
    """The pairs between the sites of a group and its demands S."""
    pairs = np.concatenate([np.arange(network.site_start[j], network.site_start[j + 1]) for j in group])
    demands, place = np.unique(network.demand[pairs], return_inverse=True)
    together = np.bincount(place, flow[pairs])
    return np.asarray(pairs[(together > part * network.people[demands])[place]])
