"""Which decision leads from which standing to which; everything else is refused and changes nothing."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.core import mail

from opstap.core.models import AuditEntry
from opstap.label.models import Decision, DecisionKind, Label, Standing, Watch
from opstap.label.services import standing
from opstap.label.services.standing import TRANSITIONS, NotAllowedError, decide, reinstate, renounce, restore
from tests.factories import (
    make_administrator,
    make_application,
    make_coordinator,
    make_criterion,
    make_label,
    make_organisation,
    make_region_officer,
    make_space,
    make_version,
)

pytestmark = pytest.mark.django_db

ALLOWED = {
    ("suspend", "in_force", "suspended"),
    ("reinstate", "suspended", "in_force"),
    ("withdraw", "in_force", "withdrawn"),
    ("withdraw", "suspended", "withdrawn"),
    ("renounce", "in_force", "renounced"),
    ("renounce", "suspended", "renounced"),
    ("overturn", "suspended", "in_force"),
    ("overturn", "withdrawn", "in_force"),
}
EVERY = [(kind, before) for kind in TRANSITIONS for before in Standing]


def stand(before: str) -> Label:
    ended = date(2026, 1, 1) if before in ("withdrawn", "renounced") else None
    return make_label(standing=before, ended_on=ended)


@pytest.mark.parametrize(("kind", "before"), EVERY)
def test_every_transition(kind: DecisionKind, before: str) -> None:
    label, by = stand(before), make_administrator()
    after = {end for name, begin, end in ALLOWED if (name, begin) == (kind, before)}
    if not after:
        with pytest.raises(NotAllowedError):
            decide(kind, label, reasons="So it is.", by=by)
        label.refresh_from_db()
        assert (label.standing, Decision.objects.count(), AuditEntry.objects.count()) == (before, 0, 0)
        return
    decision = decide(kind, label, reasons="So it is.", by=by)
    label.refresh_from_db()
    assert {label.standing} == after
    assert (label.ended_on is not None) == (label.standing in standing.ENDED)
    assert (decision.label, decision.decided_by, decision.reasons) == (label, by, "So it is.")
    assert AuditEntry.objects.get().action == f"label.{kind.value}"


def test_a_decision_says_how_to_appeal_in_the_language_of_the_file() -> None:
    version = make_version(appeal_ways={"fr": "Écrivez.", "nl": "Schrijf."}, appeal_days=30)
    file = make_application(version, language="nl")
    label = make_label(file.space, version, application=file, standing="suspended")
    decision = reinstate(label=label, reasons="Het is hersteld.", by=make_administrator())
    assert (decision.language, decision.appeal_ways) == ("nl", "Schrijf.")
    # It takes nothing away: there is no term to appeal within Opstap.
    assert decision.appeal_until is None


@pytest.mark.parametrize(
    ("decided", "until"),
    [
        (date(2026, 3, 2), date(2026, 4, 1)),
        (date(2026, 11, 26), date(2026, 12, 28)),  # a Saturday, and the Sunday after it
        (date(2026, 11, 25), date(2026, 12, 28)),  # Christmas, a Friday
    ],
)
def test_a_term_to_appeal_that_ends_on_a_day_off_ends_on_the_next_working_day(
    decided: date, until: date
) -> None:
    label = make_label(version=make_version(appeal_days=30), standing="suspended")
    moment = datetime.combine(decided, time(12), tzinfo=UTC)
    decision = standing.write_decision(
        DecisionKind.SUSPEND, label, reasons="So it is.", by=make_administrator(), at=moment
    )
    assert decision.appeal_until == until


def test_a_label_given_up_has_no_appeal_and_is_told_to_the_secretariat(
    django_capture_on_commit_callbacks: Any,
) -> None:
    label = make_label()
    officer = make_region_officer(label.version.scheme.network, language="nl")
    with django_capture_on_commit_callbacks(execute=True):
        decision = renounce(label=label, reasons="Nous déménageons.", by=make_coordinator(label.space))
    assert (decision.appeal_ways, decision.appeal_until) == ("", None)
    assert [message.to for message in mail.outbox] == [[officer.email]]
    assert "Nous déménageons." in mail.outbox[0].body


def test_the_end_of_a_label_closes_its_watches() -> None:
    version = make_version()
    label = make_label(version=version)
    day = date(2026, 1, 1)
    watch = Watch.objects.create(
        label=label,
        criterion=make_criterion(version, "spaces.open-hours", 15),
        opened_on=day,
        value="13",
        warning_until=day,
        repair_until=day,
    )
    renounce(label=label, reasons="Enough.", by=make_administrator())
    watch.refresh_from_db()
    assert (watch.stage, watch.closed_because, watch.closed_on) == ("closed", "label_ended", label.ended_on)


def test_an_accepted_appeal_restores_the_label() -> None:
    label = make_label(standing="withdrawn", ended_on=date(2026, 1, 1))
    restore(label=label, by=make_administrator())
    label.refresh_from_db()
    assert (label.standing, label.ended_on) == ("in_force", None)


def test_letters_go_out_in_the_language_of_the_organisation() -> None:
    dutch = make_organisation(language_regime="nl")
    both = make_organisation(language_regime="both")
    languages = [
        standing.language_of(make_label(make_space(organisation=organisation)))
        for organisation in (dutch, both)
    ]
    assert languages == ["nl", "fr"]
