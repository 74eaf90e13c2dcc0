"""The reading half of imports: any file of places to records, without touching the database or Django.

table = read_table(path)                                # ReadingError
mapping = recognise(table) or load_mapping(own_file)    # MappingError
for place in read_places(table, mapping, source=name):  # MappingError
    ...                                                 # place.outcome: "place", "same", "refused"
"""

from opstap.exchange.reading.duplicates import Pair, PlacePoint, likely_duplicates
from opstap.exchange.reading.files import Note, Row, Table, bytes_of, read_bytes, read_table
from opstap.exchange.reading.mapping import (
    Mapping,
    load_mapping,
    mapping_named,
    read_mapping,
    recognise,
    shipped,
)
from opstap.exchange.reading.places import ReadPlace, read_places
from opstap.exchange.reading.problems import (
    MAPPING_ERRORS,
    READING_ERRORS,
    REFUSALS,
    WARNINGS,
    MappingError,
    ReadingError,
    RowProblem,
)
from opstap.exchange.reading.record import PlaceRecord
from opstap.exchange.reading.unknown import Unknown, explain

__all__ = [
    "MAPPING_ERRORS",
    "READING_ERRORS",
    "REFUSALS",
    "WARNINGS",
    "Mapping",
    "MappingError",
    "Note",
    "Pair",
    "PlacePoint",
    "PlaceRecord",
    "ReadPlace",
    "ReadingError",
    "Row",
    "RowProblem",
    "Table",
    "Unknown",
    "bytes_of",
    "explain",
    "likely_duplicates",
    "load_mapping",
    "mapping_named",
    "read_bytes",
    "read_mapping",
    "read_places",
    "read_table",
    "recognise",
    "shipped",
]
