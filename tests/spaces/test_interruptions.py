"""A space closes or moves for a time: openings, the state in words, and the pages of the coordinator."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from opstap.core.models import AuditEntry
from opstap.spaces.models import Interruption, Offer, Space
from opstap.spaces.services.duty import check_in
from opstap.spaces.services.interruptions import change_interruption, end_interruption
from opstap.spaces.services.openings import derive_openings
from opstap.spaces.status import statuses
from tests.factories import make_animator, make_coordinator, make_interruption, make_space

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)  # 10:12 in Brussels
TODAY = date(2026, 11, 23)
WORKS = {"fr": "travaux", "nl": "werken", "en": "works"}
MOVE = {"kind": "moved", "streets": {"fr": "Rue Neuve 12"}, "postcode": "1000", "cities": {"fr": "Bruxelles"}}


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def said(space: Space, now: datetime = MONDAY, language: str = "en") -> str:
    derive_openings(space, now=MONDAY)
    with translation.override(language):
        return str(statuses([Space.objects.get(pk=space.pk)], now)[space.pk].words)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"first": day(-1), "last": day(6), "reasons": WORKS},
            "Closed: works. Opens again on Monday 30 November at 9:00.",
        ),
        ({"first": day(0), "last": day(0)}, "Closed. Opens again tomorrow at 9:00."),
        ({"first": day(0), "reasons": WORKS}, "Closed: works. No next day is known."),
        (
            {"first": day(0), "last": day(120)},
            "Closed. Until Tuesday 23 March 2027, that day included.",
        ),
        (
            {"first": day(1), "last": day(1)},
            "Normally open. Today from 9:00 to 18:00. Not yet confirmed. Closed on Tuesday 24 November.",
        ),
        (
            {"first": day(14)},
            "Normally open. Today from 9:00 to 18:00. Not yet confirmed. Closed from Monday 7 December on.",
        ),
        ({"first": day(15)}, "Normally open. Today from 9:00 to 18:00. Not yet confirmed."),
        ({"first": day(-9), "last": day(-1)}, "Normally open. Today from 9:00 to 18:00. Not yet confirmed."),
        (
            MOVE | {"first": day(-1), "last": day(4)},
            "Normally open. Today from 9:00 to 18:00. Not yet confirmed. "
            "Until Friday 27 November at another address: Rue Neuve 12, 1000 Bruxelles.",
        ),
        (
            MOVE | {"first": day(2), "last": day(4)},
            "Normally open. Today from 9:00 to 18:00. Not yet confirmed. From Wednesday 25 November to "
            "Friday 27 November at another address: Rue Neuve 12, 1000 Bruxelles.",
        ),
    ],
)
def test_the_state_says_it_before_and_meanwhile(fields: dict[str, Any], words: str) -> None:
    space = make_space(open_hours="Mo-Fr 09:00-18:00")
    make_interruption(space, **fields)
    assert said(space) == words


def test_a_closure_is_said_in_the_language_of_the_page() -> None:
    space = make_space(open_hours="Mo-Fr 09:00-18:00")
    make_interruption(space, day(0), reasons=WORKS)
    assert said(space, language="nl").startswith("Gesloten: werken.")


def test_a_closed_space_is_closed_whoever_has_checked_in_or_whatever_it_asks_for() -> None:
    space = make_space(staffed_hours="Mo 09:00-12:30")
    Offer.objects.create(space=space, vocabulary="access_mode", code="phone")
    check_in(space, make_animator(space), at=MONDAY - timedelta(minutes=10))
    make_interruption(space, day(0), day(1))
    assert said(space) == "Closed. Opens again on Monday 30 November at 9:00."


def test_openings_are_taken_away_and_come_back() -> None:
    space = make_space(open_hours="24/7")
    derive_openings(space, now=MONDAY, days=3)
    now = timezone.now()
    closure = make_interruption(space, timezone.localdate(), timezone.localdate() + timedelta(days=1))
    hours = [(one.ends_at - one.starts_at).days for one in space.openings.all()]
    assert (hours, Space.objects.open_at(now).exists()) == ([1, 59], False)
    end_interruption(closure, by=None, today=timezone.localdate())
    assert Space.objects.open_at(now).exists() is True


def test_ended_it_stays_in_history_and_taken_back_it_says_so() -> None:
    space = make_space()
    running, coming = make_interruption(space, day(-2)), make_interruption(space, day(5), **MOVE)
    assert end_interruption(running, by=None, today=TODAY).last_day == day(-1)
    assert end_interruption(coming, by=None, today=TODAY).withdrawn_at is not None
    assert end_interruption(running, by=None, today=day(3)).last_day == day(-1)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "fields")) == [
        ("interruption.announced", ["first_day", "kind"]),
        ("interruption.announced", ["cities", "first_day", "kind", "postcode", "streets"]),
        ("interruption.ended", []),
        ("interruption.ended", []),
    ]


def test_a_move_that_becomes_a_closure_loses_its_address() -> None:
    move = make_interruption(make_space(), lat=50.8, lon=4.3, **MOVE)
    address = {name: getattr(move, name) for name in ("streets", "postcode", "cities", "lat", "lon")}
    changed = change_interruption(move, by=None, **address, kind="closed")
    assert sorted(changed) == ["cities", "kind", "lat", "lon", "postcode", "streets"]
    assert Interruption.objects.get().address == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"last_day": day(-1)},
        {"kind": "burnt"},
        {"kind": "closed", "lat": 50.0, "lon": 4.0},
        {"lat": 91.0, "lon": 4.0},
        {"lat": 50.0},
    ],
)
def test_the_database_refuses_what_cannot_be(wrong: dict[str, Any]) -> None:
    space = make_space()
    with pytest.raises(IntegrityError), transaction.atomic():
        Interruption.objects.create(**{"space": space, "kind": "moved", "first_day": TODAY} | wrong)


def _page(space: Space) -> str:
    return reverse("spaces:interruptions", args=[space.slug])


def test_a_coordinator_announces_changes_and_ends(client: Client) -> None:
    space, today = make_space(), timezone.localdate()
    client.force_login(make_coordinator(space))
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=9)
    sent = {"kind": "moved", "first_day": tomorrow, "streets_fr": "Rue Neuve 12", "point": "50.85, 4.35"}
    client.post(_page(space), sent | {"reasons_nl": "werken"})
    one = Interruption.objects.get()
    assert (one.first_day, one.last_day, one.streets, one.reasons, one.lat) == (
        tomorrow,
        None,
        {"fr": "Rue Neuve 12"},
        {"nl": "werken"},
        50.85,
    )
    address = reverse("spaces:interruption", args=[space.slug, one.uid])
    assert client.get(address).context["form"]["point"].value() == "50.850000, 4.350000"
    client.post(address, sent | {"last_day": later, "streets_fr": "Rue Neuve 14"})
    one.refresh_from_db()
    assert (one.last_day, one.streets) == (later, {"fr": "Rue Neuve 14"})
    client.post(reverse("spaces:interruption-end", args=[space.slug, one.uid]))
    assert client.get(address).status_code == 404
    context = client.get(_page(space)).context
    assert (context["ahead"], [line.row for line in context["past"]]) == ([], [one])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "burnt"}, "kind"),
        ({"first_day": ""}, "first_day"),
        ({"first_day": "9999-12-31"}, "first_day"),
        ({"last_day": "2001-01-01"}, "last_day"),
        ({"last_day": "9999-12-31"}, "last_day"),
        ({"kind": "moved"}, "streets"),
        ({"kind": "moved", "streets_fr": "Rue", "point": "north"}, "point"),
        ({"reasons_fr": "a" * 201}, "reasons"),
    ],
)
def test_bad_answers_are_kept_and_explained(client: Client, wrong: dict[str, str], field: str) -> None:
    space = make_space()
    client.force_login(make_coordinator(space))
    answers = {"kind": "closed", "first_day": timezone.localdate().isoformat()} | wrong
    answer = client.post(_page(space), answers)
    assert (list(answer.context["form"].errors), Interruption.objects.count()) == ([field], 0)


def test_the_same_days_are_not_announced_twice(client: Client) -> None:
    space, today = make_space(), timezone.localdate()
    client.force_login(make_coordinator(space))
    make_interruption(space, today, today + timedelta(days=5))
    answer = client.post(_page(space), {"kind": "closed", "first_day": today + timedelta(days=5)})
    assert list(answer.context["form"].errors) == ["first_day"]
    client.post(_page(space), {"kind": "closed", "first_day": today + timedelta(days=6)})
    assert Interruption.objects.count() == 2


def test_the_interruption_of_another_space_is_not_found(client: Client) -> None:
    space, stray = make_space(), make_interruption(make_space())
    client.force_login(make_coordinator(space))
    assert client.get(reverse("spaces:interruption", args=[space.slug, stray.uid])).status_code == 404
