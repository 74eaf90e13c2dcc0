"""Lines to a matrix: whole or not at all, every bad line named."""

from array import array
from collections.abc import Callable, Iterable
from math import isfinite

import numpy as np
from scipy import sparse

from opstap.coverage.times.errors import MOST_KEPT, MOST_MINUTES, MOST_PAIRS, LineProblem, TimesError
from opstap.coverage.times.matrix import Matrix, tenths_of
from opstap.coverage.times.naming import Known, Point
from opstap.coverage.times.reading import Line


class _Points:
    """Names of one side of the matrix, numbered by point as they come. `unknown`, `pointless`: codes."""

    def __init__(self, find: Callable[[str], Point | None], unknown: str, pointless: str) -> None:
        self.find, self.unknown, self.pointless = find, unknown, pointless
        self.by_name: dict[str, int | str] = {}
        self.by_point: dict[Point, int] = {}

    def number(self, name: str) -> int | str:
        """The number of the point, or the code of what is wrong with the name."""
        found = self.by_name.get(name)
        if found is None:
            found = self.by_name[name] = self._look_up(name)
        return found

    def _look_up(self, name: str) -> int | str:
        try:
            point = self.find(name)
        except KeyError:
            return self.unknown
        if point is None:
            return self.pointless
        return self.by_point.setdefault(point, len(self.by_point))

    @property
    def degrees(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        return np.array(list(self.by_point), np.float64).reshape(-1, 2)


class _Problems:
    def __init__(self) -> None:
        self.named: list[LineProblem] = []
        self.number = 0

    def add(self, number: int, code: str, value: str = "", other: int = 0) -> None:
        self.number += 1
        if len(self.named) < MOST_KEPT:
            self.named.append(LineProblem(number, code, value[:80], other))

    def refuse(self) -> None:
        if self.number:
            raise TimesError("lines", problems=tuple(self.named), number=self.number)


def build(lines: Iterable[Line], known: Known) -> Matrix:
    """The matrix of the lines. Raises TimesError: many, none, lines. Memory: 14 bytes a line."""
    origins = _Points(lambda name: known.areas[name], "area-unknown", "area-pointless")
    places = _Points(known.place, "place-unknown", "place-pointless")
    rows, columns, numbers, values = array("I"), array("I"), array("I"), array("H")
    problems, minutes_of = _Problems(), dict[str, int | str]()
    for count, line in enumerate(lines, start=1):
        if count > MOST_PAIRS:
            raise TimesError("many")
        tenths = minutes_of.get(line.minutes)
        if tenths is None:
            tenths = minutes_of[line.minutes] = _tenths(line.minutes)
        row, column = origins.number(line.area), places.number(line.place)
        if isinstance(row, int) and isinstance(column, int) and isinstance(tenths, int):
            rows.append(row)
            columns.append(column)
            values.append(tenths)
            numbers.append(line.number)
            continue
        _name(problems, line, row, column, tenths)
    kept = (np.asarray(part) for part in (rows, columns, values, numbers))
    return _matrix(origins, places, problems, *kept)


def _name(problems: _Problems, line: Line, *found: int | str) -> None:
    """The first thing that is wrong with the line."""
    for code, value in zip(found, (line.area, line.place, line.minutes), strict=True):
        if isinstance(code, str):
            problems.add(line.number, code, value)
            return


def _tenths(text: str) -> int | str:
    """Tenths of a minute plus 1, or the code of what is wrong."""
    try:
        minutes = float(text.replace(",", "."))
    except ValueError:
        return "no-number"
    if not isfinite(minutes):
        return "no-number"
    if minutes < 0:
        return "negative"
    return "too-long" if minutes > MOST_MINUTES else tenths_of(minutes)


Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]


def _matrix(
    origins: _Points,
    places: _Points,
    problems: _Problems,
    rows: Numbers,
    columns: Numbers,
    values: Numbers,
    numbers: Numbers,
) -> Matrix:
    shape = (len(origins.by_point), len(places.by_point))
    keys = rows.astype(np.int64) * max(1, shape[1]) + columns
    order = np.argsort(keys, kind="stable")
    again = np.flatnonzero(keys[order][1:] == keys[order][:-1]) + 1
    for at in again[values[order][again] != values[order][again - 1]]:
        problems.add(int(numbers[order[at]]), "twice", other=int(numbers[order[at - 1]]))
    problems.refuse()
    if not len(rows):
        raise TimesError("none")
    first = np.delete(order, again)
    pairs = (values[first].astype(np.uint16), (rows[first], columns[first]))
    return Matrix(origins.degrees, places.degrees, sparse.csr_array(pairs, shape=shape))
