"""Checking what the public hands in, with what this installation knows and whom its operator trusts."""

import json
import re
import uuid
from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from opstap.credentials.fetching import read_list
from opstap.credentials.models import Credential, State
from opstap.credentials.pictures import unpacked
from opstap.credentials.reading import LARGEST
from opstap.credentials.reasons import Reason, RefusedError
from opstap.credentials.status import own_lists
from opstap.credentials.trust import Trust
from opstap.credentials.verifying import Verdict, verify

LONGEST_ADDRESS = 300
_FINDERS: list[Callable[[str], uuid.UUID | None]] = []
_REASONS = {State.REVOKED: Reason.REVOKED, State.SUSPENDED: Reason.SUSPENDED}


def check(data: bytes, *, now: datetime) -> Verdict:
    """A file's content, a picture of a QR code, pasted text, or the address of one of our own credentials."""
    try:
        found = content_of(data)
    except RefusedError as error:
        return Verdict(error.reason, error.detail)
    return verify(found, trust=trust_here(), now=now)


def content_of(data: bytes) -> bytes:
    """What is checked in the end: out of its picture, and from behind its address here.

    Raises RefusedError for a picture without either, and for an address that leads to no credential of ours.
    """
    text = unpacked(data, LARGEST)
    own = own_document_in(text)
    if own is not None:
        return own
    address = text[:LONGEST_ADDRESS].decode(errors="replace").strip()
    if re.fullmatch(r"https?://\S+", address):
        is_ours = address.startswith(f"{settings.SITE_URL}/")
        raise RefusedError(Reason.ADDRESS_UNKNOWN if is_ours else Reason.ADDRESS_ELSEWHERE, address)
    return text


def trust_here() -> Trust:
    return Trust(issuers=read_list(settings.TRUSTED_ISSUERS), own_state=own_state)


def own_state(address: str, index: int) -> Reason | None:
    """From our own register: why the credential at this place of this list does not count; None when it does.

    Raises RefusedError for a list that we do not have.
    """
    number = address.removeprefix(own_lists())
    if not re.fullmatch(r"\d{1,6}", number):
        raise RefusedError(Reason.STATUS_WRONG, address)
    found = Credential.objects.filter(list_number=int(number), list_index=index).first()
    return _REASONS.get(found.state) if found else None


def register_address(find: Callable[[str], uuid.UUID | None]) -> None:
    """Let other rooms say which credential stands behind an address of theirs: that of a poster, say."""
    _FINDERS.append(find)


def own_document_in(data: bytes) -> bytes | None:
    """The credential whose address `data` is, as signed; None when it is no address of ours."""
    address = data[:LONGEST_ADDRESS].decode(errors="replace").strip()
    uid = next((uid for find in (_credential_at, *_FINDERS) if (uid := find(address))), None)
    found = Credential.objects.filter(uid=uid).first() if uid else None
    return json.dumps(found.document).encode() if found else None


def _credential_at(address: str) -> uuid.UUID | None:
    site = re.escape(settings.SITE_URL)
    match = re.fullmatch(rf"{site}(?:/[a-z]{{2}})?/credentials/([0-9a-f-]{{36}})(?:/|\.json)?", address)
    try:
        return uuid.UUID(match[1]) if match else None
    except ValueError:
        return None
