"""What has been compiled before the clock starts is all that a question needs."""

from types import ModuleType

from opstap.coverage.engine import norm_plan
from opstap.coverage.engine.norm import groups, lagrange, search, transport
from opstap.coverage.engine.norm.warming import warm
from tests.coverage.engine.norm.regions import region


def compiled_of(module: ModuleType) -> dict[str, int]:
    """How many kinds of arguments each loop of a module has been compiled for."""
    return {name: len(loop.signatures) for name, loop in vars(module).items() if hasattr(loop, "signatures")}


def test_after_warming_nothing_is_left_to_compile() -> None:
    warm()
    before = [compiled_of(module) for module in (groups, lagrange, search, transport)]
    norm_plan(**region(1, n_demand=30, n_site=12) | {"max_posts": 2, "budget": 6.0}, years=2, time_limit=20)
    assert [compiled_of(module) for module in (groups, lagrange, search, transport)] == before
