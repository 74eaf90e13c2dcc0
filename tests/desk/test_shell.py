"""The desk without a line, as the server gives it: no record, no name, no token."""

import json

import pytest
from django.templatetags.static import static
from django.test import Client

from opstap.accounts.models import User
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry, Receipt
from opstap.spaces.models import Space
from opstap.spaces.services.duty import check_in
from tests.desk.acts import help_with, tap
from tests.desk.conftest import Send

SHELL = "/en/desk/de-trede/shell/"


@pytest.fixture
def busy_day(space: Space, noor: User) -> None:
    check_in(space, noor)
    tap(space, noor, 37)
    help_with(space, noor)


def test_the_shell_has_no_record_no_name_and_no_token(
    client: Client, space: Space, noor: User, busy_day: None
) -> None:
    client.force_login(noor)
    page = client.get(SHELL)
    found = [word for word in (noor.name, noor.email, str(noor.uid), ">37<", "csrf") if word in page.text]
    assert (page.status_code, found) == (200, [])
    assert (page.headers["Opstap-Desk"], len(page.headers["Opstap-Version"])) == ("1", 16)
    assert 'data-shell="1"' in page.text
    assert 'data-n="0"' in page.text


def test_the_shell_can_note_everything_the_desk_can(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    forms = [f'id="f-{name}"' for name in ("visits", "own", "purpose", "sent_away", "undo", "help")]
    shell, desk = client.get(SHELL).text, client.get("/en/desk/de-trede/").text
    assert [form in shell for form in forms] == [form in desk for form in forms] == [True] * len(forms)


def test_the_service_worker_is_the_same_for_everybody(client: Client, space: Space, noor: User) -> None:
    for_anybody = client.get("/desk/sw.js")
    client.force_login(noor)
    assert client.get("/desk/sw.js").text == for_anybody.text
    assert for_anybody.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert for_anybody.headers["Cache-Control"] == "no-cache"
    assert for_anybody.headers["Service-Worker-Allowed"] == "/"


def test_the_service_worker_names_every_file_of_the_shell(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    program, shell = client.get("/desk/sw.js").text, client.get(SHELL)
    line = next(line for line in program.splitlines() if line.startswith("const FILES"))
    kept = json.loads(line.partition(" = ")[2].rstrip(";"))
    asked = [
        static(name) for name in ("opstap.css", "sprite.svg", "icon.svg", "desk/page.js", "desk/vault.js")
    ]
    assert [path in kept for path in asked] == [True] * len(asked)
    assert f'const VERSION = "{shell.headers["Opstap-Version"]}"' in program


@pytest.mark.parametrize(("language", "short"), [("fr", "Comptoir"), ("nl", "Balie"), ("en", "Desk")])
def test_the_desk_can_be_put_on_the_start_screen(client: Client, language: str, short: str) -> None:
    answer = client.get(f"/{language}/desk/app.webmanifest")
    app = json.loads(answer.content)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (app["short_name"], app["lang"], app["display"]) == (short, language, "standalone")
    assert (app["start_url"], app["scope"]) == (f"/{language}/desk/", f"/{language}/desk/")
    assert {icon["purpose"] for icon in app["icons"]} == {"any", "maskable"}


def test_throwing_away_leaves_a_line_in_the_log_once(send_json: Send, space: Space, noor: User) -> None:
    uid, target = uuid7(), uuid7()
    note = {"id": uid, "target": target, "target_kind": "help", "reason": "mistake"}
    assert [send_json("drop", **note).status_code for _ in range(2)] == [201, 200]
    entry = AuditEntry.objects.get(action="item.dropped-mistake")
    assert (entry.object_uid, entry.object_kind, entry.fields, entry.actor) == (
        target,
        "help",
        [],
        noor,
    )
    assert Receipt.objects.get().kind == "drop"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"reason": "because"}, "reason"), ({"target": "7"}, "target"), ({"target_kind": "a b"}, "target_kind")],
)
def test_throwing_away_needs_a_reason_and_an_id(
    send_json: Send, space: Space, wrong: dict[str, str], field: str
) -> None:
    note = {"target": str(uuid7()), "target_kind": "help", "reason": "mistake"} | wrong
    answer = send_json("drop", **note)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert AuditEntry.objects.count() == 0


def test_the_page_its_parts_and_hello_name_one_version(client: Client, space: Space, noor: User) -> None:
    client.force_login(noor)
    shell = client.get(SHELL)
    version = shell.headers["Opstap-Version"]
    said = client.get("/en/desk/de-trede/hello/").json()["version"]
    part = client.get("/en/desk/de-trede/", headers={"HX-Request": "true"})
    pages = [client.get("/en/desk/de-trede/"), shell, part]
    assert said == version
    assert [page.text.count(f'data-version="{version}"') for page in pages] == [1, 1, 1]
