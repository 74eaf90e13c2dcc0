"""Sent twice is stored once: the client's id and a hash of the content decide.

Same id and content → stored once, answered alike. Same id, other content → refused and kept aside.
"""

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from opstap.core.models import Quarantine, Receipt

if TYPE_CHECKING:
    from opstap.accounts.models import User


class ContentConflictError(Exception):
    """The id is known with other content; what was sent now lies in quarantine."""

    def __init__(self, kept: Quarantine) -> None:
        super().__init__(f"{kept.uid} is known with other content")
        self.kept = kept


@dataclass(frozen=True)
class Stored:
    """What `store_once` answers: the receipt, and whether this call wrote the record."""

    receipt: Receipt
    created: bool


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of the content in canonical JSON, 64 hexadecimal digits."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def store_once(
    *,
    uid: uuid.UUID,
    kind: str,
    content: dict[str, Any],
    by: "User",
    space_uid: uuid.UUID,
    write: Callable[[Receipt], object],
) -> Stored:
    """Run `write(receipt)` exactly once for `uid`, in one transaction with the receipt.

    Raises ContentConflictError when the id is known with other content, kind or space.
    """
    content_hash = digest({"kind": kind, "space": str(space_uid), "content": content})
    with transaction.atomic():
        receipt, created = Receipt.objects.get_or_create(
            uid=uid,
            defaults={"content_hash": content_hash, "kind": kind, "actor": by, "space_uid": space_uid},
        )
        if created:
            write(receipt)
    if not created and receipt.content_hash != content_hash:
        raise ContentConflictError(_keep_aside(uid, content_hash, kind, content, by, space_uid))
    return Stored(receipt, created)


def _keep_aside(
    uid: uuid.UUID, content_hash: str, kind: str, content: dict[str, Any], by: "User", space_uid: uuid.UUID
) -> Quarantine:
    kept, _created = Quarantine.objects.get_or_create(
        uid=uid,
        content_hash=content_hash,
        defaults={
            "kind": kind,
            "content": json.loads(json.dumps(content, default=str)),
            "actor": by,
            "space_uid": space_uid,
        },
    )
    return kept
