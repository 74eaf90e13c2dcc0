"""Who gives which role where: every pair, and nothing beyond one's own scope."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from opstap.accounts.models import User
from opstap.accounts.services import has_second_factor
from opstap.core.models import AuditEntry
from opstap.spaces import permissions
from opstap.spaces.models import ROLES_IN, Invitation, Membership, Role, Scope
from opstap.spaces.services import people
from tests import factories
from tests.access.places import Place, make_people, make_places

pytestmark = pytest.mark.django_db

PEOPLE, ADD = "/en/spaces/people/", "/en/spaces/people/add/"
NEW = {"name": "Lina", "email": "lina@example.org", "language": "nl"}

# What each kind of person may give, by scope; a scope that is not named: nothing.
TEAM = {"animator", "coordinator"}
MAY_GIVE: dict[str, dict[str, set[str]]] = {
    "animator of the space": {},
    "coordinator of the space": {"own space": TEAM},
    "coordinator of the organisation": {"own space": TEAM, "own organisation": TEAM},
    "network coordinator": {
        scope: {"coordinator"}
        for scope in ("own space", "own organisation", "neighbour space", "neighbour organisation")
    },
    "region officer": {},
    "administrator": {
        **{
            f"{where} {kind}": TEAM
            for where in ("own", "neighbour", "stranger")
            for kind in ("space", "organisation")
        },
        "own network": {"network_coordinator", "region_officer"},
        "stranger network": {"network_coordinator", "region_officer"},
        "installation": {"administrator"},
    },
}


def all_scopes(places: dict[str, Place]) -> dict[str, Scope]:
    scopes = {"installation": Scope()}
    for where, place in places.items():
        scopes[f"{where} space"] = Scope(place.space)
        scopes[f"{where} organisation"] = Scope(place.organisation)
        if where != "neighbour":
            scopes[f"{where} network"] = Scope(place.network)
    return scopes


def send(user: User, scope: Scope, role: str, **answers: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(f"{ADD}{scope.key}/", NEW | {"role": role} | answers)


@pytest.mark.parametrize("who", MAY_GIVE)
def test_every_pair_of_role_and_scope_by_page(who: str) -> None:
    places = make_places()
    giver = make_people(places["own"])[who]
    given: dict[str, set[str]] = {}
    for (number, (name, scope)), role in product(enumerate(all_scopes(places).items()), Role):
        before = Invitation.objects.count()
        send(giver, scope, role, email=f"new{number}{role}@example.org")
        if Invitation.objects.count() > before:
            given.setdefault(name, set()).add(role)
    assert given == MAY_GIVE[who]


@pytest.mark.parametrize("who", MAY_GIVE)
def test_every_pair_of_role_and_scope_by_end(who: str) -> None:
    places = make_places()
    user = make_people(places["own"])[who]
    ended: dict[str, set[str]] = {}
    client = Client()
    client.force_login(user)
    for name, scope in all_scopes(places).items():
        for role in TEAM if scope.kind in ("space", "organisation") else ROLES_IN[scope.kind]:
            role = Role(role)
            membership = factories.make_membership(role=role, **scope.as_fields())
            client.post(f"{PEOPLE}role/{membership.uid}/end/", {"last_day": "2026-01-01", "alone": "on"})
            membership.refresh_from_db()
            if membership.valid_until is not None:
                ended.setdefault(name, set()).add(role)
    assert ended == MAY_GIVE[who]


def test_a_scope_is_found_again_by_its_key() -> None:
    places = make_places()
    boss = factories.make_administrator()
    scopes = list(all_scopes(places).values())
    assert [permissions.get_scope_to_staff(boss, scope.key) for scope in scopes] == scopes


@pytest.mark.parametrize(
    "key",
    ["", "space", "space-", "organisation-7", "organisation-", "planet-x", "network-nowhere", "Space-x"],
)
def test_an_invented_scope_is_not_found(client: Client, key: str) -> None:
    client.force_login(factories.make_administrator())
    assert client.get(f"{ADD}{key or '-'}/").status_code == 404


def test_somebody_known_who_never_came_gets_a_link_shown_once(client: Client) -> None:
    space = factories.make_space("maison")
    coordinator = factories.make_coordinator(space)
    lina = factories.make_user("lina@example.org", name="Lina", language="nl")
    page = send(coordinator, Scope(space), "animator")
    assert [(m.role, m.space, m.valid_from) for m in lina.memberships.all()] == [
        ("animator", space, timezone.localdate())
    ]
    assert page.context["link"].startswith("http://localhost:8000/nl/account/password/new/")
    assert (mail.outbox[0].to, page.context["link"] in mail.outbox[0].body) == (["lina@example.org"], True)


def test_what_happened_is_in_the_audit_trail_without_names() -> None:
    space = factories.make_space()
    coordinator = factories.make_coordinator(space)
    people.give_role(**NEW, role=Role.ANIMATOR, scope=Scope(space), by=coordinator)
    rows = AuditEntry.objects.order_by("pk").values_list("action", "actor", "space_uid", "fields")
    assert list(rows) == [
        ("person.added", coordinator.pk, None, ["email", "language", "name"]),
        ("role.given", coordinator.pk, space.uid, ["role", "space", "valid_from"]),
    ]


def test_somebody_known_gets_the_role_and_no_link() -> None:
    space = factories.make_space()
    known = factories.make_user("lina@example.org", name="Lina Peeters", last_login=timezone.now())
    response = send(factories.make_coordinator(space), Scope(space), "animator", email="LINA@example.org")
    known.refresh_from_db()
    assert (response["Location"], known.name, known.memberships.get().space) == (
        PEOPLE,
        "Lina Peeters",
        space,
    )
    assert (mail.outbox, User.objects.filter(email__iexact="lina@example.org").count()) == ([], 1)


def test_nobody_takes_over_an_account_by_adding_it() -> None:
    space = factories.make_space()
    administrator = factories.make_administrator(email="boss@example.org")
    response = send(factories.make_coordinator(space), Scope(space), "animator", email="boss@example.org")
    assert (response["Location"], administrator.last_login, mail.outbox) == (PEOPLE, None, [])


def test_the_same_role_twice_is_one_role() -> None:
    space = factories.make_space()
    coordinator = factories.make_coordinator(space)
    factories.make_user("lina@example.org")
    for _ in range(2):
        send(coordinator, Scope(space), "animator")
    assert Membership.objects.filter(user__email="lina@example.org").count() == 1


def test_nobody_gives_herself_a_role_but_an_administrator() -> None:
    network = factories.make_network()
    space = factories.make_space(network=network)
    results = []
    for user in (factories.make_network_coordinator(network), factories.make_administrator()):
        send(user, Scope(space), "coordinator", email=user.email.upper())
        results.append(user.memberships.filter(space=space).count())
    assert results == [0, 1]


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({"email": "no mail"}, ["email"]),
        ({"name": " "}, ["name"]),
        ({"role": "administrator"}, ["role"]),
        ({"role": ""}, ["role"]),
        ({"language": "xx"}, ["language"]),
        ({"name": "x" * 200, "email": "a" * 300 + "@example.org"}, ["name", "email"]),
        ({"name": "a\x00b"}, ["name"]),
    ],
)
def test_a_wrong_answer_is_explained_and_writes_nothing(answers: dict[str, str], wrong: list[str]) -> None:
    space = factories.make_space()
    coordinator = factories.make_coordinator(space)
    page = send(coordinator, Scope(space), answers.pop("role", "animator"), **answers)
    assert (page.status_code, list(page.context["form"].errors)) == (200, wrong)
    assert (Membership.objects.count(), Invitation.objects.count(), AuditEntry.objects.count()) == (1, 0, 0)


def test_a_role_ends_in_the_evening_of_its_last_day(client: Client) -> None:
    space, today = factories.make_space(), timezone.localdate()
    membership = factories.make_membership(space=space)
    people.end_role(membership=membership, last_day=today, by=factories.make_coordinator(space))
    in_force = [
        Membership.objects.in_force(today + timedelta(days)).filter(pk=membership.pk).exists()
        for days in (0, 1)
    ]
    assert in_force == [True, False]


def test_a_day_before_the_first_becomes_the_first() -> None:
    today = timezone.localdate()
    membership = factories.make_membership(space=factories.make_space(), valid_from=today)
    people.end_role(membership=membership, last_day=today - timedelta(9), by=factories.make_administrator())
    assert membership.valid_until == today


def test_an_ended_role_opens_nothing_any_more(client: Client) -> None:
    space = factories.make_space()
    coordinator = factories.make_coordinator(space)
    client.force_login(coordinator)
    before = client.get(PEOPLE).status_code
    Membership.objects.update(valid_until=timezone.localdate() - timedelta(1))
    assert (before, client.get(PEOPLE).status_code) == (200, 403)


def test_the_last_administrator_stays(client: Client) -> None:
    only = factories.make_administrator()
    client.force_login(only)
    page = client.post(f"{PEOPLE}role/{only.memberships.get().uid}/end/", {"last_day": "2026-01-01"})
    assert list(page.context["form"].errors) == ["last_day"]
    factories.make_administrator()
    client.post(f"{PEOPLE}role/{only.memberships.get().uid}/end/", {"last_day": "2026-01-01"})
    assert str(only.memberships.get().valid_until) == "2026-01-01"


@pytest.mark.parametrize("day", ["", "yesterday", "2026-02-31", "99999-01-01", "0000-00-00"])
def test_a_day_that_is_none_is_explained(client: Client, day: str) -> None:
    space = factories.make_space()
    client.force_login(factories.make_coordinator(space))
    uid = factories.make_membership(space=space).uid
    page = client.post(f"{PEOPLE}role/{uid}/end/", {"last_day": day})
    assert list(page.context["form"].errors) == ["last_day"]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("coordinator of the space", {"own animator", "own coordinator", "own boss"}),
        ("coordinator of the organisation", {"own animator", "own coordinator", "own boss"}),
        ("network coordinator", {"own coordinator", "own boss", "next coordinator", "own officer"}),
        ("region officer", {"own coordinator", "own boss", "next coordinator", "own officer"}),
        (
            "administrator",
            {
                "own animator",
                "own coordinator",
                "own boss",
                "next animator",
                "next coordinator",
                "far coordinator",
                "own officer",
            },
        ),
    ],
)
def test_who_sees_whom(client: Client, who: str, seen: set[str]) -> None:
    places = make_places()
    asking = make_people(places["own"])[who]
    colleagues = {
        "own animator": factories.make_animator(places["own"].space),
        "own coordinator": factories.make_coordinator(places["own"].space),
        "own boss": factories.make_coordinator(places["own"].organisation),
        "own officer": factories.make_region_officer(places["own"].network),
        "next animator": factories.make_animator(places["neighbour"].space),
        "next coordinator": factories.make_coordinator(places["neighbour"].space),
        "far coordinator": factories.make_coordinator(places["stranger"].space),
    }
    client.force_login(asking)
    listed = {line.membership.user for line in client.get(PEOPLE).context["lines"]}
    assert {name for name, user in colleagues.items() if user in listed} == seen


def test_a_region_officer_only_reads(client: Client) -> None:
    network = factories.make_network()
    factories.make_coordinator(factories.make_space(network=network))
    client.force_login(factories.make_region_officer(network))
    lines = client.get(PEOPLE).context["lines"]
    assert [(line.can_end, line.can_help) for line in lines] == [(False, False)] * 2
    assert client.get(ADD).status_code == 403


def test_former_members_of_a_network_are_no_longer_its_own(client: Client) -> None:
    network = factories.make_network()
    space = factories.make_space(network=network)
    organisation = factories.make_organisation(network=network)
    network.memberships.update(valid_until="2021-01-01")
    powers = permissions.powers_of(factories.make_network_coordinator(network))
    assert [powers.roles_in(Scope(thing)) for thing in (space, organisation)] == [(), ()]


def test_a_link_and_a_forgotten_phone_for_a_colleague(client: Client) -> None:
    space = factories.make_space()
    client.force_login(factories.make_coordinator(space))
    animator = factories.make_animator(space)
    uid = animator.memberships.get().uid
    page = client.post(f"{PEOPLE}role/{uid}/sign-in/", {"forget_phone": "on"})
    assert (page.status_code, has_second_factor(animator)) == (200, False)
    assert client.get(page.context["link"].removeprefix("http://localhost:8000")).status_code == 302


@pytest.mark.parametrize("past", [None, "2021-01-01"])
def test_no_link_for_an_account_with_a_role_elsewhere(client: Client, past: str | None) -> None:
    space = factories.make_space()
    client.force_login(factories.make_coordinator(space))
    animator = factories.make_animator(space)
    uid = animator.memberships.get().uid
    factories.make_membership(animator, Role.ADMINISTRATOR, valid_until=past)
    assert client.post(f"{PEOPLE}role/{uid}/sign-in/").status_code == 403
    assert has_second_factor(animator) is True


def test_no_link_for_oneself(client: Client) -> None:
    space = factories.make_space()
    coordinator = factories.make_coordinator(space)
    client.force_login(coordinator)
    assert client.post(f"{PEOPLE}role/{coordinator.memberships.get().uid}/sign-in/").status_code == 403


def test_who_has_one_place_is_not_asked_where(client: Client) -> None:
    client.force_login(factories.make_coordinator(factories.make_space("maison")))
    assert client.get(ADD)["Location"] == f"{ADD}space-maison/"


def test_places_are_found_by_a_part_of_their_name(client: Client) -> None:
    network = factories.make_network(names={"fr": "Réseau de Bruxelles"})
    factories.make_space(names={"fr": "Médiathèque"})
    factories.make_organisation(names={"nl": "Mediahuis"})
    client.force_login(factories.make_administrator())
    found = [
        [scope.kind for scope in client.get(ADD, {"q": words}).context["scopes"]]
        for words in ("media", "RESEAU", "nothing like it")
    ]
    assert (found, str(network)) == ([["organisation", "space"], ["network"], []], "Réseau de Bruxelles")


def test_the_list_is_searched_by_person_and_by_space(client: Client) -> None:
    space = factories.make_space(names={"fr": "Médiathèque"})
    factories.make_animator(space, name="Noor", email="noor@example.org")
    factories.make_animator(factories.make_space(), name="Théo")
    client.force_login(factories.make_administrator())
    found = [
        [line.membership.user.name for line in client.get(PEOPLE, {"q": words}).context["lines"]]
        for words in ("noo", "NOOR@", "mediatheque", "nobody")
    ]
    assert found == [["Noor"], ["Noor"], ["Noor"], []]


def test_ended_roles_stand_under_earlier(client: Client) -> None:
    space = factories.make_space()
    gone = factories.make_membership(space=space, valid_until="2021-01-01")
    client.force_login(factories.make_coordinator(space))
    pages = [client.get(PEOPLE, query) for query in ({}, {"earlier": "1"})]
    assert [gone in [line.membership for line in page.context["lines"]] for page in pages] == [False, True]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_any_length(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    space = factories.make_space()
    for _ in range(count):
        factories.make_animator(space)
    client.force_login(factories.make_coordinator(space))
    with django_assert_num_queries(9):
        client.get(PEOPLE)


def test_the_command_makes_an_administrator_with_a_link(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("administrator", "Ada@Example.org", "--name", "Ada", "--language", "nl")
    ada = User.objects.get(email="ada@example.org")
    said = capsys.readouterr().out.splitlines()
    assert (ada.name, ada.language, ada.memberships.get().role) == ("Ada", "nl", "administrator")
    assert said[0] == "Ada <ada@example.org> is administrator now."
    assert said[2].startswith("http://localhost:8000/nl/account/password/new/")


def test_the_command_promotes_a_known_person_and_can_be_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    known = factories.make_animator(factories.make_space(), email="ada@example.org", name="Ada")
    for _ in range(2):
        call_command("administrator", "ada@example.org", "--name", "Somebody")
    said = capsys.readouterr().out.splitlines()
    assert sorted(known.memberships.values_list("role", flat=True)) == ["administrator", "animator"]
    assert (said[0], said[3]) == (
        "Ada <ada@example.org> is administrator now.",
        "Ada <ada@example.org> was administrator already.",
    )


def test_the_command_refuses_what_is_no_email() -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("administrator", "ada")
    assert User.objects.count() == 0
