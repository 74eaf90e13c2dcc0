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
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.machine import machine

# What each module asks besides: when all is measured, and with --quick.
OPTIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "p_median": ({"only": [], "seconds": 60.0, "log": False}, {"only": ["pmed1", "pmed6"]}),
    "covering": ({"only": "", "log": False}, {}),
    "norm": ({"only": None, "seeds": [1, 2, 3], "aims": False}, {"only": "724x300", "seeds": [1]}),
    "catchment": ({}, {}),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.coverage", description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", metavar="MODEL", help=" ".join(OPTIONS))
    parser.add_argument("--quick", action="store_true", help="the smallest instances only")
    parser.add_argument("--processor", action="store_true", help="time limits in seconds of processor")
    parser.add_argument("--rivals", metavar="PYTHON", help="the python that has spopt, access and highspy")
    extra = Path(os.environ.get("OPSTAP_EXTRA_DATA", "data"))
    parser.add_argument("--data", type=Path, default=extra / "or", help="folder of the instances")
    args = parser.parse_args()
    unknown = set(args.models) - set(OPTIONS)
    if unknown:
        parser.error(f"no such model: {', '.join(sorted(unknown))}; there are {' '.join(OPTIONS)}")
    print(machine())
    for model in args.models or OPTIONS:
        measure(model, args)


def measure(model: str, args: argparse.Namespace) -> None:
    name = f"benchmarks.coverage.{model}"
    if find_spec(name) is None:
        print(f"\n{model}: no benchmark here")
        return
    whole, quick = OPTIONS[model]
    options = vars(args) | whole | (quick if args.quick else {})
    importlib.import_module(name).run(argparse.Namespace(**options))


main()
