"""A table and a mapping to places, with every question of “is it the same place?” already settled."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from opstap.exchange.reading.build import RowReader
from opstap.exchange.reading.files import Table
from opstap.exchange.reading.mapping.model import Mapping
from opstap.exchange.reading.merging import merged
from opstap.exchange.reading.problems import RowProblem, refusal
from opstap.exchange.reading.record import PlaceRecord

Outcome = Literal["place", "same", "refused"]
# How many rows are read between two reports of progress.
_STEP = 200


@dataclass(frozen=True, slots=True)
class ReadPlace:
    """What one row came to.

    `outcome`: "place" = create or update the place `key` by `record`; "same" = the row `same_as` already
    stands for this place and `record` is equal, so there is nothing to write: count it as unchanged;
    "refused" = `record` is None and a problem of severity "refused" says why.
    """

    row: int
    key: str
    record: PlaceRecord | None
    problems: tuple[RowProblem, ...] = ()
    same_as: int | None = None

    @property
    def outcome(self) -> Outcome:
        if self.record is None:
            return "refused"
        return "place" if self.same_as is None else "same"


def read_places(
    table: Table,
    mapping: Mapping,
    *,
    source: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[ReadPlace]:
    """One ReadPlace for each row of the table, in order. Raises MappingError when the mapping does not fit.

    `source` (default: the mapping's name) is part of the keys made by hash. `progress` is told rows read
    and rows in all. Reading the same file again gives the same keys and equal records.
    """
    reader = RowReader(table, mapping)
    found: list[ReadPlace] = []
    for count, row in enumerate(table.rows, start=1):
        record, problems = reader.read(row)
        key = record.key(source or mapping.name) if record else ""
        found.append(ReadPlace(row.number, key, record, problems))
        if progress and (count % _STEP == 0 or count == len(table.rows)):
            progress(count, len(table.rows))
    yield from _settled(found, mapping)


def _settled(found: list[ReadPlace], mapping: Mapping) -> list[ReadPlace]:
    groups: dict[str, list[int]] = defaultdict(list)
    for index, place in enumerate(found):
        if place.record is not None:
            groups[place.key].append(index)
    settled = list(found)
    for indexes in groups.values():
        if len(indexes) > 1:
            for index, place in zip(
                indexes, _settle([found[index] for index in indexes], mapping), strict=True
            ):
                settled[index] = place
    return settled


def _settle(places: list[ReadPlace], mapping: Mapping) -> list[ReadPlace]:
    """Rows of one key: equal content is one place; other content as the mapping says."""
    if mapping.repeated == "merge":
        return _merge(places)
    if mapping.repeated == "number" or places[0].key.startswith("#"):
        return _number(places)
    return _refuse(places, mapping)


def _content(place: ReadPlace) -> str:
    return place.record.content_hash() if place.record else ""


def _refuse(places: list[ReadPlace], mapping: Mapping) -> list[ReadPlace]:
    first = places[0]
    columns = [column for rule in mapping.rules.get("source_id", ()) for column in rule.columns]
    settled = [first]
    for place in places[1:]:
        if _content(place) == _content(first):
            settled.append(replace(place, same_as=first.row))
        else:
            problem = refusal(place.row, "same_id_other_content", "".join(columns[:1]), str(first.row))
            settled.append(ReadPlace(place.row, place.key, None, (*place.problems, problem)))
    return settled


def _merge(places: list[ReadPlace]) -> list[ReadPlace]:
    first = places[0]
    record = merged([place.record for place in places if place.record])
    others = [replace(place, record=record, same_as=first.row) for place in places[1:]]
    return [replace(first, record=record), *others]


def _number(places: list[ReadPlace]) -> list[ReadPlace]:
    """Differing contents get "-2", "-3"… by the order of their hashes, whatever the order of the rows."""
    ordinals = {
        content: ordinal for ordinal, content in enumerate(sorted(set(map(_content, places))), start=1)
    }
    first_rows: dict[str, int] = {}
    settled = []
    for place in places:
        content = _content(place)
        ordinal = ordinals[content]
        key = place.key if ordinal == 1 else f"{place.key}-{ordinal}"
        settled.append(replace(place, key=key, same_as=first_rows.get(content)))
        first_rows.setdefault(content, place.row)
    return settled
