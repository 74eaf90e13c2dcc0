"""Drafts, criteria and publishing: what may be changed until when."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from opstap.accounts.models import User
from opstap.core.models import AuditEntry
from opstap.label.models import Criterion, SchemeVersion
from opstap.label.services import criteria, versions
from opstap.label.services.schemes import load_scheme
from tests.factories import make_criterion, make_network, make_scheme, make_user, make_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TODAY = date(2026, 4, 14)
BILINGUAL = {"fr": "Oui", "nl": "Ja"}


def make_draft(**fields: Any) -> SchemeVersion:
    texts = dict.fromkeys(("titles", "summaries", "appeal_ways"), BILINGUAL)
    draft = make_version(published=False, **texts | fields)
    make_criterion(draft, "spaces.open-hours", 15)
    return draft


def test_a_copy_has_texts_terms_and_criteria_and_is_a_draft() -> None:
    version = load_scheme(network=make_network(), code="wallonia-2007", by=None)
    draft = versions.copy_version(version=version, by=make_user())
    assert (draft.number, draft.is_published, draft.valid_from) == (2, False, None)
    assert (draft.titles, draft.repair_days) == (version.titles, version.repair_days)
    same = ("code", "position", "texts", "fact", "operator", "threshold", "weight", "on_failure")
    rows = [list(one.criteria.values_list(*same)) for one in (version, draft)]
    assert rows[0] == rows[1]
    assert len({criterion.uid for criterion in Criterion.objects.all()}) == 18


def test_change_says_which_fields() -> None:
    draft = make_draft()
    versions.change_version(
        version=draft, by=make_user(), titles={"fr": "Neuf"}, repair_days=draft.repair_days
    )
    draft.refresh_from_db()
    assert draft.titles == {"fr": "Neuf"}
    row = AuditEntry.objects.get(action="scheme_version.changed")
    assert (row.object_uid, row.fields) == (draft.uid, ["titles"])


def test_criteria_are_added_put_in_order_and_removed() -> None:
    draft, user = make_draft(), make_user()
    said = {"family": "staff", "texts": BILINGUAL, "hints": {}, "weight": 3, "on_failure": "repairable"}
    measured = {"kind": "measured", "fact": "spaces.open-hours", "operator": "is", "threshold": Decimal(3)}
    second = criteria.add_criterion(version=draft, by=user, code="criterion-1", **said, **measured)
    assert (second.code, second.position, second.threshold) == ("criterion-1-2", 2, None)
    criteria.move_criterion(criterion=second, by=user, up=True)
    assert list(draft.criteria.values_list("code", flat=True)) == ["criterion-1-2", "criterion-1"]
    second.refresh_from_db()
    criteria.move_criterion(criterion=second, by=user, up=True)
    criteria.change_criterion(
        criterion=second, by=user, **said, kind="visit", fact="x", operator="is", threshold=1
    )
    second.refresh_from_db()
    assert (second.kind, second.fact, second.operator, second.threshold) == ("visit", "", "", None)
    criteria.remove_criterion(criterion=second, by=user)
    assert list(draft.criteria.values_list("code", flat=True)) == ["criterion-1"]
    acts = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    verbs = ("added", "moved", "changed", "removed")
    assert list(acts) == [f"criterion.{verb}" for verb in verbs]


def test_publish() -> None:
    draft, user = make_draft(), make_user()
    made = versions.publish_version(version=draft, by=user, valid_from=date(2019, 1, 1), today=TODAY)
    assert (made.valid_from, made.published_by, made.is_published) == (date(2019, 1, 1), user, True)
    assert AuditEntry.objects.get().action == "scheme_version.published"


@pytest.mark.parametrize(
    ("day", "refused"),
    [
        (date(2025, 6, 1), "The day must come after 1 June 2025: version 1 is valid since then."),
        (date(2025, 1, 1), "The day must come after 1 June 2025: version 1 is valid since then."),
        (date(2026, 4, 13), "The day lies in the past. Files of that day were judged by other rules."),
        (TODAY, ""),
        (date(2030, 1, 1), ""),
    ],
)
def test_the_day_of_a_second_version(day: date, refused: str) -> None:
    scheme = make_scheme()
    make_version(scheme, valid_from=date(2025, 6, 1))
    draft = make_draft(scheme=scheme)
    assert versions.publish_problems(draft, scheme, day, TODAY) == ([refused] if refused else [])


def test_what_is_lacking_is_named() -> None:
    draft = make_version(published=False, titles={"fr": "Seul"})
    with pytest.raises(ValidationError) as refused:
        versions.publish_version(version=draft, by=make_user(), valid_from=TODAY)
    assert refused.value.messages == [
        "A version without criteria cannot be published.",
        "Write this in French and in Dutch: title.",
        "Write this in French and in Dutch: summary.",
        "Write this in French and in Dutch: ways of appeal.",
    ]
    assert AuditEntry.objects.count() == 0


Act = Callable[[SchemeVersion, Criterion, User], Any]
CHANGES: list[Act] = [
    lambda version, _one, by: versions.change_version(version=version, by=by, titles={"fr": "x"}),
    lambda version, _one, by: versions.remove_draft(version=version, by=by),
    lambda version, _one, by: versions.publish_version(version=version, by=by, valid_from=date(2099, 1, 1)),
    lambda version, _one, by: criteria.add_criterion(version=version, by=by, code="x", kind="visit"),
    lambda _version, one, by: criteria.change_criterion(criterion=one, by=by, kind="visit", weight=1),
    lambda _version, one, by: criteria.move_criterion(criterion=one, by=by, up=True),
    lambda _version, one, by: criteria.remove_criterion(criterion=one, by=by),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_published_version_never_changes(change: Act) -> None:
    version = make_version()
    criterion = make_criterion(version)
    with pytest.raises(ValidationError, match="can no longer be changed"):
        change(version, criterion, make_user())
    assert (SchemeVersion.objects.count(), Criterion.objects.count(), AuditEntry.objects.count()) == (1, 1, 0)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE label_schemeversion SET repair_days = 1",
        "UPDATE label_schemeversion SET published_at = NULL",
        "DELETE FROM label_schemeversion",
        "UPDATE label_criterion SET threshold = 1",
        "DELETE FROM label_criterion",
    ],
)
def test_the_database_refuses_it_too(sql: str) -> None:
    make_criterion(make_version(), "spaces.open-hours", 15)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_the_database_lets_a_draft_be_changed_and_thrown_away() -> None:
    draft = make_draft()
    draft.criteria.update(threshold=1)
    SchemeVersion.objects.filter(pk=draft.pk).update(repair_days=1)
    versions.remove_draft(version=draft, by=make_user())
    assert (SchemeVersion.objects.count(), Criterion.objects.count()) == (0, 0)
