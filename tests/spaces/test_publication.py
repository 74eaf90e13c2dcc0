import pytest

from opstap.core.models import AuditEntry
from opstap.spaces.models import Space
from opstap.spaces.services.publication import confirm_space, confirm_spaces, hide_space
from tests.factories import make_administrator, make_space

pytestmark = pytest.mark.django_db


def test_a_confirmed_space_is_public() -> None:
    space, by = make_space(publication="review"), make_administrator()
    confirm_space(space, by=by)
    space.refresh_from_db()
    assert (space.is_public, space.confirmed_by) == (True, by)
    assert AuditEntry.objects.get().action == "space.confirmed"


def test_many_are_confirmed_at_once_each_with_its_trace() -> None:
    waiting = [make_space(publication="review", source="x") for _ in range(3)]
    hidden = make_space(publication="hidden", source="x")
    elsewhere = make_space(publication="review", source="y")
    assert confirm_spaces(Space.objects.filter(source="x"), by=make_administrator()) == 3
    assert {entry.space_uid for entry in AuditEntry.objects.all()} == {space.uid for space in waiting}
    assert set(Space.objects.exclude(publication="public")) == {hidden, elsewhere}


def test_confirming_many_takes_few_queries(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    by = make_administrator()
    for _ in range(3):
        make_space(publication="review")
    with django_assert_num_queries(5):  # savepoint twice, read, update, trail
        confirm_spaces(Space.objects.all(), by=by)


def test_a_hidden_space_is_no_longer_public() -> None:
    space = make_space()
    hide_space(space, by=make_administrator())
    assert (Space.objects.public().count(), AuditEntry.objects.get().action) == (0, "space.hidden")
