"""Nobody's label is suspended or withdrawn before she was heard, or let the term pass."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from opstap.core.models import AuditEntry
from opstap.label.models import Hearing, Label
from opstap.label.services.hearings import (
    AlreadyOpenError,
    AnsweredError,
    TooEarlyError,
    answer,
    conclude,
    may_be_decided,
    propose,
)
from opstap.label.services.standing import NotAllowedError, renounce
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_label,
    make_region_officer,
    make_seat,
    make_version,
)

pytestmark = pytest.mark.django_db

BRUSSELS = ZoneInfo("Europe/Brussels")


def at(monkeypatch: pytest.MonkeyPatch, *moment: int) -> None:
    now = datetime(*moment, tzinfo=BRUSSELS)  # type: ignore[arg-type, misc]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def open_hearing(label: Label, proposal: str = "suspend") -> Hearing:
    return propose(label=label, proposal=proposal, reasons="Closed since May.", by=make_administrator())


def test_the_term_is_counted_in_working_days(monkeypatch: pytest.MonkeyPatch) -> None:
    # Wednesday; Friday 1 May is a holiday, and so is Thursday 14 May (Ascension).
    at(monkeypatch, 2026, 4, 29, 23, 30)
    hearing = open_hearing(make_label(version=make_version(hearing_working_days=10)))
    assert hearing.answer_until == date(2026, 5, 15)


def test_decided_after_the_answer_only(monkeypatch: pytest.MonkeyPatch) -> None:
    hearing = open_hearing(make_label(version=make_version(hearing_working_days=5)))
    by = make_administrator()
    with pytest.raises(TooEarlyError):
        conclude(hearing=hearing, accept=True, reasons="No.", by=by)
    answer(hearing=hearing, text="We open again on Monday.", by=make_coordinator(hearing.label.space))
    decision = conclude(hearing=hearing, accept=True, reasons="Still closed.", by=by)
    hearing.refresh_from_db()
    label = Label.objects.get()
    assert (label.standing, decision.kind, hearing.decision) == ("suspended", "suspend", decision)
    assert hearing.closed_at is not None
    with pytest.raises(AnsweredError):
        conclude(hearing=hearing, accept=True, reasons="Again.", by=by)


def test_decided_when_the_term_has_lapsed(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, 2026, 3, 2, 12)
    hearing = open_hearing(make_label(version=make_version(hearing_working_days=5)), "withdraw")
    assert hearing.answer_until == date(2026, 3, 9)
    at(monkeypatch, 2026, 3, 9, 23, 59)
    assert may_be_decided(hearing) is False
    at(monkeypatch, 2026, 3, 10, 0, 1)
    assert may_be_decided(hearing) is True
    conclude(hearing=hearing, accept=True, reasons="No answer came.", by=make_administrator())
    label = Label.objects.get()
    assert (label.standing, label.ended_on) == ("withdrawn", date(2026, 3, 10))


def test_the_authority_may_leave_the_label_as_it_is() -> None:
    hearing = open_hearing(make_label())
    answer(hearing=hearing, text="We are open.", by=make_coordinator(hearing.label.space))
    decision = conclude(hearing=hearing, accept=False, reasons="They are open.", by=make_administrator())
    assert (decision.kind, Label.objects.get().standing) == ("keep", "in_force")


def test_one_hearing_at_a_time_about_a_label_that_is_held() -> None:
    label = make_label()
    open_hearing(label)
    with pytest.raises(AlreadyOpenError):
        open_hearing(label)
    with pytest.raises(NotAllowedError):
        open_hearing(make_label(standing="suspended"))
    with pytest.raises(NotAllowedError):
        open_hearing(make_label(standing="withdrawn", ended_on=date(2026, 1, 1)), "withdraw")
    assert Hearing.objects.count() == 1


def test_answered_once() -> None:
    hearing = open_hearing(make_label())
    by = make_coordinator(hearing.label.space)
    answer(hearing=hearing, text="First.", by=by)
    with pytest.raises(AnsweredError):
        answer(hearing=hearing, text="Second.", by=by)
    hearing.refresh_from_db()
    assert hearing.answer == "First."


def test_a_label_given_up_needs_no_answer_any_more() -> None:
    hearing = open_hearing(make_label())
    renounce(label=hearing.label, reasons="Enough.", by=make_coordinator(hearing.label.space))
    hearing.refresh_from_db()
    assert hearing.closed_at is not None
    with pytest.raises(AnsweredError):
        answer(hearing=hearing, text="Late.", by=make_coordinator(hearing.label.space))


def test_each_is_told_in_her_language(
    django_capture_on_commit_callbacks: Any,
) -> None:
    label = make_label()
    french = make_coordinator(label.space, language="fr")
    dutch = make_coordinator(label.space.organisation or label.space, language="nl")
    officer = make_region_officer(label.version.scheme.network)
    authority = make_seat(label.version.scheme, "authority").user
    with django_capture_on_commit_callbacks(execute=True):
        hearing = open_hearing(label)
    assert [message.to[0] for message in mail.outbox] == [french.email, dutch.email]
    assert f"/fr/label/held/{label.uid}/" in mail.outbox[0].body
    assert f"/nl/label/held/{label.uid}/" in mail.outbox[1].body
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        answer(hearing=hearing, text="We are open.", by=french)
    assert {message.to[0] for message in mail.outbox} == {officer.email, authority.email}
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["hearing.opened", "hearing.answered"]
