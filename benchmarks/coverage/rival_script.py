"""Run by the rivals' own python: `rival_script.py mclp|p_median|e2sfca IN.npz OUT.npz`.

Prints one line of JSON: seconds to build, seconds to solve or compute, the solver's own status.
"""

import importlib.metadata
import json
import sys
import time
import warnings
from typing import Any

import numpy as np

warnings.filterwarnings("ignore")

Told = dict[str, Any]


def mclp(given: Any, answer: str) -> Told:
    from spopt.locate import MCLP

    begin = time.perf_counter()
    limit, p = float(given["time_limit"]), int(given["p"])
    model = MCLP.from_cost_matrix(given["cost"], given["weights"], float(given["radius"]), p_facilities=p)
    return solved(model, begin, limit, answer)


def p_median(given: Any, answer: str) -> Told:
    from spopt.locate import PMedian

    begin = time.perf_counter()
    limit = float(given["time_limit"])
    model = PMedian.from_cost_matrix(given["cost"], given["weights"], p_facilities=int(given["p"]))
    return solved(model, begin, limit, answer)


def solved(model: Any, begin: float, limit: float, answer: str) -> Told:
    import pulp

    built = time.perf_counter()
    model = model.solve(pulp.HiGHS(msg=False, timeLimit=limit, threads=2), results=False)
    done = time.perf_counter()
    chosen = [j for j, variable in enumerate(model.fac_vars) if (variable.varValue or 0) > 0.5]
    np.savez(answer, sites=np.array(chosen, int))
    status = pulp.LpStatus[model.problem.status]
    return {"build": built - begin, "solve": done - built, "status": status, "program": version("spopt")}


def e2sfca(given: Any, answer: str) -> Told:
    import pandas as pd
    from access import Access, weights

    population, capacity = given["population"], given["capacity"]
    demand = pd.DataFrame({"id": np.arange(len(population)), "people": population})
    supply = pd.DataFrame({"id": np.arange(len(capacity)), "minutes": capacity})
    cost = pd.DataFrame({"origin": given["origin"], "dest": given["dest"], "cost": given["cost"]})
    bands = dict(zip(given["limits"].tolist(), given["weights"].tolist(), strict=True))
    begin = time.perf_counter()
    access = Access(
        demand_df=demand, demand_index="id", demand_value="people", supply_df=supply, supply_index="id",
        supply_value="minutes", cost_df=cost, cost_origin="origin", cost_dest="dest", cost_name="cost",
    )  # fmt: skip
    built = time.perf_counter()
    access.enhanced_two_stage_fca(
        name="e2sfca", max_cost=float(given["limits"][-1]) * (1 + 1e-12), weight_fn=weights.step_fn(bands)
    )
    done = time.perf_counter()
    column = next(name for name in access.access_df.columns if name.startswith("e2sfca"))
    values = access.access_df[column].fillna(0).reindex(range(len(population))).fillna(0)
    np.savez(answer, access=values.to_numpy())
    return {"build": built - begin, "solve": done - built, "status": "", "program": version("access")}


def version(name: str) -> str:
    return f"{name} {importlib.metadata.version(name)}"


if __name__ == "__main__":
    what, given, answer = sys.argv[1:]
    with np.load(given) as arrays:
        told = {"mclp": mclp, "p_median": p_median, "e2sfca": e2sfca}[what](arrays, answer)
    print(json.dumps(told))
