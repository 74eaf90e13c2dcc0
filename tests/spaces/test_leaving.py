"""Who leaves hands over: no place is left without a coordinator unsaid, no duty without a person unsaid."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core.models import AuditEntry
from opstap.spaces.models import Duty, Membership, Space
from opstap.spaces.services import leaving
from opstap.spaces.services.leaving import Handed, leave
from tests import factories

pytestmark = pytest.mark.django_db

PEOPLE = "/en/spaces/people/"
DAY = timedelta(days=1)


def role_of(user: User) -> Membership:
    return user.memberships.get()


def in_days(number: int, hour: int = 10) -> dict[str, object]:
    start = timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0) + number * DAY
    return {"starts_at": start, "hours": 2}


def test_a_coordinator_hands_over_her_role_her_duties_and_leaves_her_post() -> None:
    space = factories.make_space(organisation=factories.make_organisation())
    old, new = factories.make_coordinator(space), factories.make_animator(space)
    boss, last_day = factories.make_administrator(), timezone.localdate() + 3 * DAY
    post = factories.make_assignment(factories.make_post(space), old)
    hers = [factories.make_duty(space, old, **in_days(days)) for days in (2, 4, 5)]
    factories.make_duty(space, new, **in_days(5, hour=11))

    handed = leave(membership=role_of(old), last_day=last_day, successor=new, leaves_post=True, by=boss)

    assert handed == Handed(given=1, taken_back=1)
    rows = [Duty.objects.get(pk=duty.pk) for duty in hers]
    assert [(row.person, row.cancelled_at is None) for row in rows] == [
        (old, True),
        (new, True),
        (old, False),
    ]
    assert sorted(new.memberships.values_list("role", flat=True)) == ["animator", "coordinator"]
    post.refresh_from_db()
    assert (role_of(old).valid_until, post.valid_until) == (last_day, last_day)
    acts = AuditEntry.objects.filter(actor=boss).order_by("pk").values_list("action", flat=True)
    assert list(acts) == [
        "role.given", "role.ended", "post.left", "duty.handed-over", "duty.cancelled"
    ]  # fmt: skip


def test_who_keeps_another_role_there_keeps_her_duties() -> None:
    space = factories.make_space()
    user = factories.make_coordinator(space)
    factories.make_membership(user, space=space)
    factories.make_duty(space, user, **in_days(3))
    coordinating = user.memberships.get(role="coordinator")
    today = timezone.localdate()
    assert leave(membership=coordinating, last_day=today, by=factories.make_administrator()) == Handed()


def test_a_place_is_not_left_alone_without_being_told(client: Client) -> None:
    space = factories.make_space(names={"fr": "Le Fil"})
    only = factories.make_coordinator(space)
    colleague = factories.make_animator(space)
    client.force_login(factories.make_administrator())
    address = f"{PEOPLE}role/{role_of(only).uid}/end/"
    today = {"last_day": str(timezone.localdate())}

    page = client.get(address)
    assert (page.context["alone"], list(page.context["form"].fields)) == (
        [space],
        ["last_day", "successor", "alone"],
    )
    refused = client.post(address, today)
    assert refused.context["form"].errors == {
        "successor": ["Nobody would coordinate Le Fil. Say who takes over, or that you know it."]
    }
    assert role_of(only).valid_until is None
    assert client.post(address, today | {"successor": colleague.pk})["Location"] == PEOPLE
    assert colleague.memberships.filter(role="coordinator", space=space).count() == 1


def test_said_to_be_known_the_network_is_told(client: Client) -> None:
    network = factories.make_network()
    space, never = (factories.make_space(network=network) for _ in range(2))
    only = factories.make_coordinator(space)
    client.force_login(factories.make_network_coordinator(network))
    answers = {"last_day": str(timezone.localdate() - DAY), "alone": "on"}
    client.post(f"{PEOPLE}role/{role_of(only).uid}/end/", answers)
    assert client.get(PEOPLE).context["alone"] == [space]
    assert never not in client.get(PEOPLE).context["alone"]


def test_the_coordinator_of_the_organisation_counts_for_its_places() -> None:
    organisation = factories.make_organisation()
    space = factories.make_space(organisation=organisation)
    other = factories.make_space(organisation=organisation)
    of_space, of_all = factories.make_coordinator(space), factories.make_coordinator(organisation)
    today = timezone.localdate()
    assert leaving.left_alone(role_of(of_space), today) == []
    assert leaving.left_alone(role_of(of_all), today) == [other]
    Membership.objects.filter(user=of_space).update(valid_until=today)
    assert set(leaving.left_alone(role_of(of_all), today)) == {space, other}


def test_only_colleagues_take_over(client: Client) -> None:
    space = factories.make_space()
    leaver, stranger = factories.make_coordinator(space), factories.make_coordinator(factories.make_space())
    gone = factories.make_animator(space, is_active=False)
    client.force_login(factories.make_administrator())
    for user in (leaver, stranger, gone):
        page = client.post(
            f"{PEOPLE}role/{role_of(leaver).uid}/end/", {"last_day": "2026-01-01", "successor": user.pk}
        )
        assert list(page.context["form"].errors) == ["successor"]


def test_the_last_day_counts_by_the_clock_of_the_space() -> None:
    space = factories.make_space(timezone="America/Montreal")
    user, last_day = factories.make_animator(space), date(2026, 12, 1)
    late = timezone.make_aware(timezone.datetime(2026, 12, 2, 3, 0))  # the evening before, over there
    factories.make_duty(space, user, starts_at=late)
    assert leaving.open_duties(user, Space.objects.filter(pk=space.pk), last_day) == []
