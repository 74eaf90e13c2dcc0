"""The label that a decision gives, beside what the space held before."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from opstap.core.models import AuditEntry
from opstap.label.models import Application, Decision, Label, Standing, State
from opstap.label.services.register import AlreadyHeldError, award
from tests.factories import (
    make_application,
    make_label,
    make_region_officer,
    make_scheme,
    make_version,
)

pytestmark = pytest.mark.django_db

# In Brussels the 4th has begun.
LATE = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)


def accept(file: Application, **fields: Any) -> Label:
    by = make_region_officer(file.version.scheme.network)
    said = {"kind": "award", "reasons": "All is well.", "language": "fr", "decided_at": LATE}
    decision = Decision.objects.create(application=file, decided_by=by, **said | fields)
    return award(application=file, decision=decision, by=by)


def test_an_accepted_file_gives_a_label() -> None:
    file = make_application(state=State.ACCEPTED)
    label = accept(file)
    assert (label.space, label.organisation, label.version) == (file.space, file.organisation, file.version)
    assert (label.standing, label.awarded_on, label.application) == ("in_force", date(2026, 3, 4), file)
    entry = AuditEntry.objects.get(object_uid=label.uid)
    assert (entry.action, entry.space_uid) == ("label.awarded", file.space.uid)


def test_the_label_of_an_older_version_is_replaced() -> None:
    scheme = make_scheme()
    file = make_application(make_version(scheme), state=State.ACCEPTED)
    older = make_label(file.space, make_version(scheme), standing=Standing.SUSPENDED)
    of_another_scheme = make_label(file.space)
    accept(file)
    older.refresh_from_db()
    of_another_scheme.refresh_from_db()
    assert (older.standing, older.ended_on) == ("renounced", date(2026, 3, 4))
    assert older.decisions.get().reasons.startswith("Remplacé par")
    assert of_another_scheme.standing == "in_force"


def test_nothing_is_given_twice() -> None:
    file = make_application(state=State.ACCEPTED)
    label = make_label(file.space, file.version)
    with pytest.raises(AlreadyHeldError):
        accept(file)
    assert list(Label.objects.all()) == [label]
