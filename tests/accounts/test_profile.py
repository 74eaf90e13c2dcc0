from django.test import Client
from django.urls import reverse

from opstap.accounts import services
from opstap.accounts.models import User
from opstap.core import menu
from opstap.core.models import AuditEntry
from tests.accounts.phone import give_phone
from tests.factories import make_coordinator, make_membership, make_organisation, make_space, make_user

PAGE = "/en/account/"
ANSWERS = {"name": "Noor El Amrani", "public_name": "Noor", "language": "fr"}


def test_what_changed_is_kept_and_noted_without_its_content(client: Client, noor: User) -> None:
    make_phone_owner(client, noor)
    assert client.post(PAGE, ANSWERS)["Location"] == PAGE
    noor.refresh_from_db()
    entry = AuditEntry.objects.get()
    assert (noor.name, noor.public_name, noor.language) == ("Noor El Amrani", "Noor", "fr")
    assert (entry.action, entry.actor, entry.fields) == (
        "person.changed",
        noor,
        ["language", "name", "public_name"],
    )


def make_phone_owner(client: Client, user: User) -> None:
    give_phone(user)
    client.force_login(user)


def test_nothing_changed_is_nothing_noted(client: Client, noor: User) -> None:
    make_phone_owner(client, noor)
    client.post(PAGE, {"name": "Noor", "public_name": "", "language": "nl"})
    assert AuditEntry.objects.count() == 0


def test_a_refused_answer_keeps_what_was_typed_and_the_stored_name(client: Client, noor: User) -> None:
    make_phone_owner(client, noor)
    page = client.post(PAGE, ANSWERS | {"name": "", "language": "xx"})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["name", "language"])
    assert page.context["user"].name == "Noor"
    assert page.context["form"]["public_name"].value() == "Noor"


def test_nobody_changes_the_email_or_the_state_of_an_account_here(client: Client, noor: User) -> None:
    make_phone_owner(client, noor)
    client.post(PAGE, ANSWERS | {"email": "other@example.org", "is_active": "", "uid": "1"})
    noor.refresh_from_db()
    assert (noor.email, noor.is_active) == ("noor@example.org", True)


def test_the_page_lists_the_roles_of_today(client: Client, db: None) -> None:
    space = make_space(names={"fr": "La Marche"})
    user = make_coordinator(make_organisation(names={"fr": "Les Ateliers"}))
    make_membership(user, space=space)
    make_membership(user, space=make_space(), valid_until="2020-01-01")
    client.force_login(user)
    assert client.get(PAGE).context["roles"] == [
        "coordinator: all spaces of Les Ateliers",
        "animator: La Marche",
    ]


def test_home_shows_a_tile_per_entry_of_the_menu(client: Client, db: None) -> None:
    user = make_coordinator(make_space())
    client.force_login(user)
    page = client.get("/en/home/").content.decode()
    entries = menu.entries_for(user)
    assert [entry.href in page and str(entry.hint) in page for entry in entries] == [True] * len(entries)
    assert reverse("spaces:people") in [entry.href for entry in entries]


def test_who_has_no_role_is_told_whom_to_ask(client: Client, db: None) -> None:
    client.force_login(make_user())
    assert "You have no role yet." in client.get("/en/home/").content.decode()


def test_an_email_has_one_account(db: None) -> None:
    first, new = services.get_or_add_person(email="Ada@Example.org", name="Ada", language="fr", by=None)
    again, known = services.get_or_add_person(email="ada@example.ORG", name="Other", language="nl", by=None)
    assert (first.pk, new, known) == (again.pk, True, False)
    assert (again.email, again.name, again.language) == ("ada@example.org", "Ada", "fr")
