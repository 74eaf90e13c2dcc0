"""Which of the shipped mappings a table is made for."""

from functools import cache
from pathlib import Path

from opstap.exchange.reading.files import Table
from opstap.exchange.reading.mapping.load import read_mapping
from opstap.exchange.reading.mapping.model import Mapping
from opstap.exchange.reading.problems import MappingError

_FOLDER = Path(__file__).parent.parent / "mappings"


@cache
def shipped() -> dict[str, Mapping]:
    """The mappings that come with the package, by name."""
    files = sorted(_FOLDER.glob("*.toml"))
    mappings = [read_mapping(file.read_text(encoding="utf-8")) for file in files]
    return {mapping.name: mapping for mapping in mappings}


def mapping_named(name: str) -> Mapping:
    """The shipped mapping called `name`. Raises MappingError "unknown_mapping" with the known names."""
    known = shipped()
    if name not in known:
        raise MappingError("unknown_mapping", name=name, known=sorted(known))
    return known[name]


def recognise(table: Table) -> Mapping | None:
    """The mapping whose declared columns the table has; of several the one that declares most of them."""
    fitting = [mapping for mapping in shipped().values() if _fits(mapping, table)]
    return max(fitting, key=lambda mapping: len(mapping.recognise), default=None)


def _fits(mapping: Mapping, table: Table) -> bool:
    if not mapping.recognise or any(table.column(column) is None for column in mapping.recognise):
        return False
    some = mapping.recognise_any
    return not some or any(table.column(column) is not None for column in some)
