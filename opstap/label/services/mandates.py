"""Mandates: written by the secretariat, public once published, and ended by a day; never removed."""

from datetime import date
from typing import Any

from django.db import transaction

from opstap.accounts.models import User
from opstap.core import audit
from opstap.label.models import Mandate
from opstap.label.services.pieces import Taken, forget_content
from opstap.spaces.models import Space


class PublishedError(Exception):
    """What is public is not rewritten: it ends, and a new mandate begins."""


@transaction.atomic
def write_mandate(
    *, mandate: Mandate, spaces: list[Space], changed: list[str], by: User, document: Taken | None = None
) -> Mandate:
    """Keep a new mandate, or a changed one that is not public yet; a new document takes the old one's place.

    Raises PublishedError.
    """
    is_new = mandate.pk is None
    if not is_new and Mandate.objects.select_for_update().get(pk=mandate.pk).is_public:
        raise PublishedError(str(mandate.uid))
    before = mandate.document_sha256
    if document is not None:
        mandate.document_name, mandate.document_sha256 = document.name, document.sha256
        transaction.on_commit(lambda: forget_content(before) if before else None)
    mandate.save()
    mandate.spaces.set(spaces)
    if is_new:
        _record("mandate.added", mandate, by)
    elif changed:
        _record("mandate.changed", mandate, by, changed)
    return mandate


@transaction.atomic
def publish_mandate(*, mandate: Mandate, by: User) -> Mandate:
    """From now on everybody reads it. Publishing twice changes nothing."""
    found = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if not found.is_public:
        found.is_public = True
        found.save(update_fields=["is_public"])
        _record("mandate.published", found, by)
    return found


@transaction.atomic
def end_mandate(*, mandate: Mandate, last_day: date, by: User) -> Mandate:
    """Its last day. Raises ValueError before its first."""
    if last_day < mandate.valid_from:
        raise ValueError(last_day)
    mandate.valid_until = last_day
    mandate.save(update_fields=["valid_until"])
    _record("mandate.ended", mandate, by, ["valid_until"])
    return mandate


def _record(action: str, mandate: Mandate, by: User, fields: Any = ()) -> None:
    audit.record(action, by=by, kind="mandate", uid=mandate.uid, fields=fields)
