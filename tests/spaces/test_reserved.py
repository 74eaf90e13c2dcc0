"""Parts of the week that are for some people only: what is refused, what the finder and others say."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from opstap.core.models import AuditEntry
from opstap.coverage.reach.supply import Asked, sites_of
from opstap.exchange.open_data.place import as_json
from opstap.finder.display.week import week_of
from opstap.finder.papers.hours import paper_hours
from opstap.finder.search import Moment, Question
from opstap.finder.search.answer import end_of_day
from opstap.finder.search.fitting import spaces_fitting
from opstap.spaces.completeness import lacks
from opstap.spaces.facts import Window
from opstap.spaces.facts.hours import hours_a_week
from opstap.spaces.hours import is_open_at
from opstap.spaces.models import Opening, ReservedTime, Space
from opstap.spaces.services.duty import check_in
from opstap.spaces.services.openings import derive_openings
from opstap.spaces.services.record import change_space
from opstap.spaces.services.rows import change_row, remove_row
from opstap.spaces.status import statuses
from tests.factories import make_animator, make_coordinator, make_network, make_reserved, make_space

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)  # 10:12 in Brussels


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def make_open(slug: str = "", **fields: Any) -> Space:
    return make_space(
        slug, open_hours="Mo-Fr 09:00-17:00; PH off", staffed_hours="Mo-Fr 09:00-12:00", **fields
    )


def circle(space: Space, hours: str, **fields: Any) -> ReservedTime:
    return make_reserved(space, hours, reserved_for="partner", **fields)


def said(space: Space, now: datetime = MONDAY) -> tuple[str, str]:
    derive_openings(space, now=MONDAY)
    status = statuses([Space.objects.get(pk=space.pk)], now)[space.pk]
    return str(status.kind), str(status.words)


# --- the state, and who finds it ---------------------------------------------------------------------


def test_open_for_a_public_says_for_whom() -> None:
    space = make_open()
    make_reserved(space, "Mo 10:00-11:00", "seniors")
    assert said(space) == (
        "usual",
        "Open now, only for: seniors. Until 11:00. "
        "Normally open. Today from 9:00 to 12:00. Not yet confirmed.",
    )
    assert said(space, MONDAY + timedelta(hours=1))[1].startswith("Normally open.")


def test_a_closed_circle_is_not_open_for_who_walks_in() -> None:
    space = make_open()
    circle(space, "Mo 10:00-11:00", names={"en": "people of the local mission"}, by_appointment=True)
    assert said(space) == (
        "reserved",
        "Now only for: people of the local mission. Until 11:00. By appointment. Then for everybody.",
    )


def test_before_it_opens_the_hour_says_for_whom() -> None:
    space = make_open()
    make_reserved(space, "Mo 09:00-10:00")
    assert said(space, MONDAY - timedelta(hours=2))[1].endswith("Only for: women.")
    assert "women" not in said(space, MONDAY)[1]


def found(now: datetime = MONDAY, **wishes: Any) -> set[str]:
    spaces = spaces_fitting(Question(**wishes), now, end_of_day(now))
    return set(spaces.values_list("slug", flat=True))


def test_who_asks_for_another_public_does_not_find_it_open_now() -> None:
    free, women, partner = make_open("free"), make_open("women"), make_open("partner")
    make_reserved(women, "Mo 10:00-11:00")
    circle(partner, "Mo 10:00-11:00")
    for space in (free, women, partner):
        derive_openings(space, now=MONDAY)
    check_in(partner, make_animator(partner), at=MONDAY)

    assert found() == found(public="seniors") == {"free", "women", "partner"}
    for wish in ({"is_open": True}, {"moment": Moment.NOW}):
        assert found(**wish) == found(**wish, public="women") == {"free", "women"}
        assert found(**wish, public="seniors") == {"free"}
        assert found(MONDAY + timedelta(hours=1), **wish, public="seniors") == {"free", "women", "partner"}


def test_nothing_is_reserved_where_nothing_opens() -> None:
    space = make_open()
    make_reserved(space, "Mo-Fr 08:00-10:00")
    derive_openings(space, now=MONDAY)
    rows = Opening.objects.filter(space=space, kind="reserved", starts_at__lt=MONDAY)
    assert [(row.starts_at.hour, row.ends_at.hour) for row in rows] == [(8, 9)]  # 9:00 to 10:00 in Brussels


# --- the form ----------------------------------------------------------------------------------------


def posted(client: Client, space: Space, **answers: Any) -> Any:
    client.force_login(make_coordinator(space))
    page = reverse("spaces:row-list", args=[space.slug, "reserved"])
    whole = {"days": ["Tu"], "start": "14:00", "end": "16:00", "reserved_for": "public", "publics": ["women"]}
    return client.post(page, whole | answers)


def test_a_coordinator_reserves_changes_and_opens_again(client: Client) -> None:
    space = make_open("la-marche")
    posted(client, space, days=["Tu", "Th"], names_fr="Le groupe du mardi")
    row = ReservedTime.objects.get()
    assert (row.hours, row.publics) == ("Tu,Th 14:00-16:00", ["women"])
    page = reverse("spaces:row", args=[space.slug, "reserved", row.uid])
    form = client.get(page).context["form"]
    assert (form["days"].value(), form["publics"].value()) == (["Tu", "Th"], ["women"])
    answers = {"days": ["We"], "start": "09:00", "end": "12:00", "reserved_for": "members"}
    client.post(page, answers | {"by_appointment": "on"})
    row.refresh_from_db()
    assert (row.hours, row.reserved_for, row.publics, row.by_appointment) == (
        "We 09:00-12:00",
        "members",
        [],
        True,
    )
    client.post(reverse("spaces:row-remove", args=[space.slug, "reserved", row.uid]))
    assert not ReservedTime.objects.exists()
    acts = AuditEntry.objects.filter(object_kind="reserved").order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["reserved.added", "reserved.changed", "reserved.removed"]


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"start": "16:00", "end": "18:00"}, "start", "Tuesday, 17:00 to 18:00: the space is not open then."),
        ({"days": ["Sa"]}, "start", "Saturday, 14:00 to 16:00: the space is not open then."),
        (
            {"days": ["Mo"], "start": "09:00", "end": "11:00"},
            "start",
            "Monday, 10:00 to 11:00: this is reserved already, for: seniors.",
        ),
        ({"end": "13:00"}, "end", "The end comes before the beginning."),
        ({"publics": []}, "publics", "Tick the people that you mean above."),
        ({"reserved_for": "members"}, "publics", "Tick nobody here, or choose “Some people” above."),
    ],
)
def test_what_contradicts_is_refused_by_its_day_and_field(
    client: Client, answers: dict[str, Any], field: str, words: str
) -> None:
    space = make_open()
    make_reserved(space, "Mo 10:00-12:00", "seniors")
    answer = posted(client, space, **answers)
    assert (answer.status_code, answer.context["form"].errors) == (400, {field: [words]})
    assert "This was not saved." in answer.content.decode()
    assert ReservedTime.objects.count() == 1


def test_without_opening_hours_nothing_can_be_reserved(client: Client) -> None:
    form = posted(client, make_space()).context["form"]
    assert form.errors == {"days": ["Write the opening hours of the space first."]}


def test_hours_that_would_leave_it_outside_are_refused(client: Client) -> None:
    space = make_open()
    make_reserved(space)
    client.force_login(make_coordinator(space))
    page = reverse("spaces:hours-edit", args=[space.slug, "open"])
    hours = {"mode": "expression", "expression": "Mo 09:00-12:00", "act": "save", "seen": "Mo 09:00-12:00"}
    errors = client.post(page, hours).context["errors"]
    assert errors == [
        ("week", "Tuesday, 14:00 to 16:00 is reserved, for: women. Change the reserved hours first.")
    ]
    assert Space.objects.get().open_hours == space.open_hours
    change_space(space, by=None, open_hours="Mo 09:00-12:00")  # as an import may
    said = [one.sentence for one in lacks(Space.objects.get()) if one.part == "list:reserved"]
    assert said == ["Tuesday, 14:00 to 16:00 is reserved, and the space is not open then."]


def test_the_database_refuses_a_circle_with_publics() -> None:
    space = make_open()
    for wrong in (
        {"reserved_for": "members", "publics": ["women"]},
        {"reserved_for": "public", "publics": []},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReservedTime.objects.create(space=space, hours="Tu 14:00-16:00", **wrong)


# --- what is counted, shown, exported ----------------------------------------------------------------


def test_facts_and_coverage_count_what_is_open_to_everybody() -> None:
    network = make_network()
    space = make_open(network=network)
    window = Window(date(2026, 11, 2), date(2026, 11, 29))
    assert hours_a_week("open")([space], window)[space.pk].value == 40
    make_reserved(space, "Mo 10:00-13:00")
    circle(space, "Tu 09:00-10:00")
    space = Space.objects.get()
    open_hours = hours_a_week("open")([space], window)[space.pk]
    assert (open_hours.value, "left out" in open_hours.source) == (36, True)
    assert hours_a_week("staffed")([space], window)[space.pk].value == 12
    (site,) = sites_of(network, Asked(), date(2026, 11, 23))
    assert site.staffed is not None
    assert site.staffed.sum() < 13 * 60


def test_page_and_papers_say_it() -> None:
    space = make_open()
    make_reserved(space, "Mo 10:00-11:00", "seniors")
    week = week_of(space, MONDAY)
    assert week is not None
    assert [day.reserved for day in week.days[:2]] == [(("10:00 to 11:00", "Only for: seniors."),), ()]
    assert paper_hours(space, MONDAY).notes == ["Monday, 10:00 to 11:00. Only for: seniors."]


def test_exported_hours_carry_a_remark_and_close_for_circles() -> None:
    space = make_open()
    make_reserved(space)
    circle(space, "We 09:00-10:00", names={"fr": "les membres"})
    told = as_json(Space.objects.get())
    remark = ', Tu 14:00-16:00 open "Uniquement pour\u00a0: femmes"; PH off; We 09:00-10:00 off'
    assert told["open_hours"] == f"Mo-Fr 09:00-17:00{remark}"
    assert told["staffed_hours"] == "Mo-Fr 09:00-12:00; We 09:00-10:00 off"
    assert [(one["hours"], one["reserved_for"], one["publics"]) for one in told["reserved_hours"]] == [
        ("Tu 14:00-16:00", "public", ["women"]),
        ("We 09:00-10:00", "partner", []),
    ]
    christmas = datetime(2029, 12, 25, 14, tzinfo=UTC)  # a Tuesday, 15:00 in Brussels
    assert not is_open_at(told["open_hours"], country="BE", timezone="Europe/Brussels", when=christmas)


def test_a_change_reaches_the_openings_at_once() -> None:
    space = make_open()
    row = make_reserved(space, "Tu 14:00-16:00")
    assert change_row(row, by=None, publics=["seniors"]) == ["publics"]
    kinds = Opening.objects.filter(space=space).exclude(kind__in=["open", "staffed"])
    assert set(kinds.values_list("kind", flat=True)) == {"reserved", "for:seniors"}
    assert change_row(row, by=None, publics=["seniors"]) == []
    remove_row(row, by=None)
    assert not kinds.exists()
