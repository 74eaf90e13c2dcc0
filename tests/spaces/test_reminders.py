"""A record that nobody has confirmed for six months: the row says so, and its coordinators are asked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from opstap.spaces.models import Space
from opstap.spaces.services.publication import confirm_space
from opstap.spaces.services.reminders import remind_coordinators
from opstap.spaces.status import statuses
from tests.factories import (
    make_coordinator,
    make_membership,
    make_network,
    make_network_coordinator,
    make_organisation,
    make_space,
)
from tests.label.failing import BACKEND, REFUSED

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
OLD = NOW - timedelta(days=200)


@pytest.fixture
def _mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.parametrize(
    ("days", "fields", "since"),
    [
        (184, {}, date(2026, 5, 23)),
        (183, {}, None),
        (184, {"publication": "review"}, None),
        (0, {"confirmed_at": None}, None),
    ],
)
def test_half_a_year_a_confirmation_holds(days: int, fields: dict[str, Any], since: date | None) -> None:
    space = make_space(**{"confirmed_at": NOW - timedelta(days=days)} | fields)
    status = statuses([space], NOW)[space.pk]
    with translation.override("en"):
        told = "Not confirmed by the place since 23 May 2026." in str(status.words)
    assert (status.unconfirmed_since, told) == (since, since is not None)


@pytest.mark.usefixtures("_mail")
def test_a_coordinator_gets_one_mail_about_all_her_records_then_one_a_month() -> None:
    organisation = make_organisation()
    first, second = (make_space(organisation=organisation, confirmed_at=OLD) for _ in range(2))
    make_space(confirmed_at=OLD)  # of nobody
    boss = make_coordinator(organisation, language="nl", name="Noor")
    make_membership(boss, "coordinator", space=first)
    own = make_coordinator(first, language="en")
    sent = [remind_coordinators(NOW + timedelta(days=days)) for days in (0, 1, 29, 30)]
    assert sent == [2, 0, 0, 2]
    to_boss, to_own = mail.outbox[:2]
    assert (to_boss.to, to_own.to) == ([boss.email], [own.email])
    assert "Dag Noor," in to_boss.body
    assert [str(space.slug) in to_boss.body for space in (first, second)] == [True, True]
    assert (f"/en/spaces/{first.slug}/" in to_own.body, second.slug in to_own.body) == (True, False)


@pytest.mark.usefixtures("_mail")
@pytest.mark.parametrize(
    "fields", [{"confirmed_at": NOW}, {"publication": "hidden"}, {"valid_until": date(2026, 11, 1)}]
)
def test_nobody_is_asked_about_other_records(fields: dict[str, Any]) -> None:
    make_coordinator(make_space(**{"confirmed_at": OLD} | fields))
    assert remind_coordinators(NOW) == 0


def test_without_a_mail_server_nothing_counts_as_sent(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    make_coordinator(make_space(confirmed_at=OLD))
    assert (remind_coordinators(NOW), Space.objects.get().reminded_at) == (0, None)


def test_a_server_that_does_not_answer_is_tried_the_next_night(settings: Any) -> None:
    settings.EMAIL_BACKEND = BACKEND
    REFUSED.add("*")
    make_coordinator(make_space(confirmed_at=OLD))
    assert (remind_coordinators(NOW), Space.objects.get().reminded_at) == (0, None)
    REFUSED.clear()
    assert remind_coordinators(NOW) == 1


def test_confirmed_again_it_is_no_longer_on_the_list_of_the_network(client: Client) -> None:
    network = make_network()
    space = make_space(network=network, confirmed_at=timezone.now() - timedelta(days=200))
    make_space(network=network, confirmed_at=timezone.now())
    boss = make_network_coordinator(network)
    client.force_login(boss)
    page = reverse("spaces:space-list") + "?state=unconfirmed"
    context = client.get(page).context
    assert ([line.space for line in context["lines"]], context["unconfirmed"]) == ([space], 1)
    confirm_space(space, by=boss)
    assert client.get(page).context["lines"] == []


def test_the_public_page_says_since_when(client: Client) -> None:
    space = make_space(confirmed_at=datetime(2026, 1, 15, 12, tzinfo=UTC))
    for name in ("finder:space", "finder:slip"):
        with translation.override("en"):
            address = reverse(name, args=[space.slug])
        said = "The place has not confirmed this page since 15 January 2026. Call first."
        assert said in client.get(address).content.decode()
