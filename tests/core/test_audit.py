"""The audit trail is append-only: the database itself refuses."""

import uuid

import pytest
from django.db import Error, connection, transaction

from opstap.core import audit
from opstap.core.models import AuditEntry
from opstap.keeping.models import AuditSeal, ChosenPeriod, Erasure
from tests.factories import make_user

pytestmark = pytest.mark.django_db

TABLE = AuditEntry._meta.db_table
GUARDED = [TABLE, *(model._meta.db_table for model in (Erasure, ChosenPeriod, AuditSeal))]


def entry() -> AuditEntry:
    return audit.record("space.changed", by=make_user(), kind="space", uid=uuid.uuid4(), fields=["phone"])


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except Error as error:
        return "append-only" in str(error)
    return False


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET action = 'nothing'",
        f"UPDATE {TABLE} SET actor_id = NULL WHERE id > 0",
        f"DELETE FROM {TABLE}",
        f"DELETE FROM {TABLE} WHERE id = (SELECT max(id) FROM {TABLE})",
    ],
)
def test_raw_changes_are_refused(statement: str) -> None:
    kept = entry()
    assert refused(statement) is True
    assert list(AuditEntry.objects.values_list("pk", "action")) == [(kept.pk, "space.changed")]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("how", ["", " CASCADE", " RESTART IDENTITY"])
def test_emptying_a_guarded_table_at_once_is_refused(how: str) -> None:
    kept = entry()
    connection.check_constraints()  # with a look pending the table could not be emptied anyway
    assert [table for table in GUARDED if not refused(f"TRUNCATE {table}{how}")] == []
    assert refused("TRUNCATE accounts_user CASCADE") is True
    assert AuditEntry.objects.get().pk == kept.pk


def test_changes_through_the_model_are_refused_too() -> None:
    kept = entry()
    kept.action = "nothing"
    for change in (kept.save, kept.delete, AuditEntry.objects.all().delete):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            change()
    assert AuditEntry.objects.get().action == "space.changed"


def test_a_row_holds_field_names_in_order_and_no_values() -> None:
    space = uuid.uuid4()
    row = audit.record(
        "space.changed", by=None, kind="space", uid=space, space_uid=space, fields=["phone", "email"]
    )
    row.refresh_from_db()
    assert (row.fields, row.actor, row.object_uid, row.space_uid) == (["email", "phone"], None, space, space)


def test_many_rows_of_one_act() -> None:
    user, first, second = make_user(), uuid.uuid4(), uuid.uuid4()
    audit.record_many("space.confirmed", by=user, kind="space", uids=[(first, first), (second, None)])
    rows = AuditEntry.objects.order_by("pk").values_list("object_uid", "space_uid", "actor")
    assert list(rows) == [(first, first, user.pk), (second, None, user.pk)]


def test_changed_fields_are_those_that_differ() -> None:
    before, after = {"phone": "1", "email": "a"}, {"phone": "2", "email": "a", "website": ""}
    assert audit.changed_fields(before, after) == ["phone", "website"]


def test_the_guards_stand_after_migrating_and_can_be_put_back() -> None:
    assert audit.guards_present(connection) is True
    audit.lift_guards(connection)
    assert audit.guards_present(connection) is False
    audit.install_guards(connection)
    audit.install_guards(connection)
    assert audit.guards_present(connection) is True


@pytest.mark.django_db(transaction=True)
def test_the_flush_between_two_tests_first_part() -> None:
    entry()
    assert audit.guards_present(connection) is True


@pytest.mark.django_db(transaction=True)
def test_the_flush_between_two_tests_second_part() -> None:
    assert AuditEntry.objects.count() == 0
    assert audit.guards_present(connection) is True
    entry()
    assert refused(f"DELETE FROM {TABLE}") is True
