"""The engine of coverage, one command: `.venv/bin/python -m benchmarks.coverage [MODEL …] [--quick]`.

Models: p_median covering norm catchment (all without one). Prints Markdown: the machine, the date, and a
table for each model, with the bar and whether it was reached. `--quick` takes the smallest instances only.

Instances come from the folder `or` in OPSTAP_EXTRA_DATA (or `--data`). Other programs are measured in the
same run with `--rivals PYTHON`; PYTHON belongs to an environment of their own, which Opstap never needs:

    python3 -m venv rivals && rivals/bin/pip install spopt access highspy
    .venv/bin/python -m benchmarks.coverage --rivals rivals/bin/python
"""

import argparse
import importlib
import os
from pathlib import Path

from benchmarks.machine import machine

MODELS = ("p_median", "covering", "norm", "catchment")


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.coverage", description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", metavar="MODEL", help=" ".join(MODELS))
    parser.add_argument("--quick", action="store_true", help="the smallest instances only")
    parser.add_argument("--only", default="", help="instances whose name holds this")
    parser.add_argument("--rivals", metavar="PYTHON", help="the python that has spopt, access and highspy")
    extra = Path(os.environ.get("OPSTAP_EXTRA_DATA", "data"))
    parser.add_argument("--data", type=Path, default=extra / "or", help="folder of the instances")
    args = parser.parse_args()
    unknown = set(args.models) - set(MODELS)
    if unknown:
        parser.error(f"no such model: {', '.join(sorted(unknown))}; there are {' '.join(MODELS)}")
    print(machine())
    for model in args.models or MODELS:
        importlib.import_module(f"benchmarks.coverage.{model}").run(args)


main()
