"""The page on which a record is corrected: for whom, filled in, refused, changed meanwhile."""

import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from opstap.accounts.models import User
from opstap.census.services import declare_month
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry, Receipt
from opstap.desk import services
from opstap.desk.forms import GroupForm, HelpForm
from opstap.desk.models import CoachingSeries, HelpRecord, SentAway, Visit
from opstap.desk.retention import erase_answers
from opstap.desk.services import Target
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.controls import controls
from tests.desk.acts import act, help_with, send_away, tap, undo
from tests.factories import (
    make_administrator,
    make_animator,
    make_computer,
    make_coordinator,
    make_e_service,
    make_network,
    make_network_coordinator,
    make_series,
    make_space,
)

DESK = "/en/desk/de-trede/"
DAY = timedelta(days=1)
NOT_SENT = {"csrfmiddlewaretoken", "language", "next"}


@pytest.fixture(autouse=True)
def _signed_in(client: Client, noor: User) -> None:
    client.force_login(noor)


@pytest.fixture
def record(space: Space, noor: User) -> HelpRecord:
    return help_with(space, noor, happened_at=timezone.now() - 3 * DAY)


def page_of(kind: str, uid: object) -> str:
    return f"{DESK}correct/{kind}/{uid}/"


def filled_in(html: str) -> dict[str, Any]:
    """What a browser sends when nothing is touched: what is typed, chosen, checked."""
    form = html.split('<form class="counter"')[1].partition("</form>")[0]
    found: dict[str, Any] = {}
    for control in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', control))
        is_choice = attributes.get("type") in {"radio", "checkbox"}
        if not is_choice or re.search(r"\schecked", control):
            found.setdefault(attributes["name"], []).append(attributes.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([a-z_]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)"\s+selected', options)
        found[name] = [chosen[1] if chosen else ""]
    return {name: values for name, values in found.items() if name not in NOT_SENT}


def send(client: Client, path: str, **changed: Any) -> Any:
    """Open the page, change something, save."""
    return client.post(path, filled_in(client.get(path).text) | changed)


# Who


def test_whose(client: Client, space: Space, noor: User, network: Network, record: HelpRecord) -> None:
    assert space.organisation is not None
    elsewhere = make_space(organisation=space.organisation)
    answers = {}
    for name, user in {
        "author": noor,
        "another animator": make_animator(space),
        "coordinator": make_coordinator(space),
        "coordinator of the organisation": make_coordinator(space.organisation),
        "coordinator of another space": make_coordinator(elsewhere),
        "coordinator elsewhere": make_coordinator(make_space()),
        "network coordinator": make_network_coordinator(network),
        "administrator": make_administrator(),
    }.items():
        client.force_login(user)
        path = page_of("help", record.uid)
        answers[name] = client.get(path).status_code, client.post(path).status_code
    assert answers == {
        "author": (200, 400),
        "another animator": (403, 403),
        "coordinator": (200, 400),
        "coordinator of the organisation": (200, 400),
        "coordinator of another space": (404, 404),
        "coordinator elsewhere": (404, 404),
        "network coordinator": (403, 403),
        "administrator": (403, 403),
    }


def test_the_author_who_left_the_team_no_longer(client: Client, noor: User, record: HelpRecord) -> None:
    noor.memberships.update(valid_until=timezone.localdate() - DAY)
    assert client.get(page_of("help", record.uid)).status_code == 404


def test_a_record_of_another_space_is_not_there(client: Client, noor: User) -> None:
    other = make_space()
    away = help_with(other, noor)
    paths = [page_of(kind, away.uid) for kind in ("help", "visits", "sent_away", "turn", "x")]
    assert [client.get(path).status_code for path in paths] == [404] * 5


def test_at_the_shared_computer_the_person_who_said_her_pin(
    space: Space, noor: User, record: HelpRecord
) -> None:
    device, token = make_computer(space)
    services.set_pin(space=space, by=noor, pin="2580")
    services.choose_person(device=device, person=noor, pin="2580")
    shared = Client()
    shared.cookies["opstap_device"] = token
    answer = send(shared, page_of("help", record.uid), minutes="45")
    assert (answer.status_code, HelpRecord.objects.get().minutes) == (302, 45)
    row = AuditEntry.objects.filter(action="help.corrected").get()
    assert (row.actor, row.device_uid) == (noor, device.uid)


# Filled in


def test_saved_untouched_nothing_changes(client: Client, space: Space, noor: User, network: Network) -> None:
    taxes, gone = make_e_service(network), make_e_service(network)
    series = make_series(space, by=noor)
    records = [
        help_with(space, noor),
        help_with(space, noor, mode="remote", minutes=25, e_service=taxes, age="not_said"),
        help_with(
            space,
            noor,
            theme="administrative:money",
            further=("digital:email", "digital:files"),
            minutes=45,
            began=time(10),
            ended=time(10, 45),
            place="home",
            autonomy="guided",
            device="phone",
            age="70_plus",
            situation="retired",
            gender="woman",
            publics=("seniors", "women"),
            next_step="alone",
            e_service=gone,
        ),
        help_with(space, noor, mode="workshop"),
        help_with(
            space,
            noor,
            mode="workshop",
            people=5,
            further=("digital:files",),
            totals={"age": {"70_plus": 3}, "public": {"seniors": 2}},
        ),
    ]
    HelpRecord.objects.filter(pk=records[0].pk).update(series=series)
    services.end_series(series=series, by=noor)
    type(gone).objects.filter(pk=gone.pk).update(network=make_network())
    before = list(HelpRecord.objects.order_by("pk").values())
    for record in records:
        answer = send(client, page_of("help", record.uid))
        assert answer.status_code == 302, answer.text
    assert list(HelpRecord.objects.order_by("pk").values()) == before
    assert AuditEntry.objects.filter(action__endswith="corrected").count() == 0


@pytest.mark.parametrize(
    ("stored", "changed", "minutes"),
    [
        ({"minutes": 30}, {"minutes": "45"}, 45),
        ({"minutes": 30}, {"minutes_own": "25"}, 25),
        ({"minutes": 25}, {"minutes": "30"}, 30),
        ({"minutes": 25}, {"minutes_own": "20"}, 20),
        ({"minutes": 45, "began": time(10), "ended": time(10, 45)}, {"ended": "11:00"}, 60),
        ({"minutes": 45, "began": time(10), "ended": time(10, 45)}, {"minutes": "90"}, 90),
        ({"minutes": 45, "began": time(10), "ended": time(10, 45)}, {"began": "", "ended": ""}, 45),
    ],
)
def test_of_the_ways_to_say_how_long_the_changed_one_counts(
    client: Client, space: Space, noor: User, stored: dict[str, Any], changed: dict[str, str], minutes: int
) -> None:
    record = help_with(space, noor, **stored)
    assert send(client, page_of("help", record.uid), **changed).status_code == 302
    row = HelpRecord.objects.get()
    hours = (time(10), time(11)) if changed.get("ended") else (None, None)
    assert (row.minutes, (row.began, row.ended)) == (minutes, hours)


def test_corrected_and_shown_on_its_day(client: Client, space: Space, noor: User, record: HelpRecord) -> None:
    theo = make_coordinator(space, name="Theo")
    client.force_login(theo)
    answer = send(client, page_of("help", record.uid), theme="digital:files", minutes="45", next_step="alone")
    day = f"{DESK}days/{record.local_date}/"
    assert answer.headers["Location"] == day
    shown = client.get(day).text
    assert "Corrected. The list says by whom." in shown
    assert re.search(r"Corrected by Theo today at \d+:\d\d\.", shown)
    (line,) = client.get(day).context["lines"]
    assert (line.entry.theme, line.entry.minutes, line.entry.by) == ("digital:files", 45, noor)
    again = client.get(page_of("help", record.uid)).text
    assert "How long, what comes next, theme" in again


def test_help_from_a_distance_is_not_said_to_be_in_the_space(
    client: Client, space: Space, noor: User
) -> None:
    record = help_with(space, noor, mode="remote")
    path = page_of("help", record.uid)
    assert client.get(path).text.count("Here, or from a distance") == 1
    assert send(client, path, mode="direct_help").status_code == 302
    row = HelpRecord.objects.get()
    assert (row.place, row.visit is not None, Visit.objects.counted().count()) == ("space", True, 1)


def test_a_group(client: Client, space: Space, noor: User) -> None:
    record = help_with(space, noor, mode="workshop", people=5, totals={"gender": {"woman": 3}})
    answer = send(client, page_of("help", record.uid), people="4", gender_woman="2", age_70_plus="1")
    row = HelpRecord.objects.get()
    assert (answer.headers["Location"], row.people) == (f"{DESK}#today", 4)
    assert row.totals == {"gender": {"woman": 2}, "age": {"70_plus": 1}}
    refused = send(client, page_of("help", record.uid), people="2", gender_woman="3")
    assert (refused.status_code, HelpRecord.objects.get().people) == (400, 4)
    assert "By gender, that is more people than in the group." in refused.text


def test_why_people_came_and_why_somebody_was_sent_away(
    client: Client, space: Space, noor: User, network: Network
) -> None:
    taxes = make_e_service(network)
    uid, away = tap(space, noor, 2, happened_at=timezone.now() - DAY), send_away(space, noor)
    send(client, page_of("visits", uid), purpose="leisure", e_service=str(taxes.uid))
    send(client, page_of("sent_away", away), reason="other")
    assert list(Visit.objects.values_list("purpose", "e_service")) == [("leisure", taxes.pk)] * 2
    assert SentAway.objects.get().reason == "other"


def test_what_reveals_is_kept_without_the_code(client: Client, space: Space, noor: User) -> None:
    series = make_series(space, by=noor)
    uid = uuid7()
    given = services.HelpGiven(theme="digital:email", minutes=15)
    services.record_help(act=act(space, noor, uid=uid), given=given, series=series)
    path = page_of("help", uid)
    assert filled_in(client.get(path).text)["series"] == [str(series)]
    answer = client.post(path, filled_in(client.get(path).text) | {"theme": "digital:health"}, follow=True)
    assert "Corrected, without the code." in answer.text
    assert (HelpRecord.objects.get().series, CoachingSeries.objects.count()) == (None, 1)


def test_a_code_of_another_space_is_refused(client: Client, noor: User, record: HelpRecord) -> None:
    foreign = make_series(make_space(), by=noor)
    refused = send(client, page_of("help", record.uid), series=str(foreign))
    assert (refused.status_code, "No series of this space runs" in refused.text) == (400, True)


# Sent twice, changed meanwhile


def test_sent_twice_counts_once(client: Client, record: HelpRecord) -> None:
    path = page_of("help", record.uid)
    body = filled_in(client.get(path).text) | {"minutes": "45"}
    answers = [client.post(path, body, follow=True).text for _ in range(2)]
    assert ["It counts once." in text for text in answers] == [False, True]
    assert (HelpRecord.objects.get().minutes, Receipt.objects.filter(kind="correction").count()) == (45, 1)
    assert AuditEntry.objects.filter(action="help.corrected").count() == 1


def test_who_comes_later_sees_what_is_stored_now_and_what_she_wrote(
    client: Client, space: Space, record: HelpRecord
) -> None:
    path = page_of("help", record.uid)
    body = filled_in(client.get(path).text)
    client.force_login(make_coordinator(space))
    send(client, path, theme="digital:files")
    answer = client.post(path, body | {"id": str(uuid7()), "minutes": "60", "publics": ["seniors"]})
    assert (answer.status_code, HelpRecord.objects.get().minutes) == (409, 15)
    typed = {one.label: one.typed for one in answer.context["typed"]}
    assert typed == {
        "What was it about?": "E-mail",
        "How long?": "60",
        "The person says: I am one of these": "Seniors",
    }
    assert filled_in(answer.text)["theme"] == ["digital:files"]
    again = client.post(path, filled_in(answer.text) | {"minutes": "60"})
    row = HelpRecord.objects.get()
    assert (again.status_code, row.theme, row.minutes) == (302, "digital:files", 60)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"theme": "digital:gossip"}, "Choose a theme of the list."),
        ({"theme": ""}, "Choose what it was about."),
        ({"minutes_own": "0"}, "Write from 1 to 600 minutes."),
        ({"began": "10:00"}, "Write both hours"),
        ({"mode": "remote", "place": "home"}, "has no other place"),
        ({"e_service": "x"}, "x"),
        ({"id": "x"}, "The id is not a UUID."),
        ({"id": ""}, "The id is missing."),
        ({"seen": ""}, "This field is required."),
        ({"age": "old"}, "old"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    client: Client, record: HelpRecord, changed: dict[str, str], says: str
) -> None:
    answer = send(client, page_of("help", record.uid), next_step="alone", **changed)
    assert (answer.status_code, says in answer.text) == (400, True)
    assert '<option value="alone" selected>' in answer.text
    row = HelpRecord.objects.get()
    assert (row.next_step, AuditEntry.objects.filter(action="help.corrected").count()) == ("", 0)


@pytest.mark.parametrize("body", ["[]", '{"id": 5}', "{", '"x"'])
def test_a_body_that_is_no_form(client: Client, record: HelpRecord, body: str) -> None:
    answer = client.post(page_of("help", record.uid), body, content_type="application/json")
    assert (answer.status_code, HelpRecord.objects.get().minutes) == (400, 15)


# Too late


def closed(client: Client, path: str, body: dict[str, Any]) -> tuple[int, int, bool, bool]:
    shown, sent = client.get(path), client.post(path, body)
    return (
        shown.status_code,
        sent.status_code,
        "<form class" in shown.text,
        "This was not saved." in sent.text,
    )


@pytest.mark.parametrize("why", ["old", "declared", "undone", "erased"])
def test_too_late_the_page_says_why(client: Client, space: Space, noor: User, why: str) -> None:
    record = help_with(space, noor, age="70_plus")
    path = page_of("help", record.uid)
    body = filled_in(client.get(path).text) | {"minutes": "45"}
    month_ago = timezone.localdate().replace(day=1) - DAY
    if why == "old":
        HelpRecord.objects.update(local_date=timezone.localdate() - 46 * DAY)
    elif why == "declared":
        HelpRecord.objects.update(local_date=month_ago)
        declare_month(space=space, month=month_ago.replace(day=1), by=noor)
    elif why == "undone":
        undo(space, noor, Target.HELP, record.uid)
    else:
        erase_answers(HelpRecord.objects.all())
    assert closed(client, path, body) == (200, 409, False, True)
    words = {
        "old": "This was noted more than 45 days ago",
        "declared": "was declared complete",
        "undone": "This was undone",
        "erased": "was erased, because its time was over",
    }
    assert words[why] in client.get(path).text
    assert HelpRecord.objects.get().minutes == 15
    months = f"/en/figures/months/{space.slug}/" if why == "declared" else ""
    client.force_login(make_coordinator(space))
    assert (">Our months<" in client.get(path).text) is bool(months)


# From the lists


def links(html: str) -> list[str]:
    """Kinds of records to which the page leads, beside the switch of languages."""
    return re.findall(r'href="/en/desk/de-trede/correct/([a-z_]+)/', html.partition("<main")[2])


def test_the_days_lead_to_what_the_reader_may_correct(client: Client, space: Space, noor: User) -> None:
    yesterday = timezone.now() - DAY
    theo, cora = make_animator(space), make_coordinator(space)
    help_with(space, noor, happened_at=yesterday)
    tap(space, noor, happened_at=yesterday)
    help_with(space, theo, happened_at=yesterday)
    gone = help_with(space, noor, happened_at=yesterday)
    undo(space, noor, Target.HELP, gone.uid, happened_at=yesterday)
    day = f"{DESK}days/{timezone.localdate(yesterday)}/"
    found = {}
    for user in (noor, theo, cora, make_animator(space)):
        client.force_login(user)
        found[user.pk] = sorted(links(client.get(day).text))
    assert list(found.values()) == [["help", "visits"], ["help"], ["help", "help", "visits"], []]


def test_a_closed_day_says_why_and_leads_nowhere(client: Client, space: Space, noor: User) -> None:
    old = timezone.localtime() - 46 * DAY
    help_with(space, noor, happened_at=old)
    shown = client.get(f"{DESK}days/{timezone.localdate(old)}/").text
    assert (links(shown), "more than 45 days ago" in shown) == ([], True)


def test_today_s_list_leads_to_help_and_who_was_sent_away(client: Client, space: Space, noor: User) -> None:
    help_with(space, noor)
    tap(space, noor)
    send_away(space, noor)
    help_with(space, make_animator(space))
    assert sorted(links(client.get(DESK).text)) == ["help", "sent_away"]


def test_the_visit_that_the_help_made_is_one_link_further(client: Client, record: HelpRecord) -> None:
    assert links(client.get(page_of("help", record.uid)).text) == ["visits"]
    send(client, page_of("visits", record.uid), purpose="leisure")
    assert Visit.objects.get().purpose == "leisure"


def test_the_forms_know_every_answer(client: Client, record: HelpRecord, space: Space, noor: User) -> None:
    """A field added to the forms of the desk must be here too: else it would be emptied in silence."""
    group = help_with(space, noor, mode="workshop", people=2)
    for kind, uid in ((HelpForm, record.uid), (GroupForm, group.uid)):
        offered = controls(client.get(page_of("help", uid)).text)
        asked_elsewhere = {"visit", "happened_at", "author", "e_service"}
        wanted = (
            set(kind(space=space).fields) - asked_elsewhere - ({"further"} if kind is GroupForm else set())
        )
        assert wanted - set(offered) == set()
