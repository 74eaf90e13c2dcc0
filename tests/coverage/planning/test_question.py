"""Files of candidate sites, and questions as data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.coverage.planning.question import (
    MOST_CANDIDATES,
    Candidate,
    CandidateError,
    Question,
    question_of,
    read_candidates,
)

HEAD = "name,lat,lon,opening_cost\n"


def test_a_question_survives_as_data() -> None:
    asked = Question(12.5, with_areas=True, candidates=(Candidate("Hall", 50.8, 4.3, 0.5),))
    by_year = Question(5.0, aim="covering", keep=False, years=2, by_year=(2.0, 3.0))

    assert question_of(asked.as_data()) == asked
    assert question_of(by_year.as_data()) == by_year


def test_a_question_of_before_there_were_aims_is_of_the_norm() -> None:
    old = {
        name: value
        for name, value in Question(3.0, years=3).as_data().items()
        if name not in {"aim", "keep", "by_year"}
    }

    assert question_of(old) == Question(3.0, years=3)


@pytest.mark.parametrize(
    ("question", "released"),
    [
        (Question(3.0, years=3), [1, 2, 3]),
        (Question(7.0, years=3, by_year=(4.0, 0.0, 3.0)), [4, 4, 7]),
    ],
)
def test_what_may_be_spent_by_the_end_of_each_year(question: Question, released: list[float]) -> None:
    assert question.released == released


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "Town hall,50.85,4.35,0.5\n",
        "\ufeff" + HEAD + "Town hall,50.85,4.35,0.5",
        HEAD.replace("\n", "\r") + "Town hall,50.85,4.35,0.5\r",
        "Name;Lat;Lon;Opening_cost;remark\r\nTown hall;50,85;4,35;0,5;old\r\n",
    ],
)
def test_comma_or_semicolon(text: str) -> None:
    assert read_candidates(text.encode()) == (Candidate("Town hall", 50.85, 4.35, 0.5),)


@pytest.mark.parametrize(
    ("content", "code", "row", "column"),
    [
        (b"", "columns", 0, "name"),
        (b"\xff\xfe\x00", "encoding", 0, ""),
        (b"name\0,lat", "encoding", 0, ""),
        (b"x" * 200_000, "columns", 0, "name"),
        (b"name,lat,lon\nHall,50,4\n", "columns", 0, "opening_cost"),
        (HEAD.encode(), "none", 0, ""),
        ((HEAD + "Hall,50,4,1\n,50,4,1\n").encode(), "value", 3, "name"),
        ((HEAD + "Hall,91,4,1\n").encode(), "value", 2, "lat"),
        ((HEAD + "Hall,50,east,1\n").encode(), "value", 2, "lon"),
        ((HEAD + "Hall,50,4,-1\n").encode(), "value", 2, "opening_cost"),
        ((HEAD + "Hall,50,4\n").encode(), "value", 2, "opening_cost"),
        ((HEAD + "Hall,nan,4,1\n").encode(), "value", 2, "lat"),
        ((HEAD + "Hall,50,4,1\n" * (MOST_CANDIDATES + 1)).encode(), "many", 0, ""),
    ],
)
def test_what_cannot_be_read_is_named(content: bytes, code: str, row: int, column: str) -> None:
    with pytest.raises(CandidateError) as problem:
        read_candidates(content)

    assert (problem.value.code, problem.value.row, problem.value.column) == (code, row, column)


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: (HEAD + text).encode()))
def test_any_file_is_read_or_refused(content: bytes) -> None:
    try:
        found = read_candidates(content)
    except CandidateError:
        return
    assert all(-90 <= one.lat <= 90 and one.opening_cost >= 0 for one in found)
