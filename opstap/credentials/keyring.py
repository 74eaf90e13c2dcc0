"""The installation's own keys, Ed25519, in two files of the data folder, both for the owner alone.

`issuer_key`         the private half that signs now. A rotation replaces it; the old one is gone for good.
`issuer_keys.jsonl`  a journal of the public halves: made, retired, revoked. Lines are only added, and a
                     restore of a backup adds what it lacks, so no public half is ever forgotten.

A retired key signs nothing more, and what it signed stays good. A revoked key was seen by somebody else: what
it signed holds no longer.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from opstap.core import journals
from opstap.credentials import adapter
from opstap.credentials.rules.moments import read_moment, write_moment

PRIVATE = "issuer_key"
JOURNAL = "issuer_keys.jsonl"


class KeyringError(Exception):
    """Said to the operator, in English: what is wrong with the keys, and the command that mends it."""


@dataclass(frozen=True)
class Key:
    """A public half. `name` is its multikey, "z6Mk…"."""

    name: str
    made: datetime
    retired: datetime | None = None
    revoked: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class SigningKey:
    name: str
    private: Ed25519PrivateKey


def all_keys() -> list[Key]:
    """In the order in which they were made. Raises KeyringError for a journal that cannot be read."""
    keys: dict[str, Key] = {}
    path = _folder() / JOURNAL
    for line in journals.lines(path):
        try:
            _apply(line, keys)
        except (ValueError, KeyError, TypeError) as error:
            raise KeyringError(f"{path} holds a line that cannot be read: {str(line)[:60]}") from error
    return sorted(keys.values(), key=lambda key: key.made)


def _apply(line: dict[str, Any], keys: dict[str, Key]) -> None:
    """Lines of two installations may be mixed after a restore: their order does not matter."""
    name, at = line["key"], read_moment(line["at"])
    key = keys.get(name) or Key(name, at)
    match line["act"]:
        case "made":
            key = replace(key, made=at)
        case "retired":
            key = replace(key, retired=min(at, key.retired or at))
        case "revoked":
            key = replace(key, revoked=min(at, key.revoked or at), reason=line["reason"])
        case _:
            raise ValueError(line["act"])
    keys[name] = key


def signing_key() -> SigningKey:
    """The key that signs now. Raises KeyringError when there is none that may."""
    path = _folder() / PRIVATE
    if not path.exists():
        raise KeyringError("There is no key to sign with. Make one: opstap keys create")
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise KeyringError(f"{path} is no private key. Make a new one: opstap keys rotate") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyringError(f"{path} is no Ed25519 key. Make a new one: opstap keys rotate")
    name = adapter.multikey(private.public_key())
    known = next((key for key in all_keys() if key.name == name), None)
    if known is None or known.retired or known.revoked:
        raise KeyringError(
            "The private key is no longer one that may sign. Make a new one: opstap keys rotate"
        )
    return SigningKey(name, private)


def create(now: datetime) -> Key:
    """The first key. Raises KeyringError when there is one."""
    with _alone():
        if (_folder() / PRIVATE).exists() or all_keys():
            raise KeyringError("There is a key already. Replace it: opstap keys rotate")
        return _make(now)


def rotate(now: datetime) -> Key:
    """A new key that signs from now on; what the others signed stays good."""
    with _alone():
        before = [key for key in all_keys() if not key.retired]
        if not before:
            raise KeyringError("There is no key yet. Make one: opstap keys create")
        made = _make(now)
        for key in before:
            _note({"act": "retired", "key": key.name, "at": write_moment(now)})
        return made


def revoke(name: str, reason: str, now: datetime) -> Key:
    """Somebody else may have the key: what it signed holds no longer. Raises KeyringError."""
    with _alone():
        key = next((key for key in all_keys() if key.name == name), None)
        if key is None:
            raise KeyringError("There is no such key. See them: opstap keys list")
        if key.revoked:
            raise KeyringError("This key is revoked already.")
        if not key.retired:
            raise KeyringError("This key still signs. Replace it first: opstap keys rotate")
        _note({"act": "revoked", "key": name, "at": write_moment(now), "reason": reason})
    return replace(key, revoked=now, reason=reason)


def _make(now: datetime) -> Key:
    private = Ed25519PrivateKey.generate()
    name = adapter.multikey(private.public_key())
    # The public half first: a crash in between leaves a key that never signed.
    _note({"act": "made", "key": name, "at": write_moment(now)})
    _write_private(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return Key(name, now)


def _write_private(content: bytes) -> None:
    fresh = _folder() / f"{PRIVATE}.new"
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(_folder() / PRIVATE)


def _note(line: dict[str, str]) -> None:
    journals.append(_folder() / JOURNAL, line)


@contextmanager
def _alone() -> Iterator[None]:
    """One command at a time; the system lets go when the process ends, however it ends."""
    handle = os.open(_folder(), os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _folder() -> Path:
    return Path(settings.DATA_DIR)
