from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from opstap.core.models import AuditEntry
from opstap.spaces import facts
from opstap.spaces.facts import Measured, Window
from opstap.spaces.models import Space
from tests.factories import (
    make_assignment,
    make_coordinator,
    make_organisation,
    make_post,
    make_space,
    make_user,
)

LAST = date(2026, 3, 29)
MARCH = Window(date(2026, 3, 2), LAST)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def space() -> Space:
    return make_space(organisation=make_organisation())


def measured(space: Space, window: Window = MARCH) -> Measured:
    fact = facts.find("spaces.qualified-staff")
    assert fact is not None
    return fact.measure([space], window)[space.pk]


def test_heads_are_counted_not_parts_of_full_time(space: Space) -> None:
    noor = make_user()
    for function, fte in (("animator", "0.50"), ("trainer", "0.20")):
        make_assignment(
            make_post(space, function=function, fte=Decimal(fte)), noor, qualification="certificate"
        )
    shared = make_post(space)
    for _ in range(2):
        make_assignment(shared, person=None, share=Decimal("0.5"), qualification="experience")
    make_assignment(make_post(space, status="volunteer"), qualification="network_training")
    make_assignment(make_post(space, function="coordinator"), qualification="certificate")
    make_assignment(make_post(space), qualification="none")
    make_assignment(make_post(space))
    found = measured(space)
    assert (found.value, found.as_of, found.reason) == (Decimal(4), LAST, "")


def test_without_posts_or_people_it_is_not_measured(space: Space) -> None:
    assert (measured(space).value, measured(space).reason) == (None, "No post of this space is noted.")
    make_post(space)
    assert (measured(space).value, measured(space).reason) == (
        None,
        "It is not noted who works in the posts.",
    )


def test_what_nobody_said_is_not_none(space: Space) -> None:
    one = make_assignment(make_post(space))
    assert measured(space).reason == "The qualification of 1 person is not noted."
    one.qualification = "none"
    one.save()
    assert measured(space).value == Decimal(0)


def test_posts_of_another_kind_mean_that_there_is_nobody(space: Space) -> None:
    make_assignment(make_post(space, function="coordinator"), qualification="certificate")
    assert measured(space).value == Decimal(0)


@pytest.mark.parametrize(
    ("dates", "value"),
    [
        ({"valid_from": date(2026, 3, 29)}, 1),
        ({"valid_from": date(2026, 3, 30)}, 0),
        ({"valid_until": date(2026, 3, 29)}, 1),
        ({"valid_until": date(2026, 3, 28)}, 0),
        ({"qualified_on": date(2026, 3, 29)}, 1),
        ({"qualified_on": date(2026, 3, 30)}, 0),
    ],
)
def test_the_last_day_of_the_window_counts(space: Space, dates: dict[str, date], value: int) -> None:
    make_assignment(make_post(space), qualification="certificate", **dates)
    assert measured(space).value == Decimal(value)


def test_an_end_that_is_known_is_seen_in_a_window_ahead(space: Space) -> None:
    make_assignment(make_post(space), qualification="certificate", valid_until=date(2030, 6, 30))
    windows = (Window.since(date(2030, 6, 1), 28), Window.since(date(2030, 6, 4), 28))
    assert [measured(space, window).value for window in windows] == [Decimal(1), Decimal(0)]


def test_a_post_that_ended_takes_its_people_along(space: Space) -> None:
    make_assignment(make_post(space, valid_until=date(2026, 3, 1)), qualification="certificate")
    assert measured(space).value == Decimal(0)


@pytest.mark.parametrize("number", [1, 3])
def test_two_questions_however_many_spaces(number: int, django_assert_num_queries: Any) -> None:
    spaces = [make_space(organisation=make_organisation()) for _ in range(number)]
    for space in spaces:
        make_assignment(make_post(space), qualification="certificate")
    fact = facts.find("spaces.qualified-staff")
    assert fact is not None
    with django_assert_num_queries(2):
        assert [one.value for one in fact.measure(spaces, MARCH).values()] == [1] * number


def test_a_coordinator_notes_a_qualification(client: Client, space: Space) -> None:
    assignment = make_assignment(make_post(space))
    client.force_login(make_coordinator(space))
    page = reverse("spaces:assignment-qualification", args=[assignment.post.uid, assignment.pk])
    without = {"qualification": "", "qualified_on": "2025-06-01"}
    assert list(client.post(page, without).context["form"].errors) == ["qualified_on"]
    client.post(page, {"qualification": "certificate", "qualified_on": "2025-06-01"})
    assignment.refresh_from_db()
    assert (assignment.qualification, assignment.qualified_on) == ("certificate", date(2025, 6, 1))
    assert AuditEntry.objects.get().action == "post.qualification"
    body = client.get(reverse("spaces:post", args=[assignment.post.uid])).content.decode()
    assert "Qualification: Certificate or degree, since 1 June 2025" in body


def test_it_can_be_said_when_somebody_comes(client: Client, space: Space) -> None:
    post = make_post(space)
    client.force_login(make_coordinator(space))
    answers = {"share": "1", "valid_from": "2026-01-01", "qualification": "experience"}
    client.post(reverse("spaces:post", args=[post.uid]), answers)
    assert post.assignments.get().qualification == "experience"


def test_an_assignment_of_another_post_is_not_found(client: Client, space: Space) -> None:
    post, stray = make_post(space), make_assignment(make_post(space))
    client.force_login(make_coordinator(space))
    page = reverse("spaces:assignment-qualification", args=[post.uid, stray.pk])
    assert client.get(page).status_code == 404


def test_the_database_refuses_a_day_without_a_qualification(space: Space) -> None:
    post = make_post(space)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_assignment(post, qualification="none", qualified_on=LAST)
