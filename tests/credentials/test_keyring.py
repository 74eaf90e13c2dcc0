"""Our own keys: made, replaced, revoked; what stays good and what does not."""

import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from opstap.credentials import identifiers, keyring
from opstap.credentials.keyring import JOURNAL, PRIVATE, KeyringError
from opstap.credentials.rules.moments import write_moment
from tests.credentials.badges import NOW, SIGNED_AT, badge, refused

pytestmark = pytest.mark.usefixtures("data_folder")


def signed() -> dict[str, object]:
    from opstap.credentials import adapter

    key = keyring.signing_key()
    plain = badge(identifiers.own_did())
    return adapter.sign(plain, key.private, method=identifiers.own_method(key.name), created=SIGNED_AT)


def test_without_a_key_nothing_is_signed() -> None:
    with pytest.raises(KeyringError, match="opstap keys create"):
        keyring.signing_key()


def test_only_the_owner_reads_the_files(data_folder: Path) -> None:
    keyring.create(NOW)
    keyring.rotate(NOW)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data_folder.iterdir()}
    assert modes == {PRIVATE: 0o600, JOURNAL: 0o600}


def test_there_is_one_first_key() -> None:
    keyring.create(NOW)
    with pytest.raises(KeyringError, match="opstap keys rotate"):
        keyring.create(NOW)


def test_what_a_retired_key_signed_stays_good() -> None:
    first = keyring.create(NOW)
    document = signed()
    second = keyring.rotate(NOW)

    assert keyring.signing_key().name == second.name
    assert [(key.name, bool(key.retired)) for key in keyring.all_keys()] == [
        (first.name, True),
        (second.name, False),
    ]
    assert (refused(document), refused(signed())) == (None, None)


def test_what_a_revoked_key_signed_holds_no_longer() -> None:
    first = keyring.create(NOW)
    document = signed()
    keyring.rotate(NOW)
    keyring.revoke(first.name, "seen in a log", NOW)

    assert refused(document, now=NOW - timedelta(seconds=1)) == "purpose-wrong"
    assert (refused(document, now=NOW), refused(signed())) == ("key-revoked", None)


def test_the_key_that_signs_is_replaced_before_it_is_revoked() -> None:
    key = keyring.create(NOW)
    with pytest.raises(KeyringError, match="still signs"):
        keyring.revoke(key.name, "seen", NOW)
    with pytest.raises(KeyringError, match="no such key"):
        keyring.revoke("z6Mk", "seen", NOW)


def test_the_private_half_of_a_replaced_key_is_gone(data_folder: Path) -> None:
    keyring.create(NOW)
    before = (data_folder / PRIVATE).read_bytes()
    keyring.rotate(NOW)
    assert [path.name for path in data_folder.iterdir() if before in path.read_bytes()] == []


def test_an_old_private_half_signs_no_more(data_folder: Path) -> None:
    """A restored backup may bring it back; the journal is never rolled back."""
    keyring.create(NOW)
    before = (data_folder / PRIVATE).read_bytes()
    keyring.rotate(NOW)
    (data_folder / PRIVATE).write_bytes(before)
    with pytest.raises(KeyringError, match="opstap keys rotate"):
        keyring.signing_key()
    keyring.rotate(NOW)
    assert refused(signed()) is None


def test_lines_mixed_by_a_restore_say_the_same(data_folder: Path) -> None:
    first = keyring.create(NOW)
    keyring.rotate(NOW + timedelta(days=1))
    keyring.revoke(first.name, "seen", NOW + timedelta(days=2))
    keys = keyring.all_keys()
    journal = data_folder / JOURNAL
    lines = journal.read_text().splitlines()
    journal.write_text("\n".join([*reversed(lines), lines[0]]))
    assert keyring.all_keys() == keys


@pytest.mark.parametrize("line", ["{}", '{"act": "made", "key": "z6Mk", "at": "now"}'])
def test_a_journal_that_cannot_be_read_is_told(data_folder: Path, line: str) -> None:
    (data_folder / JOURNAL).write_text(line)
    with pytest.raises(KeyringError, match="cannot be read"):
        keyring.all_keys()


def test_a_line_that_a_crash_left_half_written_is_left_out(data_folder: Path) -> None:
    first = keyring.create(NOW)
    with (data_folder / JOURNAL).open("a") as file:
        file.write('{"act": "revo')
    second = keyring.rotate(NOW)
    assert [key.name for key in keyring.all_keys()] == [first.name, second.name]


def test_a_private_half_that_is_none_is_told(data_folder: Path) -> None:
    keyring.create(NOW)
    (data_folder / PRIVATE).write_text("nothing")
    with pytest.raises(KeyringError, match="no private key"):
        keyring.signing_key()


def test_the_document_of_our_keys() -> None:
    first = keyring.create(NOW)
    second = keyring.rotate(NOW)
    keyring.revoke(first.name, "seen", NOW)
    did = "did:web:localhost%3A8000"

    def method(key: keyring.Key) -> dict[str, str]:
        return {
            "id": f"{did}#{key.name}",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": key.name,
        }

    assert identifiers.own_document() == {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [{**method(first), "revoked": write_moment(NOW)}, method(second)],
        "assertionMethod": [f"{did}#{second.name}"],
    }
    assert "private" not in json.dumps(identifiers.own_document()).lower()
