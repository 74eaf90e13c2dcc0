"""Organisations: made and changed, each act with its trace."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from opstap.accounts.models import User
from opstap.core import audit
from opstap.spaces.models import NetworkMembership, Organisation, Space
from opstap.territory.models import Network


@transaction.atomic
def create_organisation(
    *, by: User, names: dict[str, str], network: Network | None = None, **fields: Any
) -> Organisation:
    """A new organisation, member of the network when one is given."""
    organisation = Organisation.objects.create(names=names, **fields)
    if network is not None:
        today = timezone.localdate()
        NetworkMembership.objects.create(network=network, organisation=organisation, valid_from=today)
    audit.record(
        "organisation.created", by=by, kind="organisation", uid=organisation.uid, fields=["names", *fields]
    )
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation, *, by: User, **changes: Any) -> list[str]:
    """Change the given columns; returns the names of those that really changed."""
    stored = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changed = audit.changed_fields({name: getattr(stored, name) for name in changes}, changes)
    for name, value in changes.items():
        setattr(organisation, name, value)
    if changed:
        organisation.save(update_fields=changed)
        # Their records tell who runs them: who keeps a copy of these must hear of it.
        Space.objects.filter(organisation=organisation).update(changed_at=timezone.now())
        audit.record("organisation.changed", by=by, kind="organisation", uid=organisation.uid, fields=changed)
    return changed
