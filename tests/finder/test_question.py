import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from opstap.finder.search import Moment, Question, read_question


def read(query: str) -> Question:
    return read_question(QueryDict(query))


def test_an_address_with_everything_is_read() -> None:
    query = (
        "where=1080&now=1&open=1&help=procedures&language=ar&public=women&price=free&wheelchair=1&evening=1"
    )
    query += "&weekend=1&page=3"

    assert read(query) == Question(
        where="1080",
        moment=Moment.NOW,
        is_open=True,
        help="procedures",
        language="ar",
        public="women",
        free=True,
        wheelchair=True,
        evening=True,
        weekend=True,
        page=3,
    )


@pytest.mark.parametrize(
    ("query", "unread"),
    [
        ("where=1080", ()),
        ("where=1080&now=0&free=", ()),
        ("near=abc", ("near",)),
        ("near=91,0", ("near",)),
        ("near=50.8,181", ("near",)),
        ("near=50.8", ("near",)),
        ("near=nan,inf", ("near",)),
        ("where=1080&page=-1", ("page",)),
        ("where=1080&page=0", ("page",)),
        ("where=1080&page=x", ("page",)),
        ("where=1080&page=²", ("page",)),
        ("where=1080&help=flying", ("help",)),
        ("where=1080&language=tlh&public=x&price=cheap", ("language", "public", "price")),
        ("where=1080&now=yes", ("now",)),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_is_kept(query: str, unread: tuple[str, ...]) -> None:
    question = read(query)

    assert question.unread == unread
    assert question.where == ("1080" if "where" in query else "")
    assert question.page == 1


def test_a_point_is_rounded_to_a_hundred_metres() -> None:
    assert read("near=50.846557,+4.351697").near == (50.847, 4.352)


def test_control_characters_are_left_out() -> None:
    assert read("where=10%0080%0a+x").where == "10 80 x"


def test_a_very_long_text_is_cut() -> None:
    assert len(read(f"where={'a' * 5000}").where) == 120


def test_pages_end_at_fifty() -> None:
    assert read("where=1080&page=9999").page == 50


def test_a_question_without_parts_has_no_address() -> None:
    assert Question().to_query() == ""


def test_another_place_keeps_the_wishes_and_starts_at_the_first_page() -> None:
    question = read("near=50.8,4.3&now=1&help=job&page=4").at("Jette", 7)

    assert question.to_query() == "?where=Jette&area=7&now=1&help=job"


def test_filters_are_those_that_are_on_tabs_not_counted() -> None:
    assert read("where=1080&today=1&price=free&help=job").filters == ("help", "free")


@given(
    st.builds(
        Question,
        where=st.text("abc é1", max_size=20).map(lambda text: " ".join(text.split())),
        near=st.none() | st.tuples(st.integers(-90, 90).map(float), st.integers(-180, 180).map(float)),
        moment=st.sampled_from(Moment),
        is_open=st.booleans(),
        help=st.sampled_from(["", "procedures", "job"]),
        language=st.sampled_from(["", "ar", "nl"]),
        free=st.booleans(),
        page=st.integers(1, 50),
    )
)
def test_an_address_leads_back_to_its_question(question: Question) -> None:
    assert read(question.to_query().removeprefix("?")) == question


@given(
    st.dictionaries(st.sampled_from(["where", "near", "area", "page", "help", "now"]), st.text(max_size=30))
)
def test_no_address_makes_it_fail(parts: dict[str, str]) -> None:
    query = QueryDict(mutable=True)
    query.update(parts)

    assert read_question(query).page >= 1
