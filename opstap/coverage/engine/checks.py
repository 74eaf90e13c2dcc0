"""Arguments are looked at before anything is computed; what is wrong is named by argument and row."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from opstap.coverage.engine.errors import EngineError

Floats = NDArray[np.float64]


def numbers(argument: str, given: ArrayLike, *, length: int | None = None, least: float = 0.0) -> Floats:
    """One finite number a row, none below `least`; float64[n]."""
    values = table(argument, given)
    if values.ndim != 1 or (length is not None and len(values) != length):
        raise EngineError(argument, "shape", f"needs {length or 'n'} numbers, has shape {values.shape}")
    refuse(argument, ~np.isfinite(values), "not-finite", "not a finite number")
    refuse(argument, values < least, "negative" if least == 0 else "range", f"below {least:g}")
    return np.ascontiguousarray(values)


def table(argument: str, given: Any) -> Floats:
    """float64 of whatever shape; what is no numbers, or rows of several lengths, is refused."""
    try:
        return np.asarray(given, np.float64)
    except (TypeError, ValueError, OverflowError) as problem:
        raise EngineError(argument, "not-finite", "no numbers, or rows of several lengths") from problem


def refuse(argument: str, wrong: Any, reason: str, detail: str) -> None:
    """Raise for the first row where `wrong`, bool[n], holds."""
    if wrong.any():
        raise EngineError(argument, reason, detail, int(np.argmax(wrong)))


def cost_matrix(argument: str, given: ArrayLike) -> Floats:
    """float64[n_demand, n_site], not negative. Infinite stands for "cannot be reached"; NaN is refused."""
    values = table(argument, given)
    if values.ndim != 2 or 0 in values.shape:
        raise EngineError(argument, "shape", f"needs demand × sites, has shape {values.shape}")
    refuse(argument, np.any(np.isnan(values), axis=1), "not-finite", "holds a value that is no number")
    refuse(argument, np.any(values < 0, axis=1), "negative", "holds a negative cost")
    return values


def reach_matrix(
    argument: str, given: Any, *, shape: tuple[int | None, int | None] = (None, None)
) -> sparse.csr_array:
    """csr float64[n_demand, n_site] in [0, 1], sorted, without zeros or doubles; absent: out of reach."""
    dense = None if sparse.issparse(given) else _dense(argument, given)
    # A copy: what follows sorts in place, and the caller's own matrix is not ours to change.
    matrix = sparse.csr_array(given if dense is None else dense, dtype=np.float64, copy=True)
    for found, wanted in zip(matrix.shape, shape, strict=True):
        if wanted is not None and found != wanted:
            raise EngineError(argument, "shape", f"needs {shape}, has {matrix.shape}")
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    wrong = ~(np.isfinite(matrix.data) & (matrix.data >= 0) & (matrix.data <= 1))
    if wrong.any():
        raise EngineError(argument, "range", "reach is between 0 and 1", int(rows[np.argmax(wrong)]))
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return matrix


def _dense(argument: str, given: Any) -> Floats:
    values = table(argument, given)
    if values.ndim != 2:
        raise EngineError(argument, "shape", f"needs demand × sites, has shape {values.shape}")
    return values


def how_many(argument: str, given: float, *, least: int = 1, most: int | None = None) -> int:
    """A whole number between `least` and `most`."""
    try:
        whole = int(given)
    except (TypeError, ValueError, OverflowError) as problem:
        raise EngineError(argument, "not-whole", f"{given!r} is not a whole number") from problem
    if given != whole:
        raise EngineError(argument, "not-whole", f"{given} is not a whole number")
    if given < least:
        raise EngineError(argument, "range", f"at least {least}, not {given}")
    if most is not None and given > most:
        raise EngineError(argument, "too-many", f"at most {most}, not {given}")
    return whole


def seed_of(given: int) -> int:
    """What every generator here takes: a whole number of 32 bits."""
    return how_many("seed", given, least=0, most=2**32 - 1)


def seconds(argument: str, given: float) -> float:
    """Not negative; infinite: no limit."""
    try:
        value = float(given)
    except (TypeError, ValueError, OverflowError) as problem:
        raise EngineError(argument, "not-finite", f"{given!r} is no number of seconds") from problem
    if not value >= 0:
        raise EngineError(argument, "range", f"at least 0 seconds, not {given}")
    return value
