"""Minutes from points to points, kept compactly. Pure numbers, no Django.

A time belongs to two points. Names (the code of an area, the slug of a space) only say at import where a
point is: a space that moves loses its times, and what opens where a space was has them.
"""

import io
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from opstap.coverage.engine.checks import Floats
from opstap.coverage.engine.distances import EARTH_RADIUS_M, on_sphere

Places = NDArray[np.int64]

SAME_M = 25.0
"""Points nearer than this are one: nobody walks it in more than 20 seconds."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """origins, places: latitude and longitude in degrees, float64[n, 2] and float64[m, 2].

    tenths  csr uint16[n, m]: tenths of a minute **plus 1**, so that absent is not 0 minutes but not known
    """

    origins: Floats
    places: Floats
    tenths: sparse.csr_array

    @property
    def pairs(self) -> int:
        return int(self.tenths.nnz)

    def known(self, origins: Floats, places: Floats) -> tuple[Places, Places, Floats]:
        """The pairs of these points that have a time: positions of origin and place, and minutes."""
        row_of, column_of = _nearest(self.origins, origins), _nearest(self.places, places)
        rows, columns = np.flatnonzero(row_of >= 0), np.flatnonzero(column_of >= 0)
        found = self.tenths[row_of[rows]][:, column_of[columns]].tocoo()
        return rows[found.row], columns[found.col], (found.data.astype(np.float64) - 1) / 10


EMPTY = Matrix(np.empty((0, 2)), np.empty((0, 2)), sparse.csr_array((0, 0), dtype=np.uint16))


def _nearest(known: Floats, asked: Floats) -> Places:
    """The position of the known point that each of these is; -1: none."""
    if not len(known) or not len(asked):
        return np.full(len(asked), -1)
    _far, found = cKDTree(on_sphere(known)).query(
        on_sphere(asked), distance_upper_bound=SAME_M / EARTH_RADIUS_M
    )
    return np.where(found < len(known), found, -1).astype(np.int64)


def tenths_of(minutes: float) -> int:
    """Rounded up, so that no way becomes shorter; plus 1, see Matrix."""
    return ceil(minutes * 10 - 1e-6) + 1


def pack(matrix: Matrix) -> bytes:
    """As it is kept: a packed file of plain arrays, the same bytes for the same matrix."""
    file, tenths = io.BytesIO(), matrix.tenths
    np.savez_compressed(
        file,
        origins=matrix.origins,
        places=matrix.places,
        starts=tenths.indptr.astype(np.uint32),
        columns=tenths.indices.astype(np.uint32),
        tenths=tenths.data.astype(np.uint16),
    )
    return file.getvalue()


def unpack(content: bytes) -> Matrix:
    """The matrix that `pack` wrote."""
    with np.load(io.BytesIO(content), allow_pickle=False) as kept:
        shape = (len(kept["origins"]), len(kept["places"]))
        inner = (kept["tenths"], kept["columns"].astype(np.int32), kept["starts"].astype(np.int32))
        return Matrix(kept["origins"], kept["places"], sparse.csr_array(inner, shape=shape))
