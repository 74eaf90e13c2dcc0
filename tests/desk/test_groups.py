"""Help to a group: one record, one visit for each person, totals without names."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from opstap.accounts.models import User
from opstap.desk.models import HelpRecord, Visit
from opstap.desk.services import Target
from opstap.desk.views.lines import Day
from opstap.spaces.models import Space
from tests.desk.acts import counts, help_with, tap, undo
from tests.desk.conftest import Send

DESK = "/en/desk/de-trede/"
GROUP = {"theme": "digital:email", "minutes": 90, "people": 8}


def group_of(space: Space, by: User, people: int, **fields: Any) -> HelpRecord:
    return help_with(space, by, mode="workshop", people=people, **fields)


def visits_of(record: HelpRecord) -> list[int]:
    return sorted([record.visit_id or 0, *record.others.values_list("pk", flat=True)])


def test_a_group_not_counted_yet_is_a_visit_for_each_person(send: Send, space: Space) -> None:
    assert send("group", **GROUP).headers["Location"] == f"{DESK}#group"
    record = HelpRecord.objects.get()
    assert (record.people, record.mode, record.minutes, record.place) == (8, "workshop", 90, "space")
    assert visits_of(record) == sorted(Visit.objects.values_list("pk", flat=True))
    assert counts(space) == {"visits": 8, "help": 1, "sent_away": 0}


def test_a_group_already_counted_makes_no_visit(send: Send, space: Space, noor: User) -> None:
    uid = tap(space, noor, 8)
    send("group", **GROUP, visit=uid)
    record = HelpRecord.objects.get()
    assert visits_of(record) == sorted(Visit.objects.filter(tap=uid).values_list("pk", flat=True))
    assert counts(space)["visits"] == 8


def test_a_part_of_those_counted_takes_who_had_no_help_yet(space: Space, noor: User) -> None:
    uid = tap(space, noor, 5)
    helped = help_with(space, noor, visit=uid)
    record = group_of(space, noor, 4, visit=uid)
    assert helped.visit_id not in visits_of(record)
    assert len(visits_of(record)) == 4
    again = help_with(space, noor, visit=uid)
    assert again.visit_id == helped.visit_id


def test_more_people_than_were_counted_is_refused_whole(send: Send, space: Space, noor: User) -> None:
    uid = tap(space, noor, 5)
    response = send("group", **GROUP, visit=uid)
    assert (response.status_code, "Fewer people were counted then." in response.text) == (400, True)
    assert counts(space) == {"visits": 5, "help": 0, "sent_away": 0}


@pytest.mark.parametrize("place", ["home", "elsewhere"])
def test_a_group_outside_the_space_is_no_visit(send: Send, space: Space, place: str) -> None:
    send("group", **GROUP, place=place)
    record = HelpRecord.objects.get()
    assert (record.people, visits_of(record), counts(space)["visits"]) == (8, [0], 0)


def test_totals_as_people_say_them(send: Send) -> None:
    send("group", **GROUP, age_70_plus=3, age_25_39="", gender_woman=8, public_seniors=3, public_women=8)
    assert HelpRecord.objects.get().totals == {
        "age": {"70_plus": 3},
        "gender": {"woman": 8},
        "public": {"seniors": 3, "women": 8},
    }


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"people": "1"}, "Write a number from 2 to 200."),
        ({"people": ""}, "Write a number from 2 to 200."),
        ({"people": "201"}, "Write a number from 2 to 200."),
        ({"age_70_plus": 5, "age_60_69": 4}, "By age, that is more people than in the group."),
        ({"gender_woman": 9}, "By gender, that is more people than in the group."),
        ({"public_seniors": 9}, "That is more people than in the group."),
        ({"age_70_plus": "-1"}, "Write a number from 0 to 200."),
        ({"theme": "digital:gossip"}, "Choose a theme of the list."),
        ({"place": "remote"}, "has no other place"),
        ({"minutes": ""}, "Choose how long it took."),
    ],
)
def test_what_cannot_be_is_refused_and_the_rest_kept(
    send: Send, space: Space, wrong: dict[str, Any], message: str
) -> None:
    response = send("group", **GROUP | {"public_young": 2} | wrong)
    assert (response.status_code, message in response.text) == (400, True)
    assert 'name="public_young" value="2"' in response.text
    assert counts(space) == {"visits": 0, "help": 0, "sent_away": 0}


def test_undoing_a_group_undoes_the_visits_it_made_unless_other_help_hangs_there(
    space: Space, noor: User
) -> None:
    record = group_of(space, noor, 4)
    other = help_with(space, noor, visit=record.others.all()[0].uid)
    undo(space, noor, Target.HELP, record.uid)
    assert counts(space) == {"visits": 1, "help": 1, "sent_away": 0}
    undo(space, noor, Target.HELP, other.uid)
    assert counts(space)["help"] == 0


def test_a_visit_of_a_group_cannot_be_undone_alone(space: Space, noor: User) -> None:
    uid = tap(space, noor, 3)
    record = group_of(space, noor, 3, visit=uid)
    for visit in Visit.objects.filter(tap=uid):
        with pytest.raises(ValidationError):
            undo(space, noor, Target.VISIT, visit.uid)
    undo(space, noor, Target.HELP, record.uid)
    assert counts(space)["visits"] == 3


def test_the_list_and_the_form_show_the_group(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    uid = tap(space, noor, 6)
    assert f'value="{uid}"' in client.get(DESK).text
    group_of(space, noor, 6, visit=uid)
    page = client.get(DESK)
    assert ("Group of 6" in page.text, page.context["who"]["groups"]) == (True, [])


def test_the_desk_makes_one_query_more_where_there_are_groups(
    client: Client, space: Space, noor: User, django_assert_num_queries: Any
) -> None:
    help_with(space, noor)
    for groups in (0, 1, 3):
        for _time in range(groups):
            group_of(space, noor, 3)
        with django_assert_num_queries(3 + bool(groups)):
            assert Day(space, timezone.localdate()).helped > 0


@pytest.mark.parametrize("columns", [{"people": 0}, {"people": 201}, {"people": 2, "mode": "direct_help"}])
def test_the_database_keeps_the_rules(space: Space, noor: User, columns: dict[str, Any]) -> None:
    record = group_of(space, noor, 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpRecord.objects.filter(pk=record.pk).update(**columns)
