"""Input that no answer can be given on is named by argument and row."""

from typing import Any

import numpy as np
import pytest
from scipy import sparse

from opstap.coverage.engine import EngineError, checks
from opstap.coverage.engine.plan import Watch

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("given", "reason", "row"),
    [
        ([1, NAN, INF], "not-finite", 1),
        ([0, 1, -2], "negative", 2),
        ([[1, 2]], "shape", None),
        ([1, 2], "shape", None),
        (["a", "b", "c"], "not-finite", None),
    ],
)
def test_numbers(given: object, reason: str, row: int | None) -> None:
    with pytest.raises(EngineError) as refused:
        checks.numbers("population", given, length=3)  # type: ignore[arg-type]
    assert (refused.value.argument, refused.value.reason, refused.value.row) == ("population", reason, row)


def test_good_numbers_come_back_as_floats() -> None:
    assert checks.numbers("population", [1, 2]).tolist() == [1.0, 2.0]


def test_cost_may_be_infinite() -> None:
    assert checks.cost_matrix("cost", [[1, INF]]).tolist() == [[1.0, INF]]


@pytest.mark.parametrize(
    ("given", "reason", "row"),
    [
        ([[1, 1], [1, NAN]], "not-finite", 1),
        ([[-1, 1]], "negative", 0),
        ([1, 2], "shape", None),
        ([[1, 2], [1]], "not-finite", None),
        ([["far"]], "not-finite", None),
    ],
)
def test_cost_is_otherwise_refused(given: Any, reason: str, row: int | None) -> None:
    with pytest.raises(EngineError) as refused:
        checks.cost_matrix("cost", given)
    assert (refused.value.reason, refused.value.row) == (reason, row)


def test_reach_is_a_share_and_zero_is_out_of_reach() -> None:
    reach = checks.reach_matrix("reach", np.array([[0, 0.5], [1, 0]]), shape=(2, 2))
    assert (reach.nnz, reach.toarray().tolist()) == (2, [[0, 0.5], [1, 0]])
    with pytest.raises(EngineError, match=r"reach\[1\]: reach is between 0 and 1"):
        checks.reach_matrix("reach", sparse.csr_array([[0, 0.5], [0, 1.5]]))
    with pytest.raises(EngineError, match="needs"):
        checks.reach_matrix("reach", np.eye(2), shape=(3, 2))


@pytest.mark.parametrize("given", [None, [1, 0], [[1], [1, 0]], [["near"]], np.zeros((1, 1, 1))])
def test_reach_that_is_no_table_is_refused_by_name(given: Any) -> None:
    with pytest.raises(EngineError, match="reach: "):
        checks.reach_matrix("reach", given)


def test_the_matrix_of_the_caller_stays_as_it_was() -> None:
    given = sparse.csr_array(([0.5, 0.0, 1.0], [1, 0, 0], [0, 2, 3]), shape=(2, 2))
    checks.reach_matrix("reach", given)
    assert (given.data.tolist(), given.indices.tolist()) == ([0.5, 0.0, 1.0], [1, 0, 0])


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (1.5, "not-whole"),
        (0, "range"),
        (9, "too-many"),
        (NAN, "not-whole"),
        (INF, "not-whole"),
        (None, "not-whole"),
        ("3", "not-whole"),
    ],
)
def test_how_many(given: Any, reason: str) -> None:
    with pytest.raises(EngineError) as refused:
        checks.how_many("p", given, most=8)
    assert refused.value.reason == reason


@pytest.mark.parametrize("given", [-1, 2**32, 1.5, "a", None])
def test_a_seed_is_a_whole_number_of_32_bits(given: Any) -> None:
    with pytest.raises(EngineError, match="seed: "):
        checks.seed_of(given)


@pytest.mark.parametrize("given", [-1, NAN, "soon", None])
def test_a_time_limit_is_seconds(given: Any) -> None:
    with pytest.raises(EngineError, match="time_limit: "):
        Watch(given)
    assert Watch(INF).left == INF
