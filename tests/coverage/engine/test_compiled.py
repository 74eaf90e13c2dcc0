"""What is compiled is kept where it can be written, and goes with the sources it was made of."""

import math
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba.core import config

from opstap.coverage import engine
from opstap.coverage.engine import Plan, compiled, compiling
from opstap.coverage.engine.norm import search


def twice(number: float) -> float:
    return 2 * number


def kept(loop: Any) -> Any:
    return loop.dispatcher._cache


def engine_of(folder: Path, called: str) -> Path:
    """An engine with a loop that calls one of another file; the file of the loop."""
    (folder / "norm").mkdir(parents=True)
    (folder / "norm" / "called.py").write_text(called)
    (folder / "norm" / "solver.py").write_text("from opstap.coverage.engine.norm.loop import loop")
    loop = folder / "norm" / "loop.py"
    loop.write_text("from opstap.coverage.engine.norm import (\n    called as one,\n)\n")
    return loop


def test_what_is_kept_goes_with_the_sources_that_a_loop_imports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamps = []
    for name, called in (("old", "1"), ("moved", "1"), ("new", "2")):
        monkeypatch.setattr(compiling, "ENGINE", tmp_path / name)
        loop = engine_of(tmp_path / name, called)
        stamps.append(compiling.stamp_of(loop))
        if name == "moved":
            (tmp_path / name / "norm" / "solver.py").write_text("what calls the loop")
            compiling.stamp_of.cache_clear()
            assert compiling.stamp_of(loop) == stamps[-1]
    assert stamps[0] == stamps[1] != stamps[2]


def test_loops_of_the_engine_are_kept_so() -> None:
    source = Path(search.__file__)
    assert kept(search.ruin)._impl.locator.get_source_stamp() == compiling.stamp_of(source)
    imported = {path.name for path in compiling._with_imported(source, set())}
    assert {"search.py", "transport.py", "network.py", "compiled.py"} <= imported
    assert "solver.py" not in imported


def test_kept_in_the_folder_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))
    assert Path(kept(compiled.compiled(twice)).cache_path).parent == tmp_path


def test_where_nothing_can_be_written_it_runs_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling._Places, "_locator_classes", [])
    assert compiled.compiled(twice)(21) == 42


EYE = np.eye(4)
QUESTIONS: list[tuple[str, Callable[[float], Plan]]] = [
    ("p_median", lambda n: engine.p_median(EYE * n, 2)),
    ("p_median", lambda n: engine.p_median_of_points(EYE[:, :2] * n, 2)),
    ("covering", lambda n: engine.maximal_covering(EYE, np.full(4, n), 2)),
    ("norm.planner", lambda n: engine.norm_plan(np.full(4, n), 1.0, EYE, np.zeros(4), 0.0, 2.0)),
]


@pytest.mark.parametrize(("module", "ask"), QUESTIONS)
def test_every_planner_has_the_one_clock(
    module: str, ask: Callable[[float], Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compiling is no part of a question's seconds; what is refused is refused before it."""
    warmed: list[bool] = []
    monkeypatch.setattr(import_module(f"{engine.__name__}.{module}"), "warm", lambda: warmed.append(True))
    with pytest.raises(engine.EngineError):
        ask(math.nan)
    assert not warmed
    assert sum("not counted" in line for line in ask(1.0).log) == len(warmed) == 1
