"""Whether a credential was withdrawn: Bitstring Status List 1.0, of this installation and of others."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings

from opstap.credentials import adapter
from opstap.credentials.adapter import Document
from opstap.credentials.fetching import FetchError
from opstap.credentials.identifiers import own_did
from opstap.credentials.reasons import Reason, RefusedError
from opstap.credentials.rules.model import as_list, issuer_of, types_of
from opstap.credentials.rules.shapes import is_address
from opstap.credentials.trust import Trust

ENTRY = "BitstringStatusListEntry"
LIST = "BitstringStatusListCredential"
# Other purposes ("refresh", "message") tell something, and end nothing.
ENDING = {"revocation": Reason.REVOKED, "suspension": Reason.SUSPENDED}
_INDEX = re.compile(r"0|[1-9]\d{0,9}")

# From the bytes of a list to its document, its proof checked.
Checked = Callable[[bytes], Document]


def check_entries(credential: Document) -> list[Document]:
    """The entries that can end it, each of a form that is understood. Raises RefusedError."""
    entries = as_list(credential.get("credentialStatus"))
    for entry in entries:
        _check_entry(entry)
    return [entry for entry in entries if entry["statusPurpose"] in ENDING]


def _check_entry(entry: Document) -> None:
    if entry.get("type") not in (ENTRY, [ENTRY]):
        raise RefusedError(Reason.STATUS_UNSUPPORTED, str(entry.get("type")))
    if not isinstance(entry.get("statusPurpose"), str):
        raise RefusedError(Reason.PART_WRONG, "credentialStatus.statusPurpose")
    index = entry.get("statusListIndex")
    if not isinstance(index, str) or not _INDEX.fullmatch(index):
        raise RefusedError(Reason.PART_WRONG, "credentialStatus.statusListIndex")
    if not is_address(entry.get("statusListCredential")):
        raise RefusedError(Reason.PART_WRONG, "credentialStatus.statusListCredential")
    if entry.get("statusSize", 1) not in (1, "1") or entry.get("statusSize") is True:
        raise RefusedError(Reason.STATUS_UNSUPPORTED, "statusSize")


def check_status(entry: Document, issuer: str, trust: Trust, checked: Checked) -> None:
    """Raises RefusedError when the bit of the entry is set, or when that cannot be known."""
    address, index = entry["statusListCredential"], int(entry["statusListIndex"])
    if trust.own_state and issuer == own_did() and address.startswith(own_lists()):
        reason = trust.own_state(address, index)
    else:
        document = checked(_list_at(address, trust))
        reason = ENDING[entry["statusPurpose"]] if _bit(document, entry, issuer) else None
    if reason:
        raise RefusedError(reason)


def own_lists() -> str:
    """What the address of each of our own lists begins with."""
    return f"{settings.SITE_URL}/credentials/status/"


def _list_at(address: str, trust: Trust) -> bytes:
    if address in trust.lists:
        return trust.lists[address]
    if not trust.issuers.may_ask(address):
        raise RefusedError(Reason.STATUS_NOT_ALLOWED, address)
    try:
        return trust.fetch(address)
    except FetchError as error:
        raise RefusedError(Reason.STATUS_UNREACHABLE, str(error)) from error


def _bit(document: Document, entry: Document, issuer: str) -> bool:
    """Raises RefusedError for a list that is not the one the entry speaks of."""
    subject = _subject(document)
    _require(LIST in types_of(document), "type")
    _require(issuer_of(document) == issuer, "issuer")
    _require(document.get("id", entry["statusListCredential"]) == entry["statusListCredential"], "id")
    _require(
        subject.get("type") in ("BitstringStatusList", ["BitstringStatusList"]), "credentialSubject.type"
    )
    _require(entry["statusPurpose"] in as_list(subject.get("statusPurpose")), "statusPurpose")
    _require(subject.get("statusSize", 1) == 1, "statusSize")
    bits = _bits(subject.get("encodedList"))
    index = int(entry["statusListIndex"])
    _require(index < len(bits) * 8, "statusListIndex")
    return bool(bits[index // 8] & (0x80 >> index % 8))


def _subject(document: Document) -> Document:
    subjects = as_list(document.get("credentialSubject"))
    _require(len(subjects) == 1 and isinstance(subjects[0], dict), "credentialSubject")
    subject: Document = subjects[0]
    return subject


def _bits(encoded: Any) -> bytes:
    _require(isinstance(encoded, str), "encodedList")
    try:
        bits = adapter.decode_bits(encoded)
    except ValueError as error:
        raise RefusedError(Reason.STATUS_WRONG, "encodedList") from error
    _require(len(bits) * 8 >= adapter.LIST_SIZE, "encodedList")
    return bits


def _require(right: bool, where: str) -> None:
    if not right:
        raise RefusedError(Reason.STATUS_WRONG, where)
