"""The log: who sees what, filters, pages, the file."""

import csv
import io
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from opstap.core.models import AuditEntry
from opstap.keeping.services import log
from opstap.spaces.models import Space
from tests.factories import (
    make_administrator,
    make_animator,
    make_coordinator,
    make_network,
    make_network_coordinator,
    make_organisation,
    make_space,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def space() -> Space:
    network = make_network("net")
    return make_space("ours", organisation=make_organisation(network=network))


def act(space: Space | None, action: str = "space.changed", **fields: object) -> AuditEntry:
    fields = {"at": NOON, "object_kind": "space", "fields": ["phone"]} | fields
    uid = space.uid if space else None
    return AuditEntry.objects.create(action=action, object_uid=uuid.uuid4(), space_uid=uid, **fields)  # type: ignore[misc]


def acts_on(client: Client, address: str) -> list[str]:
    leaf = client.get(address).context["leaf"]
    return [line.act for line in leaf.lines]


def as_user(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def test_the_coordinator_sees_all_acts_of_her_space_and_no_other(space: Space) -> None:
    noor = make_animator(space, name="Noor")
    act(space, "visits.recorded", actor=noor, object_kind="visit", fields=[])
    act(space, at=NOON + timedelta(minutes=1), fields=["valid_until", "phone", "phone"])
    act(make_space())
    page = as_user(make_coordinator(space)).get("/en/keeping/log/of/ours/")

    assert [(line.person, line.act, line.kind, line.fields) for line in page.context["leaf"].lines] == [
        ("Opstap itself", "changed the record of a place", "place", "until, phone"),
        ("Noor", "counted people who came in", "visit", ""),
    ]
    # 12:00 UTC is 13:00 in Brussels.
    assert "13:01" in page.content.decode()


@pytest.mark.parametrize("who", [make_administrator, "network"])
def test_what_happens_at_the_desk_is_for_its_coordinator_only(space: Space, who: object) -> None:
    act(space, "help.recorded")
    act(space, "duty.checked-in")
    act(space, "space.confirmed")
    network = space.organisation.network_memberships.get().network  # type: ignore[union-attr]
    client = as_user(make_administrator() if who is make_administrator else make_network_coordinator(network))

    assert acts_on(client, "/en/keeping/log/of/ours/") == ["confirmed the record of a place"]
    assert client.get("/en/keeping/log/of/ours/?act=help.recorded").status_code == 400
    assert "help.recorded" not in client.get("/en/keeping/log/of/ours/csv/").content.decode()


def test_the_whole_log_is_for_the_administrator_and_without_the_desks(space: Space) -> None:
    act(space, "visits.recorded")
    act(None, "person.added", object_kind="user", fields=["email"])

    assert acts_on(as_user(make_administrator()), "/en/keeping/log/all/") == ["added a person"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("", ["c", "b", "a"]),
        ("person=noor", ["c", "b"]),
        ("person=NOOR@example.org", ["c", "b"]),
        ("person=nobody", []),
        ("act=space.hidden", ["c"]),
        ("first=2026-03-03", ["c", "b"]),
        ("last=2026-03-02", ["a"]),
        ("first=2026-03-03&last=2026-03-03", ["b"]),
        ("first=2026-03-03&act=space.changed&person=noor", ["b"]),
    ],
)
def test_filters(space: Space, question: str, expected: list[str]) -> None:
    noor = make_animator(space, name="Noor", email="noor@example.org")
    act(space, fields=["a"])
    # 23:30 UTC on the 2nd is the 3rd in Brussels.
    act(space, fields=["b"], actor=noor, at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    act(space, "space.hidden", fields=["c"], actor=noor, at=NOON + timedelta(days=2))
    page = as_user(make_coordinator(space)).get(f"/en/keeping/log/of/ours/?{question}")

    assert [line.fields for line in page.context["leaf"].lines] == expected


@pytest.mark.parametrize(
    "question", ["first=yesterday", "act=no.such", "first=2026-03-03&last=2026-03-02", "person=" + 200 * "a"]
)
def test_a_question_that_cannot_be_read_is_answered_with_words(space: Space, question: str) -> None:
    client = as_user(make_coordinator(space))
    page = client.get(f"/en/keeping/log/of/ours/?{question}")

    assert page.status_code == 400
    assert "What you typed is kept" in page.content.decode()
    assert client.get(f"/en/keeping/log/of/ours/csv/?{question}").status_code == 400


@pytest.mark.parametrize("before", ["x", "-1", "99999999999999999999999", "²", ""])
def test_an_odd_page_begins_at_the_newest(space: Space, before: str) -> None:
    act(space)
    assert len(acts_on(as_user(make_coordinator(space)), f"/en/keeping/log/of/ours/?before={before}")) == 1


def test_pages_go_on_where_the_last_one_ended(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "A_PAGE", 2)
    for number in range(5):
        act(space, fields=[str(number)], at=NOON + timedelta(minutes=number // 2))
    client, seen, address = as_user(make_coordinator(space)), [], "/en/keeping/log/of/ours/"
    while True:
        leaf = client.get(address).context["leaf"]
        seen += [line.fields for line in leaf.lines]
        if leaf.older is None:
            break
        address = f"/en/keeping/log/of/ours/?before={leaf.older}"

    assert seen == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_makes_the_same_queries_for_one_row_and_for_three(
    space: Space, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(rows):
        act(space, actor=make_animator(space))
    with django_assert_num_queries(1):
        assert (
            len(
                log.leaf(log.found(log.log_of(space, own_records=True), log.Wanted(), space.zone), None).lines
            )
            == rows
        )


def test_the_file_holds_the_same_and_runs_no_formula(space: Space) -> None:
    act(space, "visits.recorded", actor=make_animator(space, name="=HYPERLINK(1)"), object_kind="visit")
    answer = as_user(make_coordinator(space)).get("/en/keeping/log/of/ours/csv/")

    assert answer["Content-Disposition"] == 'attachment; filename="log-ours.csv"'
    text = answer.content.decode("utf-8-sig")
    assert list(csv.DictReader(io.StringIO(text))) == [
        {
            "at": "2026-03-02T13:00:00+01:00",
            "person": "'=HYPERLINK(1)",
            "act": "counted people who came in",
            "act_code": "visits.recorded",
            "kind": "visit",
            "fields": "phone",
        }
    ]


def test_who_reads_one_log_is_led_to_it(space: Space) -> None:
    answer = as_user(make_coordinator(space)).get("/en/keeping/log/")

    assert (answer.status_code, answer["Location"]) == (302, "/en/keeping/log/of/ours/")
    assert as_user(make_administrator()).get("/en/keeping/log/?q=nothing").status_code == 200
