"""The invented labels: in force, suspended, on watch, from before; one whose hours get shorter."""

from datetime import date

import pytest

from opstap.demonstration.services import region
from opstap.demonstration.services.labels import create_labels
from opstap.label.forecast import forecast
from opstap.label.letter import letter_pdf
from opstap.label.models import Appeal, Label, Mandate, Watch
from tests.factories import make_criterion, make_membership, make_scheme, make_user, make_version

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 16)


def test_labels_of_every_kind() -> None:
    network = region.create_network()
    region.create_spaces(network)
    make_membership(make_user("region@demo.example"), "region_officer", network=network)
    version = make_version(make_scheme(network))
    make_criterion(version, "spaces.open-hours", 15)
    assert create_labels(today=TODAY) == 8
    labels = list(Label.objects.select_related("space").order_by("pk"))
    assert [label.standing for label in labels] == ["in_force"] * 6 + ["suspended", "in_force"]
    assert [label.is_from_before for label in labels] == [False] * 7 + [True]
    assert Watch.objects.filter(closed_on=None).count() == 1
    # Suspended after a hearing, and an appeal lodged within its term waits to be heard.
    appeal = Appeal.objects.select_related("decision__hearing").get()
    decision, hearing = appeal.decision, appeal.decision.hearing
    assert (appeal.state, hearing.answered_at is None, decision.appeal_until is None) == (
        "lodged",
        False,
        False,
    )
    moments = [hearing.proposed_at, hearing.answered_at, decision.decided_at, appeal.lodged_at]
    assert moments == sorted(moment for moment in moments if moment)
    assert appeal.lodged_at.date() <= decision.appeal_until
    assert letter_pdf(decision).startswith(b"%PDF-")
    assert len(forecast(version, [labels[5].space], TODAY)[labels[5].space.pk]) == 1
    assert [mandate.spaces.count() for mandate in Mandate.objects.all()] == [1, 1]


def test_without_rules_there_are_no_labels() -> None:
    region.create_spaces(region.create_network())
    assert (create_labels(today=TODAY), Label.objects.count()) == (0, 0)
