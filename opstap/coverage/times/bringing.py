"""From the bytes of a file to the matrix of a network."""

from opstap.coverage.times.building import build
from opstap.coverage.times.matrix import Matrix
from opstap.coverage.times.naming import known_of
from opstap.coverage.times.reading import read_lines
from opstap.territory.models import Network


def read_matrix(content: bytes, network: Network) -> Matrix:
    """Nothing is kept. Raises TimesError."""
    return build(read_lines(content), known_of(network))
