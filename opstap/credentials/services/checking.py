"""Checking what the public hands in, with what this installation knows and whom its operator trusts."""

import json
import re
import uuid
from datetime import datetime

from django.conf import settings

from opstap.credentials.fetching import read_list
from opstap.credentials.models import Credential, State
from opstap.credentials.reasons import Reason, RefusedError
from opstap.credentials.status import own_lists
from opstap.credentials.trust import Trust
from opstap.credentials.verifying import Verdict, verify

_REASONS = {State.REVOKED: Reason.REVOKED, State.SUSPENDED: Reason.SUSPENDED}


def check(data: bytes, *, now: datetime) -> Verdict:
    """A file's content, pasted text, or the address of one of our own credentials."""
    own = own_document_in(data)
    return verify(data if own is None else own, trust=trust_here(), now=now)


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


def own_document_in(data: bytes) -> bytes | None:
    """The credential whose address `data` is, as signed; None when it is no address of ours."""
    site = re.escape(settings.SITE_URL)
    text = data[:300].decode(errors="replace").strip()
    match = re.fullmatch(rf"{site}(?:/[a-z]{{2}})?/credentials/([0-9a-f-]{{36}})(?:/|\.json)?", text)
    try:
        uid = uuid.UUID(match[1]) if match else None
    except ValueError:
        return None
    found = Credential.objects.filter(uid=uid).first() if uid else None
    return json.dumps(found.document).encode() if found else None
