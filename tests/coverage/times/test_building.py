"""From a file to a matrix: what is read, what is refused, and how it is kept. No database is asked."""

import numpy as np
import pytest

from opstap.coverage.times import building
from opstap.coverage.times.building import build
from opstap.coverage.times.errors import LineProblem, TimesError
from opstap.coverage.times.matrix import EMPTY, Matrix, pack, unpack
from opstap.coverage.times.naming import Known
from opstap.coverage.times.reading import Line, read_lines

A, B, HELP, HALL = (50.85, 4.35), (50.86, 4.36), (50.87, 4.37), (50.88, 4.38)
KNOWN = Known({"A": A, "B": B, "nowhere": None}, {"help": HELP, "adrift": None})
HEAD = "area,place,minutes\n"


def made(text: str) -> Matrix:
    return build(read_lines(text.encode()), KNOWN)


def minutes(found: Matrix, origins: list[tuple[float, float]], places: list[tuple[float, float]]) -> object:
    """What is known, as {(origin, place): minutes}."""
    rows, columns, known = found.known(np.array(origins), np.array(places))
    return {(int(row), int(column)): way for row, column, way in zip(rows, columns, known, strict=True)}


def refused(text: str) -> list[tuple[int, str, str, int]]:
    with pytest.raises(TimesError) as caught:
        made(text)
    assert caught.value.code == "lines"
    return [(one.number, one.code, one.value, one.other) for one in caught.value.problems]


def test_times_are_looked_up_by_point() -> None:
    found = made(f'{HEAD}A,help,12\nA,B,7.5\nB,"50.88, 4.38",0\n')

    assert (found.pairs, len(found.origins), len(found.places)) == (3, 2, 3)
    assert minutes(found, [B, A], [HALL, HELP, B]) == {(0, 0): 0, (1, 1): 12, (1, 2): 7.5}


def test_a_point_next_door_is_the_same_and_one_across_the_street_is_not() -> None:
    found = made(f"{HEAD}A,help,12\n")
    door, street = (HELP[0] + 0.0002, HELP[1]), (HELP[0] + 0.0003, HELP[1])  # 22 m and 33 m

    assert minutes(found, [A], [street, door, HELP]) == {(0, 1): 12, (0, 2): 12}


def test_no_way_becomes_shorter_by_rounding() -> None:
    found = made(f"{HEAD}A,help,30.01\nB,help,30.0\n")

    assert minutes(found, [A, B], [HELP]) == {(0, 0): 30.1, (1, 0): 30.0}


def test_what_is_kept_comes_back_and_is_small() -> None:
    found = made(f"{HEAD}A,help,12\nA,B,7.5\nB,help,0\n")
    again = unpack(pack(found))

    assert pack(again) == pack(found)
    assert (again.origins.tolist(), again.places.tolist()) == ([list(A), list(B)], [list(HELP), list(B)])
    assert again.tenths.toarray().tolist() == [[121, 76], [1, 0]]
    assert minutes(EMPTY, [A], [HELP]) == {}


@pytest.mark.parametrize(
    "content",
    [
        "Area;Place;Minutes\r\nA;help;7,5\r\n\r\n".encode("utf-16"),
        "area\tplace\tminutes\tremark\nA\thelp\t7.5\tà pied\n".encode("cp1252"),
        "\ufeffminutes|place|area\n7.5|help|A\n".encode(),
        b"code;lat;lon;time\nA;50,87;4,37;7,5\n",
        b'area,place,lat,lon,minutes\nA,,50.87,4.37,"7,5"\n',
    ],
)
def test_a_file_as_office_programs_write_it(content: bytes) -> None:
    assert minutes(build(read_lines(content), KNOWN), [A], [HELP]) == {(0, 0): 7.5}


def test_every_bad_row_is_named() -> None:
    rows = "X,help,1|A,Y,1|A,91.5 4,1|nowhere,help,1|A,adrift,1|A,help,|A,help,nan|A,help,-1|A,help,601|A"

    assert refused(HEAD + rows.replace("|", "\n")) == [
        (2, "area-unknown", "X", 0),
        (3, "place-unknown", "Y", 0),
        (4, "place-unknown", "91.5 4", 0),
        (5, "area-pointless", "nowhere", 0),
        (6, "place-pointless", "adrift", 0),
        (7, "no-number", "", 0),
        (8, "no-number", "nan", 0),
        (9, "negative", "-1", 0),
        (10, "too-long", "601", 0),
        (11, "place-unknown", "", 0),
    ]


def test_a_pair_twice_is_one_where_both_say_the_same() -> None:
    assert made(f"{HEAD}A,help,12\nA,help,12.0\n").pairs == 1
    assert refused(f'{HEAD}A,help,12\nB,help,3\nA,"50.87,4.37",13\n') == [(4, "twice", "", 2)]


def test_the_first_thousand_bad_rows_are_named_and_all_are_counted() -> None:
    with pytest.raises(TimesError) as caught:
        build((Line(number, "A", "help", "x") for number in range(2, 1503)), KNOWN)

    assert (len(caught.value.problems), caught.value.number) == (1000, 1501)
    assert caught.value.problems[-1] == LineProblem(1001, "no-number", "x")


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("", "columns", "area"),
        ("area,place\nA,help\n", "columns", "minutes"),
        ("area,lat,minutes\nA,50,1\n", "columns", "place"),
        (HEAD, "none", ""),
        (f"{HEAD}A,he\0lp,1\n", "not-text", ""),
        (f'{HEAD}A,"{"x" * 140_000}",1\n', "not-text", ""),
        (f"{HEAD}A,help,1\nB,help,1\nA,B,1\n", "many", ""),
    ],
)
def test_files_that_are_no_table_of_times(
    monkeypatch: pytest.MonkeyPatch, text: str, code: str, column: str
) -> None:
    monkeypatch.setattr(building, "MOST_PAIRS", 2)
    with pytest.raises(TimesError) as caught:
        made(text)

    assert (caught.value.code, caught.value.column) == (code, column)


def test_a_region_fits() -> None:
    assert building.MOST_PAIRS == 20_000 * 300
