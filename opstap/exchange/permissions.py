"""Who reviews imported places: the network's coordinator for its places, the administrator for all."""

from django.db.models import Exists, OuterRef, Q

from opstap.accounts.models import User
from opstap.spaces.models import NetworkMembership, Role, Space
from opstap.spaces.models.space import SpaceQuerySet
from opstap.spaces.permissions import can_confirm_places, is_administrator, networks_of


def can_review(user: User) -> bool:
    return can_confirm_places(user)


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
