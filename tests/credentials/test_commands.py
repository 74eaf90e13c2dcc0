"""`opstap keys` and `opstap verify`."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from opstap.credentials import keyring
from tests.credentials.badges import Issuer, changed
from tests.factories import make_credential

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data_folder")]

AT = "--at=2026-11-25T12:00:00Z"


def run(*words: Any) -> tuple[int, str]:
    """How it ends, and what it says."""
    out = io.StringIO()
    try:
        call_command(*[str(word) for word in words], stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def written(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_keys_are_made_listed_replaced_and_revoked() -> None:
    assert "opstap keys create" in run("keys", "rotate")[1]
    first = json.loads(run("keys", "create", "--json")[1])
    assert (first["did"], [key["state"] for key in first["keys"]]) == ("did:web:localhost%3A8000", ["signs"])
    assert run("keys", "create")[0] == 1
    name = first["keys"][0]["key"]
    assert "still signs" in run("keys", "revoke", "--key", name, "--reason", "seen")[1]
    assert "retired" in run("keys", "rotate")[1]
    assert "Say which key" in run("keys", "revoke")[1]
    said = run("keys", "revoke", "--key", name, "--reason", "seen in a log")[1]
    assert ("revoked" in said, "seen in a log" in said, said.count("z6Mk")) == (True, True, 2)
    assert [key["state"] for key in json.loads(run("keys", "list", "--json")[1])["keys"]] == [
        "revoked",
        "signs",
    ]


def test_no_private_half_is_ever_said(data_folder: Path) -> None:
    said = run("keys", "create")[1] + run("keys", "list", "--json")[1]
    private = (data_folder / keyring.PRIVATE).read_text().splitlines()[1]
    assert private not in said


def test_a_good_one_ends_with_0(tmp_path: Path, issuer: Issuer) -> None:
    path = written(tmp_path, "badge.json", issuer.badge())
    code, said = run("verify", path, AT)
    assert (code, said.splitlines()[0]) == (0, "It holds.")
    code, said = run("verify", path, AT, "--json")
    assert (code, json.loads(said)) == (
        0,
        {
            "holds": True,
            "reason": None,
            "detail": "",
            "sentence": "",
            "credential": {
                "id": "urn:uuid:0193f0a0-0000-7000-8000-000000000001",
                "name": "A labelled space",
                "issuer": issuer.did,
                "issuer_name": "An issuer",
                "subject": "urn:uuid:0193f0a0-0000-7000-8000-000000000002",
                "valid_from": "2026-11-01T10:00:00Z",
                "valid_until": "2027-11-01T10:00:00Z",
            },
        },
    )


def test_a_bad_one_ends_with_1_and_says_why(tmp_path: Path, issuer: Issuer) -> None:
    path = written(tmp_path, "badge.json", changed(issuer.badge(), "name", "Other"))
    code, said = run("verify", path, AT, "--in", "nl")
    assert (code, said.splitlines()[0][:26]) == (1, "De handtekening klopt niet")
    code, said = run("verify", path, AT, "--json")
    found = json.loads(said)
    assert (code, found["holds"], found["reason"], found["credential"]) == (1, False, "signature-wrong", None)


def test_what_cannot_be_checked_ends_with_2(tmp_path: Path, issuer: Issuer) -> None:
    path = written(tmp_path, "badge.json", issuer.badge())
    bad = written(tmp_path, "bad", "no key")
    for words in (
        [tmp_path / "none.json"],
        [tmp_path],
        [path, "--key", tmp_path / "none"],
        [path, "--key", bad],
        [path, "--status-list", bad],
        [path, "--status-list", written(tmp_path, "list.json", {})],
        [path, "--at", "tomorrow"],
    ):
        assert run("verify", *words)[0] == 2


def test_a_key_in_a_file_or_on_the_line(tmp_path: Path) -> None:
    issuer = Issuer("did:web:issuer.example.org", "key-1")
    path = written(tmp_path, "badge.json", issuer.badge())
    did = written(tmp_path, "did.json", issuer.did_document())
    multibase = written(tmp_path, "key.txt", issuer.name)
    assert json.loads(run("verify", path, AT, "--json")[1])["reason"] == "issuer-not-allowed"
    for key in (did, multibase, issuer.name, f"did:key:{issuer.name}"):
        assert (key, run("verify", path, AT, "--key", key)[0]) == (key, 0)
    assert run("verify", path, AT, "--key", Issuer().name)[0] == 1


def test_a_status_list_in_a_file(tmp_path: Path, issuer: Issuer) -> None:
    address = "https://lists.example.org/1"
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "3",
        "statusListCredential": address,
    }
    path = written(tmp_path, "badge.json", issuer.badge(credentialStatus=entry))
    for places, code in (([3], 1), ([4], 0)):
        given = written(tmp_path, "list.json", issuer.status_list(address, places, "revocation"))
        assert run("verify", path, AT, "--status-list", given)[0] == code
    assert json.loads(run("verify", path, AT, "--json")[1])["reason"] == "status-not-allowed"


def test_a_database_that_does_not_answer_ends_with_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(**_words: Any) -> None:
        raise OperationalError("no such table")

    path = written(tmp_path, "badge.json", make_credential().document)
    monkeypatch.setattr("opstap.credentials.services.checking.Credential.objects.filter", silent)
    assert run("verify", path)[0] == 2


def test_one_of_ours(tmp_path: Path) -> None:
    path = written(tmp_path, "badge.json", make_credential().document)
    assert run("verify", path)[0] == 0
