"""Who reviews imported places: the network's coordinator for its places, the administrator for all."""

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core.models import Job
from opstap.spaces.models import NetworkMembership, Role, Space
from opstap.spaces.models.space import SpaceQuerySet
from opstap.spaces.permissions import can_confirm_places, is_administrator, known_spaces, networks_of


def can_review(user: User) -> bool:
    return can_confirm_places(user)


def get_reviewable_source(user: User, source: str) -> SpaceQuerySet:
    """The places of one source that the person reviews; 404 to strangers, 403 to too small roles."""
    spaces = reviewable_spaces(user).filter(source=source)
    if spaces.exists():
        return spaces
    if known_spaces(user).filter(source=source).exclude(source="").exists():
        raise PermissionDenied(_("Only the network's coordinator confirms imported places."))
    raise Http404


def can_see_import(user: User, job: Job) -> bool:
    """Who sent the file, the coordinator of its network, the administrator."""
    networks = {network.pk for network in networks_of(user, Role.NETWORK_COORDINATOR)}
    return (
        job.payload.get("by") == user.pk or is_administrator(user) or job.payload.get("network") in networks
    )


def reviewable_spaces(user: User) -> SpaceQuerySet:
    """Imported spaces of the person's networks, and those that no network has."""
    imported = Space.objects.exclude(source="")
    if is_administrator(user):
        return imported
    networks = networks_of(user, Role.NETWORK_COORDINATOR)
    if not networks:
        return imported.none()
    member = Q(space=OuterRef("pk")) | Q(organisation=OuterRef("organisation"))
    condition = ~Q(Exists(NetworkMembership.objects.filter(member)))
    for network in networks:
        condition |= Q(pk__in=Space.objects.of_network(network).values("pk"))
    return imported.filter(condition)
