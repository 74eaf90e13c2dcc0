"""Who gives and ends which roles, and sees whom: never outside her own scope."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.spaces.models import ROLES_IN, Invitation, Membership, Organisation, Role, Scope, Space
from opstap.spaces.models.people import MembershipQuerySet
from opstap.spaces.permissions.organisations import known_organisations
from opstap.spaces.permissions.roles import (
    NETWORK_STAFF,
    has_role,
    is_administrator,
    networks_of,
    organisations_of_networks,
    own_organisations,
    spaces_of_networks,
    team_spaces,
)
from opstap.spaces.permissions.spaces import known_spaces
from opstap.territory.models import Network


@dataclass(frozen=True)
class Powers:
    """In which scopes, by primary key, a person gives and ends roles: never outside her own."""

    everywhere: bool = False
    spaces: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    network_spaces: frozenset[int] = frozenset()
    network_organisations: frozenset[int] = frozenset()

    def roles_in(self, scope: Scope) -> tuple[Role, ...]:
        """The roles she may give there: a coordinator her team's, a network coordinator coordinators."""
        if self.everywhere:
            return ROLES_IN[scope.kind]
        team, network = {
            "space": (self.spaces, self.network_spaces),
            "organisation": (self.organisations, self.network_organisations),
        }.get(scope.kind, (frozenset(), frozenset()))
        key = scope.thing.pk if scope.thing else None
        if key in team:
            return ROLES_IN[scope.kind]
        return (Role.COORDINATOR,) if key in network else ()


def powers_of(user: User) -> Powers:
    if is_administrator(user):
        return Powers(everywhere=True)
    own_spaces = Space.objects.filter(team_spaces(user, Role.COORDINATOR))
    network_spaces = Space.objects.filter(spaces_of_networks(user, Role.NETWORK_COORDINATOR))
    return Powers(
        spaces=frozenset(own_spaces.values_list("pk", flat=True)),
        organisations=frozenset(own_organisations(user)),
        network_spaces=frozenset(network_spaces.values_list("pk", flat=True)),
        network_organisations=frozenset(
            organisations_of_networks(user, Role.NETWORK_COORDINATOR).values_list("pk", flat=True)
        ),
    )


def sees_people(user: User) -> bool:
    return has_role(user, Role.COORDINATOR, *NETWORK_STAFF, Role.ADMINISTRATOR)


def gives_roles(user: User) -> bool:
    return has_role(user, Role.COORDINATOR, Role.NETWORK_COORDINATOR, Role.ADMINISTRATOR)


def visible_memberships(user: User) -> MembershipQuerySet:
    """A coordinator sees her team and who runs her organisation; the network sees coordinators and itself."""
    everybody = Membership.objects.select_related("user", "space", "organisation", "network")
    if is_administrator(user):
        return everybody
    own_spaces = Space.objects.filter(team_spaces(user, Role.COORDINATOR))
    team = Q(space__in=own_spaces.values("pk")) | Q(organisation__in=own_organisations(user))
    team |= Q(organisation__in=own_spaces.values("organisation"))
    spaces = Space.objects.filter(spaces_of_networks(user, *NETWORK_STAFF)).values("pk")
    organisations = organisations_of_networks(user, *NETWORK_STAFF).values("pk")
    coordinators = Q(role=Role.COORDINATOR) & (Q(space__in=spaces) | Q(organisation__in=organisations))
    return everybody.filter(team | coordinators | Q(network__in=networks_of(user, *NETWORK_STAFF)))


def invitations_of(user: User) -> list[Invitation]:
    """Those that wait for an answer, of roles which the person may give."""
    found = Invitation.objects.select_related("space", "organisation", "network", "invited_by")
    waiting = list(found) if gives_roles(user) else []
    powers = powers_of(user) if waiting else Powers()
    return [one for one in waiting if one.role in powers.roles_in(one.scope)]


def get_invitation(user: User, uid: uuid.UUID) -> Invitation:
    found = next((one for one in invitations_of(user) if one.uid == uid), None)
    if found is None:
        raise Http404
    return found


def get_scope_to_staff(user: User, key: str) -> Scope:
    """The scope named by an address in which the person gives roles; 404 to strangers, 403 to small roles."""
    scope = _find_scope(user, key)
    if scope is None:
        raise Http404
    if not powers_of(user).roles_in(scope):
        raise PermissionDenied(_("Only the coordinator gives roles here."))
    return scope


def _find_scope(user: User, key: str) -> Scope | None:
    kind, _dash, name = key.partition("-")
    thing: Space | Organisation | Network | None = None
    if kind == "space":
        thing = known_spaces(user).select_related("organisation").filter(slug=name).first()
    elif kind == "organisation" and _is_uid(name):
        thing = known_organisations(user).filter(uid=name).first()
    elif kind == "network":
        known = networks_of(user, *NETWORK_STAFF)
        thing = next((network for network in known if network.slug == name), None)
    if key == "installation" and is_administrator(user):
        return Scope()
    return Scope(thing) if thing is not None else None


def _is_uid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def can_end(user: User, membership: Membership) -> bool:
    return membership.role in powers_of(user).roles_in(membership.scope)


def people_to_help(user: User, people: Iterable[User]) -> set[int]:
    """Keys of those for whom the person may hand out a new link to sign in: it opens no more than she runs.

    Every role somebody ever had counts, so that nobody takes over an account with a past elsewhere.
    """
    others = {person.pk for person in people} - {user.pk}
    powers = powers_of(user)
    if powers.everywhere:
        return others
    helpable: dict[int, bool] = {}
    roles = Membership.objects.filter(user__in=others).select_related("space", "organisation", "network")
    for role in roles:
        helpable[role.user_id] = helpable.get(role.user_id, True) and bool(powers.roles_in(role.scope))
    return {key for key, allowed in helpable.items() if allowed}


def get_membership_to_end(user: User, uid: uuid.UUID) -> Membership:
    membership = visible_memberships(user).filter(uid=uid).first()
    if membership is None:
        raise Http404
    if not can_end(user, membership):
        raise PermissionDenied(_("Only the coordinator of this place ends this role."))
    return membership


def get_membership_to_help(user: User, uid: uuid.UUID) -> Membership:
    membership = visible_memberships(user).filter(uid=uid).first()
    if membership is None:
        raise Http404
    if membership.user_id not in people_to_help(user, [membership.user]):
        raise PermissionDenied(_("This person also works elsewhere. An administrator can help her sign in."))
    return membership
