"""The invented files have different ages, each step in its order; the audit trail is as it was made."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opstap.core.models import AuditEntry
from opstap.demonstration.services import label, label_files, people, region
from opstap.label.letter import letter_facts
from opstap.label.models import Application, Decision
from opstap.label.services.clock import clock_of, local_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def files() -> dict[str, Application]:
    network = region.create_network()
    spaces = region.create_spaces(network)
    label.load_schemes(network)
    people.create_people(network, spaces)
    label_files.create_files(network, [demo.space for demo in spaces], people.PASSWORD)
    made = Application.objects.order_by("pk")
    return dict(zip(label_files.STATES, made, strict=True))


def test_files_of_different_ages(files: dict[str, Application]) -> None:
    now = timezone.now()
    ages = {state: (now - file.created_at).days for state, file in files.items()}
    assert ages == {"draft": 12, "correction": 33, "review": 58, "scheduled": 96, "refused": 160}


def test_every_step_comes_after_the_one_before(files: dict[str, Application]) -> None:
    for file in files.values():
        steps = list(file.steps.order_by("pk").values_list("at", flat=True))
        moments = [file.created_at, file.submitted_at, file.completed_at, file.advised_at, file.decided_at]
        known = [moment for moment in moments if moment]
        assert (steps == sorted(steps), known == sorted(known)) == (True, True)


def test_terms_follow_the_days(files: dict[str, Application]) -> None:
    correction = files["correction"].corrections.get()
    clock = clock_of(files["correction"])
    assert clock is not None
    assert (clock.stands, correction.answer_until > timezone.localdate()) == (True, True)
    refused = Decision.objects.get(application=files["refused"])
    assert refused.appeal_until is not None
    assert timedelta(0) < refused.appeal_until - timezone.localdate() < timedelta(days=40)
    advised = files["refused"].advised_at
    assert advised is not None
    assert refused.facts["meeting_on"] == local_day(files["refused"], advised).isoformat()
    assert letter_facts(refused)["rows"]


def test_the_audit_trail_keeps_its_order(files: dict[str, Application]) -> None:
    moments = list(AuditEntry.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert min(moments) > timezone.now() - timedelta(hours=1)
