"""Which roles a person has today, and what they span."""

from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from opstap.accounts.models import User
from opstap.spaces.models import Membership, NetworkMembership, Organisation, Role, Space
from opstap.spaces.models.people import valid_on
from opstap.territory.models import Network

TEAM = {Role.ANIMATOR, Role.COORDINATOR}

NETWORK_STAFF = {Role.NETWORK_COORDINATOR, Role.REGION_OFFICER}


def roles_of(user: User | AnonymousUser) -> list[Membership]:
    """The person's memberships in force today; asked once per request."""
    if not isinstance(user, User):
        return []
    known = getattr(user, "_roles_in_force", None)
    if known is None:
        today = timezone.localdate()
        known = list(
            user.memberships.in_force(today).select_related("space", "organisation", "network__area")
        )
        user._roles_in_force = known  # type: ignore[attr-defined]
    return cast("list[Membership]", known)


def has_role(user: User, *roles: str) -> bool:
    return any(membership.role in roles for membership in roles_of(user))


def is_administrator(user: User) -> bool:
    return has_role(user, Role.ADMINISTRATOR)


def networks_of(user: User, *roles: str) -> list[Network]:
    """Networks in which the person has one of the roles; all of them for an administrator."""
    if is_administrator(user):
        return list(Network.objects.select_related("area"))
    return [m.network for m in roles_of(user) if m.role in roles and m.network is not None]


def team_spaces(user: User, *roles: str) -> Q:
    condition = Q(pk__in=[])
    for membership in roles_of(user):
        if membership.role not in roles:
            continue
        if membership.space_id:
            condition |= Q(pk=membership.space_id)
        if membership.organisation_id:
            condition |= Q(organisation_id=membership.organisation_id)
    return condition


def spaces_of_networks(user: User, *roles: str) -> Q:
    condition = Q(pk__in=[])
    for network in networks_of(user, *roles):
        condition |= Q(pk__in=Space.objects.of_network(network).values("pk"))
    return condition


def own_organisations(user: User) -> list[int]:
    return [m.organisation_id for m in roles_of(user) if m.role == Role.COORDINATOR and m.organisation_id]


def organisations_of_networks(user: User, *roles: str) -> QuerySet[Organisation]:
    today = timezone.localdate()
    member = NetworkMembership.objects.filter(
        valid_on(today), network__in=networks_of(user, *roles), organisation__isnull=False
    )
    return Organisation.objects.filter(pk__in=member.values("organisation"))


def can_confirm_places(user: User) -> bool:
    """Imported places are confirmed by the network; an operator confirms her own by editing it."""
    return is_administrator(user) or bool(networks_of(user, Role.NETWORK_COORDINATOR))
