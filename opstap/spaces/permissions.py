"""Who may do what with which space. Views ask here, and nowhere else.

Strangers to a space get 404 (they learn nothing about it), people of it with too small a role get 403.
"""

from collections.abc import Callable
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.spaces.models import Membership, Organisation, Role, Space
from opstap.spaces.models.space import SpaceQuerySet
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


def _team_spaces(user: User, *roles: str) -> Q:
    condition = Q(pk__in=[])
    for membership in roles_of(user):
        if membership.role not in roles:
            continue
        if membership.space_id:
            condition |= Q(pk=membership.space_id)
        if membership.organisation_id:
            condition |= Q(organisation_id=membership.organisation_id)
    return condition


def _spaces_of_networks(user: User, *roles: str) -> Q:
    condition = Q(pk__in=[])
    for network in networks_of(user, *roles):
        condition |= Q(pk__in=Space.objects.of_network(network).values("pk"))
    return condition


def desk_spaces(user: User) -> SpaceQuerySet:
    """Spaces at whose desk the person works: the team's. Records belong to the space, so the network
    coordinator, the region and the administrator are not among them."""
    return Space.objects.filter(_team_spaces(user, Role.ANIMATOR, Role.COORDINATOR))


def editable_spaces(user: User) -> SpaceQuerySet:
    """Spaces whose record the person may change: the coordinator's own, the network coordinator's network."""
    if is_administrator(user):
        return Space.objects.all()
    return Space.objects.filter(
        _team_spaces(user, Role.COORDINATOR) | _spaces_of_networks(user, Role.NETWORK_COORDINATOR)
    )


def known_spaces(user: User) -> SpaceQuerySet:
    """Spaces the person has anything to do with: of these she may learn that they exist in the office."""
    if is_administrator(user):
        return Space.objects.all()
    return Space.objects.filter(_team_spaces(user, *TEAM) | _spaces_of_networks(user, *NETWORK_STAFF))


def can_edit_space(user: User, space: Space) -> bool:
    return editable_spaces(user).filter(pk=space.pk).exists()


def can_use_desk(user: User, space: Space) -> bool:
    return desk_spaces(user).filter(pk=space.pk).exists()


def can_confirm_places(user: User) -> bool:
    """Imported places are confirmed by the network; an operator confirms her own by editing it."""
    return is_administrator(user) or bool(networks_of(user, Role.NETWORK_COORDINATOR))


def editable_organisations(user: User) -> list[Organisation]:
    if is_administrator(user):
        return list(Organisation.objects.all())
    own = [m.organisation_id for m in roles_of(user) if m.role == Role.COORDINATOR and m.organisation_id]
    networks = [network.pk for network in networks_of(user, Role.NETWORK_COORDINATOR)]
    return list(
        Organisation.objects.filter(Q(pk__in=own) | Q(network_memberships__network__in=networks)).distinct()
    )


def get_editable_space(user: User, slug: str) -> Space:
    """The space, or 404 to strangers, 403 to people whose role is too small."""
    return _get(user, slug, can_edit_space, _("Only the coordinator of this space can change it."))


def get_desk_space(user: User, slug: str) -> Space:
    """The space at whose desk the person works, or 404, or 403."""
    return _get(user, slug, can_use_desk, _("Only the team of this space works at its desk."))


def get_known_space(user: User, slug: str) -> Space:
    """A space of the person's own scope, whatever the role; 404 to strangers."""
    return _get(user, slug, lambda _user, _space: True, "")


def _get(user: User, slug: str, allowed: Callable[[User, Space], bool], reason: str) -> Space:
    space = known_spaces(user).select_related("organisation", "municipality").filter(slug=slug).first()
    if space is None:
        raise Http404
    if not allowed(user, space):
        raise PermissionDenied(reason)
    return space
