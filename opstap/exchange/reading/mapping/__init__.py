"""Declared mappings: the shipped ones, and those users write."""

from opstap.exchange.reading.mapping.bounds import Bounds
from opstap.exchange.reading.mapping.load import load_mapping, mapping_from, read_mapping
from opstap.exchange.reading.mapping.model import Mapping, RefuseRule, Rule
from opstap.exchange.reading.mapping.recognise import mapping_named, recognise, shipped

__all__ = [
    "Bounds",
    "Mapping",
    "RefuseRule",
    "Rule",
    "load_mapping",
    "mapping_from",
    "mapping_named",
    "read_mapping",
    "recognise",
    "shipped",
]
