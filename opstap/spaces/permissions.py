"""Who may do what with which space. Views ask here, and nowhere else.

Strangers to a space get 404 (they learn nothing about it), people of it with too small a role get 403.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar, cast

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core.prepared import Prepared, as_day, prepare
from opstap.spaces.models import (
    ROLES_IN,
    EquipmentLot,
    ErrorReport,
    Interruption,
    Invitation,
    Membership,
    Merge,
    NetworkMembership,
    Organisation,
    PastAddress,
    Photo,
    Post,
    Role,
    Scope,
    Space,
    Split,
    Stop,
)
from opstap.spaces.models.people import MembershipQuerySet, valid_on
from opstap.spaces.models.space import SpaceQuerySet
from opstap.territory.models import Network

Part = TypeVar("Part", EquipmentLot, ErrorReport, Interruption, PastAddress, Photo, Stop)

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


def editable_organisations(user: User) -> QuerySet[Organisation]:
    if is_administrator(user):
        return Organisation.objects.all()
    in_network = _organisations_of_networks(user, Role.NETWORK_COORDINATOR).values("pk")
    own = Q(pk__in=_own_organisations(user))
    return Organisation.objects.filter(own | Q(pk__in=in_network))


def get_editable_space(user: User, slug: str) -> Space:
    """The space, or 404 to strangers, 403 to people whose role is too small."""
    return _get(user, slug, can_edit_space, _("Only the coordinator of this space can change it."))


def get_editable_lot(user: User, slug: str, uid: uuid.UUID) -> EquipmentLot:
    """A lot of equipment of a space whose record the person may change, or 404, or 403."""
    space = get_editable_space(user, slug)
    return _part(space, space.equipment.all(), uid)


def get_editable_interruption(user: User, slug: str, uid: uuid.UUID) -> Interruption:
    """A closure or move, neither past nor taken back, of a space whose record the person may change."""
    space = get_editable_space(user, slug)
    one = _part(space, space.interruptions.standing(), uid)
    if one.is_past(timezone.localdate(timezone=space.zone)):
        raise Http404
    return one


def get_editable_report(user: User, slug: str, uid: uuid.UUID) -> ErrorReport:
    """What a visitor found wrong in a record that the person may change, or 404, or 403."""
    space = get_editable_space(user, slug)
    return _part(space, space.error_reports.select_related("followed_by"), uid)


def get_itinerant_space(user: User, slug: str) -> Space:
    """A space that moves from place to place, whose record the person may change, or 404, or 403."""
    space = get_editable_space(user, slug)
    if not space.is_itinerant:
        raise Http404
    return space


def get_editable_stop(user: User, slug: str, uid: uuid.UUID) -> Stop:
    """A stop of such a space, or 404, or 403."""
    space = get_itinerant_space(user, slug)
    return _part(space, space.stops.all(), uid)


def get_past_address(user: User, slug: str, uid: uuid.UUID) -> PastAddress:
    """Where a space was whose record the person may change, or 404, or 403."""
    space = get_editable_space(user, slug)
    return _part(space, space.past_addresses.all(), uid)


def get_editable_photo(user: User, slug: str, uid: uuid.UUID) -> Photo:
    """A photo of a space whose record the person may change, or 404, or 403."""
    space = get_editable_space(user, slug)
    return _part(space, space.photos.all(), uid)


def _part(space: Space, parts: "QuerySet[Part]", uid: uuid.UUID) -> Part:
    """What belongs to a space, which it then knows, or 404."""
    found = parts.filter(uid=uid).first()
    if found is None:
        raise Http404
    found.space = space
    return found


def get_desk_space(user: User, slug: str) -> Space:
    """The space at whose desk the person works, or 404, or 403."""
    return _get(user, slug, can_use_desk, _("Only the team of this space works at its desk."))


# What storing an act needs of a space; the rest is fetched when it is asked for.
_OF_A_DESK = ("id", "uid", "slug", "organisation_id", "timezone")
_PERSON, _SLUG, _DAY = -1, "?", date(1899, 1, 3)


@lru_cache(maxsize=1)
def _desk_sql() -> Prepared:
    roles = Membership.objects.in_force(_DAY).filter(user=_PERSON, role__in=sorted(TEAM))
    team = Q(pk__in=roles.values("space")) | Q(organisation__in=roles.values("organisation"))
    return prepare(Space.objects.filter(team, slug=_SLUG).order_by().values_list(*_OF_A_DESK))


def get_desk_to_note_at(user: User, slug: str) -> Space:
    """As `get_desk_space`, asked at every tap: one question, and only what storing an act needs."""
    values = {_PERSON: user.pk, _SLUG: slug, as_day(_DAY): as_day(timezone.localdate())}
    for row in _desk_sql().run(values):
        return Space.from_db(connection.alias, _OF_A_DESK, row)
    return get_desk_space(user, slug)


def get_known_space(user: User, slug: str) -> Space:
    """A space of the person's own scope, whatever the role; 404 to strangers."""
    return _get(user, slug, lambda _user, _space: True, "")


def successor_of(slug: str) -> int | None:
    """The key of the space that took over the one of this address, also by way of others; else None.

    The address of a place that was split off, and is one with the old again, leads there, too.

    Of who has nothing to do with the shell any more: notes on their way to its desk reach the kept one.
    """
    merges = Merge.objects.filter(undone_at__isnull=True)
    key = merges.filter(merged__slug=slug).values_list("kept", flat=True).first()
    if key is None:
        undone = Split.objects.filter(new_slug=slug, undone_at__isnull=False)
        key = undone.values_list("space", flat=True).first()
    following = key
    while following is not None:
        key, following = following, merges.filter(merged=following).values_list("kept", flat=True).first()
    return key


def get_space_to_split(user: User, slug: str) -> Space:
    """A space of which the person may say that it is two, or 404, or 403."""
    words = _("Only the network's coordinator says which records are one place.")
    return _get(user, slug, lambda user, space: mergeable_spaces(user).filter(pk=space.pk).exists(), words)


def get_split(user: User, slug: str, uid: uuid.UUID) -> Split:
    split = get_space_to_split(user, slug).splits.filter(uid=uid).first()
    if split is None:
        raise Http404
    return split


def mergeable_spaces(user: User) -> SpaceQuerySet:
    """Spaces of which the person may say that two are one: those of her network; all for an administrator."""
    if is_administrator(user):
        return Space.objects.all()
    return Space.objects.filter(_spaces_of_networks(user, Role.NETWORK_COORDINATOR))


def _get(user: User, slug: str, allowed: Callable[[User, Space], bool], reason: str) -> Space:
    known = known_spaces(user).select_related("organisation", "municipality")
    space = known.filter(slug=slug).first() or known.filter(pk=successor_of(slug) or 0).first()
    if space is None:
        raise Http404
    if not allowed(user, space):
        raise PermissionDenied(reason)
    return space


# People and roles


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
    own_spaces = Space.objects.filter(_team_spaces(user, Role.COORDINATOR))
    network_spaces = Space.objects.filter(_spaces_of_networks(user, Role.NETWORK_COORDINATOR))
    return Powers(
        spaces=frozenset(own_spaces.values_list("pk", flat=True)),
        organisations=frozenset(_own_organisations(user)),
        network_spaces=frozenset(network_spaces.values_list("pk", flat=True)),
        network_organisations=frozenset(
            _organisations_of_networks(user, Role.NETWORK_COORDINATOR).values_list("pk", flat=True)
        ),
    )


def _own_organisations(user: User) -> list[int]:
    return [m.organisation_id for m in roles_of(user) if m.role == Role.COORDINATOR and m.organisation_id]


def _organisations_of_networks(user: User, *roles: str) -> QuerySet[Organisation]:
    today = timezone.localdate()
    member = NetworkMembership.objects.filter(
        valid_on(today), network__in=networks_of(user, *roles), organisation__isnull=False
    )
    return Organisation.objects.filter(pk__in=member.values("organisation"))


def sees_people(user: User) -> bool:
    return has_role(user, Role.COORDINATOR, *NETWORK_STAFF, Role.ADMINISTRATOR)


def gives_roles(user: User) -> bool:
    return has_role(user, Role.COORDINATOR, Role.NETWORK_COORDINATOR, Role.ADMINISTRATOR)


def visible_memberships(user: User) -> MembershipQuerySet:
    """A coordinator sees her team and who runs her organisation; the network sees coordinators and itself."""
    everybody = Membership.objects.select_related("user", "space", "organisation", "network")
    if is_administrator(user):
        return everybody
    own_spaces = Space.objects.filter(_team_spaces(user, Role.COORDINATOR))
    team = Q(space__in=own_spaces.values("pk")) | Q(organisation__in=_own_organisations(user))
    team |= Q(organisation__in=own_spaces.values("organisation"))
    spaces = Space.objects.filter(_spaces_of_networks(user, *NETWORK_STAFF)).values("pk")
    organisations = _organisations_of_networks(user, *NETWORK_STAFF).values("pk")
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


def known_organisations(user: User) -> QuerySet[Organisation]:
    """Organisations the person works for, runs, or has in her network."""
    if is_administrator(user):
        return Organisation.objects.all()
    own = [m.organisation_id for m in roles_of(user) if m.organisation_id]
    through_space = known_spaces(user).filter(organisation__isnull=False).values("organisation")
    in_network = _organisations_of_networks(user, *NETWORK_STAFF).values("pk")
    return Organisation.objects.filter(Q(pk__in=own) | Q(pk__in=through_space) | Q(pk__in=in_network))


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


# Organisations, posts, the team


def get_editable_organisation(user: User, uid: uuid.UUID) -> Organisation:
    """The organisation, or 404 to strangers, 403 to people of it whose role is too small."""
    organisation = known_organisations(user).filter(uid=uid).first()
    if organisation is None:
        raise Http404
    if not editable_organisations(user).filter(pk=organisation.pk).exists():
        raise PermissionDenied(_("Only the coordinator of this organisation can change it."))
    return organisation


def can_add_organisation(user: User) -> bool:
    return can_confirm_places(user)


def can_add_space(user: User) -> bool:
    """The network adds spaces, and an organisation adds its own."""
    return can_confirm_places(user) or bool(_own_organisations(user))


def get_editable_post(user: User, uid: uuid.UUID) -> Post:
    """A post of an editable space or organisation, or 404 to strangers, 403 where the role is too small."""
    post = Post.objects.select_related("organisation", "space").filter(uid=uid).first()
    if post is None:
        raise Http404
    if post.space is None or not can_edit_space(user, post.space):
        get_editable_organisation(user, post.organisation.uid)
    return post


def people_for(post: Post) -> QuerySet[User]:
    """Who may be put into the post: the people with a role today in its organisation or one of its spaces."""
    scope = Q(organisation=post.organisation_id) | Q(space__organisation=post.organisation_id)
    team = Membership.objects.in_force(timezone.localdate()).filter(scope, role__in=TEAM)
    return User.objects.filter(is_active=True, pk__in=team.values("user")).order_by("name")


def team_of(space: Space) -> QuerySet[User]:
    """The people who work in the space today: its own team and the one of its organisation."""
    return worked_at(space, timezone.localdate()).filter(is_active=True)


def worked_at(space: Space, day: date) -> QuerySet[User]:
    """The people who were of the team of the space on that day, whether or not they still have an account."""
    scope = Q(space=space) | Q(organisation__isnull=False, organisation=space.organisation_id)
    team = Membership.objects.in_force(day).filter(scope, role__in=TEAM)
    return User.objects.filter(pk__in=team.values("user")).order_by("name")
