import pytest
from django.utils.translation import gettext_lazy as _

from opstap.core import menu
from tests.factories import make_user


def entry(url_name: str, *, shown: bool = True) -> menu.Entry:
    return menu.Entry(url_name, _("Desk"), _("Count who comes in"), "p-door", lambda user: shown)


@pytest.fixture(autouse=True)
def _empty_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "_REGISTER", [])


@pytest.mark.django_db
def test_entries_stand_in_order_and_only_for_who_may_see_them() -> None:
    menu.register(entry("home"), order=20)
    menu.register(entry("root"), order=10)
    menu.register(entry("account_login", shown=False), order=5)
    assert [known.url_name for known in menu.entries_for(make_user())] == ["root", "home"]


@pytest.mark.django_db
def test_registering_again_replaces_and_moves() -> None:
    for name, order in (("home", 1), ("root", 2), ("home", 3)):
        menu.register(entry(name), order=order)
    assert [known.url_name for known in menu.entries_for(make_user())] == ["root", "home"]


def test_an_entry_leads_somewhere() -> None:
    assert entry("home").href == "/fr/home/"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/fr/spaces/la-marche/duty/", "spaces:space-list"),
        ("/fr/spaces/people/add/", "spaces:people"),
        ("/fr/account/", None),
    ],
)
def test_the_entry_of_the_room_is_current(path: str, expected: str | None) -> None:
    entries = [entry("spaces:space-list"), entry("spaces:people")]
    found = menu.current_of(entries, path)

    assert (found.url_name if found else None) == expected
