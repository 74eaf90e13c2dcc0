"""Quick templates: kept by the coordinator, offered to the team, filled in with and without a script."""

import json
import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.html import escape

from opstap.accounts.models import User
from opstap.core.models import AuditEntry
from opstap.desk.models import HelpTemplate
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests.factories import make_coordinator, make_e_service, make_network, make_space, make_template

LIST = "/en/desk/de-trede/templates/"
DESK = "/en/desk/de-trede/"
PAPER = {
    "name": "Tax return on paper, 30 min",
    "theme": "administrative:money",
    "minutes": 30,
    "mode": "direct_help",
}


@pytest.fixture
def cora(client: Client, space: Space) -> User:
    cora = make_coordinator(space)
    client.force_login(cora)
    return cora


def offered(space: Space) -> list[str]:
    return [template.name for template in HelpTemplate.objects.offered_at(space)]


def test_a_template_is_added_and_stands_at_the_desk(
    client: Client, space: Space, noor: User, cora: User, network: Network
) -> None:
    taxes = make_e_service(network)
    client.post(LIST, PAPER | {"e_service": taxes.uid, "next_step": "alone"})
    template = HelpTemplate.objects.get()
    assert template.preset == {
        "theme": "administrative:money",
        "minutes": 30,
        "mode": "direct_help",
        "e_service": str(taxes.uid),
        "next_step": "alone",
    }
    client.force_login(noor)
    page = client.get(DESK).text
    found = re.search(r'data-preset="([^"]+)" aria-keyshortcuts="3">Tax return on paper', page)
    assert found is not None
    assert found[1] == escape(json.dumps(template.preset))


def test_without_a_script_the_form_comes_filled_in(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    usual = make_template(space, theme="digital:files", next_step="literacy", place="home")
    other = make_template(space, minutes=25)
    page = client.get(DESK, {"template": usual.uid}).text
    assert re.search(r'name="theme" value="digital:files" checked', page)
    assert re.search(r'name="minutes" value="30" checked', page)
    assert re.search(r'name="place" value="home"[^>]* checked', page)
    assert '<option value="literacy" selected>' in page
    assert '<details id="help-more" open>' in page
    page = client.get(DESK, {"template": other.uid}).text
    assert re.search(r'name="minutes_own"[^>]* value="25"', page)
    assert '<details id="help-more">' in page


@pytest.mark.parametrize("asked", ["nonsense", "", "01a207eb-80e2-7480-9234-038c5605e0a6"])
def test_a_template_that_is_not_there_fills_in_nothing(client: Client, noor: User, asked: str) -> None:
    client.force_login(noor)
    page = client.get(DESK, {"template": asked})
    assert (page.status_code, page.context["help_form"].initial["minutes_own"]) == (200, None)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 41}, "at most 40"),
        ({"theme": ""}, "Choose what it is about."),
        ({"theme": "digital:gossip"}, "Choose a theme of the list."),
        ({"minutes": "0"}, "Write from 1 to 600 minutes."),
        ({"minutes": ""}, "Write from 1 to 600 minutes."),
        ({"mode": "remote", "place": "home"}, "has no other place"),
        ({"place": "remote"}, "has no other place"),
        ({"e_service": "x"}, "x"),
        ({"name": "known"}, "There is a template with this name already."),
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    client: Client, space: Space, cora: User, wrong: dict[str, Any], message: str
) -> None:
    make_template(space, "Known")
    response = client.post(LIST, PAPER | {"device": "phone"} | wrong)
    assert (response.status_code, message in response.text) == (400, True)
    assert '<option value="phone" selected>' in response.text
    assert offered(space) == ["Known"]


def test_an_e_service_of_another_network_is_refused(client: Client, space: Space, cora: User) -> None:
    elsewhere = make_e_service(make_network())
    assert client.post(LIST, PAPER | {"e_service": elsewhere.uid}).status_code == 400


def test_twelve_are_enough(client: Client, space: Space, cora: User) -> None:
    for _number in range(HelpTemplate.MOST):
        make_template(space)
    response = client.post(LIST, PAPER)
    assert (response.status_code, "Retire one first." in response.text) == (400, True)
    assert len(offered(space)) == 12


def test_changed_ordered_retired(client: Client, space: Space, cora: User) -> None:
    first, second = make_template(space, "First"), make_template(space, "Second")
    client.post(f"{LIST}{second.uid}/move/", {"to": "up"})
    client.post(f"{LIST}{second.uid}/move/", {"to": "up"})
    assert offered(space) == ["Second", "First"]
    client.post(f"{LIST}{first.uid}/", PAPER)
    assert offered(space) == ["Second", PAPER["name"]]
    client.post(f"{LIST}{second.uid}/", {"retire": "1"})
    assert offered(space) == [PAPER["name"]]
    assert client.get(f"{LIST}{second.uid}/").status_code == 404
    rows = AuditEntry.objects.filter(object_kind="help_template").order_by("pk")
    assert [(row.action, row.fields) for row in rows] == [
        ("help_template.moved", ["position"]),
        ("help_template.changed", ["name", "preset"]),
        ("help_template.retired", ["retired_at"]),
    ]


def test_a_retired_name_is_free_again(client: Client, space: Space, cora: User) -> None:
    old = make_template(space, PAPER["name"])
    client.post(f"{LIST}{old.uid}/", {"retire": "1"})
    assert client.post(LIST, PAPER).status_code == 302


def test_a_template_of_another_space_is_not_there(client: Client, cora: User) -> None:
    foreign = make_template(make_space())
    assert client.get(f"{LIST}{foreign.uid}/").status_code == 404


def test_the_database_keeps_one_of_a_name(space: Space) -> None:
    make_template(space, "Twice")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_template(space, "Twice")
