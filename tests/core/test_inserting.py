"""Rows written with SQL that was made once are those that `bulk_create` would have written."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms.models import model_to_dict
from django.utils import timezone

from opstap.core.ids import uuid7
from opstap.core.inserting import (
    MOST_AT_ONCE,
    MOST_PARAMETERS,
    fits_in_one_statement,
    insert,
    insert_at_once,
)
from opstap.core.models import AuditEntry, Receipt
from opstap.desk.models import HelpRecord, Visit
from tests.factories import make_space, make_user

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


# All rows of an act in one statement

only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite: a table at a time")


def visit_and_help() -> tuple[Visit, HelpRecord]:
    """As the desk makes them: the help points at a visit that has no key yet."""
    noor, space, now = make_user(), make_space(), timezone.now()
    common = {"space": space, "by": noor, "happened_at": now, "local_date": now.date()}
    visit = Visit(tap=uuid7(), **common)
    given = {"theme": "digital:email", "minutes": 15, "mode": "direct_help", "publics": ["migrants"]}
    return visit, HelpRecord(visit=visit, **given, **common)


@only_postgresql
def test_rows_of_several_tables_come_back_as_they_were_and_have_their_keys() -> None:
    visit, record = visit_and_help()
    entries = [entry(fields=["a", "é"]), entry(actor=make_user()), entry()]
    insert_at_once({Visit: [visit], HelpRecord: [record], AuditEntry: entries})

    stored = [Visit.objects.get(), HelpRecord.objects.get(), *AuditEntry.objects.order_by("pk")]
    written = [visit, record, *entries]
    assert [row.pk for row in written] == [row.pk for row in stored]
    assert [model_to_dict(row) for row in written] == [model_to_dict(row) for row in stored]
    assert HelpRecord.objects.get().visit == visit
    assert record.visit_id == visit.pk


@only_postgresql
def test_a_row_points_at_the_one_it_was_given_among_several() -> None:
    visit, record = visit_and_help()
    other, _ = visit_and_help()
    insert_at_once({Visit: [other, visit], HelpRecord: [record]})
    assert HelpRecord.objects.get().visit == visit


@only_postgresql
def test_one_statement_is_written_whole_or_not_at_all() -> None:
    visit, record = visit_and_help()
    record.minutes = 0  # refused by the table
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_at_once({Visit: [visit], HelpRecord: [record], AuditEntry: [entry()]})
    assert not Visit.objects.exists()
    assert not AuditEntry.objects.exists()


def test_only_postgresql_takes_a_few_rows_at_once() -> None:
    rows = [entry() for _ in range(MOST_AT_ONCE)]
    assert fits_in_one_statement({AuditEntry: rows}) == (connection.vendor == "postgresql")
    assert not fits_in_one_statement({AuditEntry: [*rows, entry()]})
