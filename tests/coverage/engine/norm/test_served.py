"""Who is served by given posts, in all and by area."""

import numpy as np
import pytest

from opstap.coverage.engine import EngineError, served, value_of

REACH = np.array([[1.0, 0.8], [0.0, 1.0], [0.5, 0.0], [0.0, 0.0]])
PEOPLE = [100, 200, 50, 30]


def test_people_are_served_where_they_are_worth_most() -> None:
    who = served(PEOPLE, [1, 0.5, 2, 1], REACH, [1, 2], people_per_post=100)

    assert who.by_area.tolist() == [100, 150, 50, 0]
    assert who.by_site.tolist() == [100, 200]
    assert who.people == 300
    assert who.worth == pytest.approx(50 + 40 + 75 + 50)


def test_before_and_after_a_post_more() -> None:
    before = served(PEOPLE, 1, REACH, [0.5, 0], people_per_post=100)
    after = served(PEOPLE, 1, REACH, [0.5, 1.5], people_per_post=100)

    assert before.by_area.tolist() == [50, 0, 0, 0]
    assert after.by_area.tolist() == [50, 150, 0, 0]
    assert value_of(PEOPLE, 1, REACH, [0.5, 1.5], people_per_post=100) == after.worth == 200


def test_no_need_no_posts_and_nothing_within_reach_serve_nobody() -> None:
    assert served(PEOPLE, 0, REACH, [1, 1]).people == 0
    assert served(PEOPLE, 1, REACH, [0, 0]).by_area.tolist() == [0, 0, 0, 0]
    assert served(PEOPLE, 1, np.zeros((4, 1)), [9]).by_site.tolist() == [0]


@pytest.mark.parametrize(
    ("posts", "people_per_post", "argument"),
    [([1], 10, "reach"), ([1, -1], 10, "posts"), ([1, 1], 0, "people_per_post")],
)
def test_what_cannot_be_answered_is_refused(
    posts: list[float], people_per_post: float, argument: str
) -> None:
    with pytest.raises(EngineError) as refused:
        served(PEOPLE, 1, REACH, posts, people_per_post=people_per_post)
    assert refused.value.argument == argument
