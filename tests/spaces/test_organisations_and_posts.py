from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from opstap.core.models import AuditEntry
from opstap.spaces.forms.organisation import read_enterprise_number
from opstap.spaces.models import Assignment, Organisation, Post
from opstap.spaces.services.posts import assign, end_assignment, end_post, fte_by_group
from tests.factories import (
    make_administrator,
    make_animator,
    make_assignment,
    make_coordinator,
    make_network,
    make_network_coordinator,
    make_organisation,
    make_post,
    make_space,
)

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0403.170.701", "0403.170.701"),
        ("BE 0403 170 701", "0403.170.701"),
        ("be403170701", "0403.170.701"),
        ("1000000021", "1000.000.021"),
        ("552 100 554 00013", "552 100 554 00013"),
        ("", ""),
    ],
)
def test_enterprise_numbers(typed: str, kept: str) -> None:
    assert read_enterprise_number(typed) == kept


@pytest.mark.parametrize("typed", ["0403.170.702", "BE 0403", "BE 2403170701", "0000000000"])
def test_a_belgian_number_that_cannot_be(typed: str) -> None:
    with pytest.raises(ValueError, match=typed):
        read_enterprise_number(typed)


@pytest.mark.django_db
def test_an_organisation_without_a_space_is_added_to_the_network(client: Client) -> None:
    network = make_network()
    client.force_login(make_network_coordinator(network))
    data = {"names_fr": "Formation asbl", "language_regime": "fr", "network": network.pk}
    wrong = client.post(reverse("spaces:organisation-new"), data | {"enterprise_number": "0403170702"})
    assert (list(wrong.context["form"].errors), Organisation.objects.count()) == (["enterprise_number"], 0)
    client.post(reverse("spaces:organisation-new"), data | {"enterprise_number": "0403170701"})
    organisation = Organisation.objects.get()
    assert (organisation.enterprise_number, organisation.network_memberships.get().network) == (
        "0403.170.701",
        network,
    )
    answer = client.get(reverse("spaces:organisation-list"), {"q": "formation"})
    assert [one.number_of_spaces for one in answer.context["page"]] == [0]


@pytest.mark.django_db
def test_a_changed_organisation_leaves_a_trace(client: Client) -> None:
    organisation = make_organisation(names={"fr": "A"})
    client.force_login(make_coordinator(organisation))
    page = reverse("spaces:organisation-edit", args=[organisation.uid])
    client.post(page, {"names_fr": "A", "language_regime": "nl", "phone": "02 000 00 01"})
    assert [(entry.action, entry.fields) for entry in AuditEntry.objects.all()] == [
        ("organisation.changed", ["language_regime", "phone"])
    ]
    record = client.get(reverse("spaces:organisation-record", args=[organisation.uid]))
    assert [change.fields for change in record.context["changes"]] == ["language regime, phone"]


@pytest.mark.django_db
def test_professionals_insertion_and_volunteers_are_never_added() -> None:
    space = make_space(organisation=make_organisation())
    for status, fte in [("permanent", "1"), ("temporary", "0.5"), ("insertion", "0.8"), ("volunteer", "0.1")]:
        make_post(space, status=status, fte=Decimal(fte))
    assert fte_by_group(Post.objects.all()) == {
        "professional": Decimal("1.5"),
        "insertion": Decimal("0.8"),
        "volunteer": Decimal("0.1"),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["0.5", "0,5"])
def test_a_post_of_a_space_belongs_to_its_organisation(client: Client, typed: str) -> None:
    space = make_space(organisation=make_organisation())
    client.force_login(make_coordinator(space))
    data = {"function": "animator", "status": "permanent", "fte": typed, "valid_from": "2026-01-01"}
    with translation.override("fr" if "," in typed else "en"):
        client.post(reverse("spaces:space-posts", args=[space.slug]), data)
    post = Post.objects.get()
    assert (post.organisation, post.space, post.fte) == (space.organisation, space, Decimal("0.5"))


@pytest.mark.django_db
def test_a_space_without_organisation_is_told_to_choose_one(client: Client) -> None:
    space = make_space()
    client.force_login(make_coordinator(space))
    data = {"function": "animator", "status": "permanent", "fte": "1", "valid_from": "2026-01-01"}
    body = client.post(reverse("spaces:space-posts", args=[space.slug]), data).content.decode()
    assert ("This space has no organisation yet." in body, Post.objects.count()) == (True, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("fte", ["0", "-1", "11", "much"])
def test_a_post_is_more_than_nothing_and_less_than_ten(client: Client, fte: str) -> None:
    organisation = make_organisation()
    client.force_login(make_coordinator(organisation))
    data = {"function": "animator", "status": "permanent", "fte": fte, "valid_from": "2026-01-01"}
    answer = client.post(reverse("spaces:organisation-posts", args=[organisation.uid]), data)
    assert (answer.status_code, Post.objects.count()) == (200, 0)


@pytest.mark.django_db
def test_a_post_is_never_filled_more_than_once() -> None:
    post, by = make_post(make_organisation()), make_administrator()
    make_assignment(post, share=Decimal("0.6"), valid_from=TODAY, valid_until=TODAY + timedelta(days=9))
    rest = {"post": post, "person": None, "valid_from": TODAY - timedelta(days=5), "by": by}
    with pytest.raises(ValidationError, match=r"0\.40? of it is free"):
        assign(share=Decimal("0.5"), valid_until=None, **rest)
    assign(share=Decimal("0.4"), valid_until=None, **rest)
    assign(share=Decimal("0.6"), valid_until=TODAY - timedelta(days=1), **rest)
    assert Assignment.objects.count() == 3


@pytest.mark.django_db
def test_everybody_leaves_with_a_post_that_ends() -> None:
    post, by = make_post(make_organisation()), make_administrator()
    gone = make_assignment(post, share=Decimal("0.5"), valid_until=date(2024, 1, 1))
    there = make_assignment(post, share=Decimal("0.5"))
    end_post(post, last_day=TODAY, by=by)
    assert [one.valid_until for one in post.assignments.order_by("pk")] == [gone.valid_until, TODAY]
    with pytest.raises(ValidationError):
        end_assignment(there, last_day=date(2000, 1, 1), by=by)


@pytest.mark.django_db
def test_somebody_of_the_team_comes_into_a_post_and_leaves(client: Client) -> None:
    space = make_space(organisation=make_organisation())
    post, noor = make_post(space), make_animator(space)
    client.force_login(make_coordinator(space))
    page = reverse("spaces:post", args=[post.uid])
    data = {"share": "1", "valid_from": "2026-01-01"}
    wrong = client.post(page, data | {"person": make_animator(make_space()).pk})
    assert list(wrong.context["form"].errors) == ["person"]
    client.post(page, data | {"person": noor.pk})
    assignment = Assignment.objects.get()
    full = client.post(page, data | {"person": ""})
    assert (assignment.person, list(full.context["form"].errors)) == (noor, ["share"])
    end = reverse("spaces:assignment-end", args=[post.uid, assignment.pk])
    client.post(end, {"last_day": timezone.localdate().isoformat()})
    assignment.refresh_from_db()
    assert assignment.valid_until == timezone.localdate()
