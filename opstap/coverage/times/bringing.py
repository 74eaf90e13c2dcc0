"""From the bytes of a file to the matrix of a network."""

from typing import TYPE_CHECKING

from opstap.coverage.times.naming import known_of
from opstap.coverage.times.reading import read_lines
from opstap.territory.models import Network

if TYPE_CHECKING:
    from opstap.coverage.times.matrix import Matrix


def read_matrix(content: bytes, network: Network) -> "Matrix":
    """Nothing is kept. Raises TimesError."""
    from opstap.coverage.times.building import build

    return build(read_lines(content), known_of(network))
