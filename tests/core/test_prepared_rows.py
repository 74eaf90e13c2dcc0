"""Rows written with SQL that was made once are those that `bulk_create` would have written."""

import pytest
from django.forms.models import model_to_dict

from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry, Receipt
from opstap.core.prepared import MOST_PARAMETERS, insert
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def entry(**fields: object) -> AuditEntry:
    return AuditEntry(action="visits.recorded", object_kind="visit", object_uid=uuid7(), **fields)


def test_rows_come_back_as_they_were_and_have_their_keys() -> None:
    rows = [entry(actor=make_user(), fields=["a", "é"], space_uid=uuid7()), entry(fields=[])]
    insert(AuditEntry, rows)
    stored = list(AuditEntry.objects.order_by("pk"))
    assert [row.pk for row in rows] == [row.pk for row in stored]
    assert [model_to_dict(row) for row in rows] == [model_to_dict(row) for row in stored]
    assert [row.at for row in rows] == [row.at for row in stored]
    assert [row._state.adding for row in rows] == [False, False]


@pytest.mark.parametrize("count", [0, 1, MOST_PARAMETERS // 7, 2 * MOST_PARAMETERS])
def test_any_number_of_rows(count: int) -> None:
    rows = [Receipt(uid=uuid7(), content_hash="a" * 64, kind="k", space_uid=uuid7()) for _ in range(count)]
    insert(Receipt, rows)
    assert list(Receipt.objects.order_by("pk").values_list("uid", flat=True)) == [row.uid for row in rows]
