from datetime import UTC, datetime

import pytest
from django.db.models import Min

from opstap.core.prepared import NOW, key_marks, prepare, with_keys
from opstap.spaces.models import Opening
from tests.factories import make_space

pytestmark = pytest.mark.django_db

NINE, TEN = datetime(2026, 11, 24, 9, tzinfo=UTC), datetime(2026, 11, 24, 10, 0, 0, 5, tzinfo=UTC)


@pytest.fixture
def opening() -> Opening:
    return Opening.objects.create(space=make_space(), kind="open", starts_at=NINE, ends_at=TEN)


def test_marks_give_way_to_values(opening: Opening) -> None:
    query = prepare(Opening.objects.filter(starts_at__lte=NOW, ends_at__gt=NOW).values_list("pk"))

    assert query.run({NOW: NINE}) == [(opening.pk,)]
    assert query.run({NOW: TEN}) == []


def test_instants_come_back_aware(opening: Opening) -> None:
    columns = Opening.objects.order_by().values_list("starts_at", "ends_at")
    least = Opening.objects.order_by().values_list("space_id").annotate(first=Min("ends_at"))

    assert prepare(columns).run({}) == [(NINE, TEN)]
    assert prepare(least).run({}) == [(opening.space_id, TEN)]


def test_keys_are_put_in(opening: Opening) -> None:
    query = prepare(Opening.objects.filter(space__in=key_marks(2)).values_list("pk"))

    assert query.run(with_keys([opening.space_id, 0])) == [(opening.pk,)]
    assert query.run(with_keys([0, 999])) == []
