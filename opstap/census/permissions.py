"""Who sees the figures of what, and who says that a month is complete.

Figures are counts, never records. The team sees its own space and organisation in full. Network coordinator
and region officer see their network, its municipalities, organisations and spaces. The team of a space also
sees the totals of its network, never those of another space. Figures per animator do not exist here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.census.report import Scope
from opstap.spaces.models import NetworkMembership, Organisation, Publication, Role, Space
from opstap.spaces.models.people import valid_on
from opstap.spaces.models.space import SpaceQuerySet
from opstap.spaces.permissions import (
    NETWORK_STAFF,
    TEAM,
    desk_spaces,
    get_known_space,
    is_administrator,
    known_spaces,
    networks_of,
    roles_of,
)
from opstap.territory.models import Area, Network

MOST_CHOICES = 400
"""Of more spaces than this a list to choose from helps nobody."""


def can_see_figures(user: User) -> bool:
    return bool(roles_of(user))


def staff_spaces(user: User) -> SpaceQuerySet:
    """The spaces of the networks of which the person is coordinator or officer; all for an administrator."""
    if is_administrator(user):
        return Space.objects.all()
    condition = Q(pk__in=[])
    for network in networks_of(user, *NETWORK_STAFF):
        condition |= Q(pk__in=Space.objects.of_network(network).values("pk"))
    return Space.objects.filter(condition)


def own_organisations(user: User) -> set[int]:
    """The organisations in which the person has a role for all their spaces."""
    return {m.organisation_id for m in roles_of(user) if m.role in TEAM and m.organisation_id}


def own_spaces(user: User) -> set[int]:
    return set(desk_spaces(user).values_list("pk", flat=True))


def staff_networks(user: User) -> list[Network]:
    return networks_of(user, *NETWORK_STAFF)


def team_networks(user: User) -> list[Network]:
    """The networks to which a space of the person's team belongs today, or the organisation of it."""
    spaces = desk_spaces(user)
    rows = NetworkMembership.objects.filter(
        valid_on(timezone.localdate()),
        Q(space__in=spaces) | Q(organisation__in=spaces.exclude(organisation=None).values("organisation")),
    )
    return list(Network.objects.filter(pk__in=rows.values("network")))


@dataclass(frozen=True)
class Choices:
    """The scopes a person may ask for, by kind; `spaces_left_out`: there are too many to list."""

    networks: list[Network]
    municipalities: list[Area]
    organisations: list[Organisation]
    spaces: list[Space]
    spaces_left_out: bool = False

    def first(self, user: User) -> Scope | None:
        """What the person most likely wants to see: her network for its staff, her organisation when it
        runs several spaces, else her own space."""
        if self.networks and (staff_networks(user) or not self.spaces):
            return self.networks[0]
        if self.organisations and len(self.spaces) > 1:
            return self.organisations[0]
        return next(iter(self.spaces), None)


def choices_of(user: User) -> Choices:
    networks = {network.pk: network for network in (*staff_networks(user), *team_networks(user))}
    staffed = staff_spaces(user)
    organisations = Organisation.objects.filter(Q(pk__in=own_organisations(user)) | Q(spaces__in=staffed))
    municipalities = Area.objects.municipalities().filter(spaces__in=staffed)
    spaces = known_spaces(user).filter(_worked_with(user))[: MOST_CHOICES + 1]
    found = _by_name(spaces)
    return Choices(
        list(networks.values()),
        _by_name(municipalities.distinct()),
        _by_name(organisations.distinct()),
        found[:MOST_CHOICES],
        spaces_left_out=len(found) > MOST_CHOICES,
    )


def _worked_with(user: User) -> Q:
    """Confirmed once, or the person's own: not the imported places that wait."""
    confirmed = Q(publication=Publication.PUBLIC) | Q(confirmed_at__isnull=False)
    return (confirmed & ~Q(publication=Publication.REVIEW)) | Q(pk__in=desk_spaces(user).values("pk"))


Named = TypeVar("Named", Area, Organisation, Space)


def _by_name(found: Iterable[Named]) -> list[Named]:
    return sorted(found, key=lambda thing: str(thing).casefold())


def key_of(scope: Scope) -> str:
    """The scope as it stands in an address: "space:slug", "municipality:BE-21012"…"""
    if isinstance(scope, Area):
        return f"municipality:{scope.country}-{scope.code}"
    if isinstance(scope, Organisation):
        return f"organisation:{scope.uid}"
    return f"{'space' if isinstance(scope, Space) else 'network'}:{scope.slug}"


def get_scope(user: User, key: str) -> Scope:
    """The scope behind a key, or 404 to strangers, 403 to people whose role is too small."""
    kind, _colon, rest = key.partition(":")
    if kind == "space":
        return get_known_space(user, rest)
    if kind == "network":
        return _get_network(user, rest)
    if kind == "organisation":
        return _get_organisation(user, rest)
    if kind == "municipality":
        return _get_municipality(user, rest)
    raise Http404


def _get_network(user: User, slug: str) -> Network:
    for network in (*staff_networks(user), *team_networks(user)):
        if network.slug == slug:
            return network
    raise Http404


def _get_organisation(user: User, text: str) -> Organisation:
    try:
        organisation = Organisation.objects.filter(uid=UUID(text)).first()
    except ValueError:
        raise Http404 from None
    if organisation is None:
        raise Http404
    if (
        organisation.pk in own_organisations(user)
        or staff_spaces(user).filter(organisation=organisation).exists()
    ):
        return organisation
    if known_spaces(user).filter(organisation=organisation).exists():
        raise PermissionDenied(_("You see the figures of your own space, not those of the organisation."))
    raise Http404


def _get_municipality(user: User, text: str) -> Area:
    country, _dash, code = text.partition("-")
    area = Area.objects.municipalities().filter(country=country, code=code).first()
    if area is None:
        raise Http404
    if staff_networks(user):
        return area
    if known_spaces(user).filter(municipality=area).exists():
        raise PermissionDenied(_("Only the network sees the figures of a municipality."))
    raise Http404


def spaces_for(user: User, scope: Scope) -> SpaceQuerySet | None:
    """Which spaces of the scope the person may see counted; None = all of them."""
    if isinstance(scope, Space | Network) or is_administrator(user):
        return None
    if isinstance(scope, Organisation) and scope.pk in own_organisations(user):
        return None
    return staff_spaces(user)


def sees_each_space(user: User, scope: Scope) -> bool:
    """Whether the person may see what each space of the scope counted, not only the total."""
    if not isinstance(scope, Network):
        return True
    return any(network.pk == scope.pk for network in staff_networks(user))


def coordinated_spaces(user: User | AnonymousUser) -> SpaceQuerySet:
    """The spaces of which the person is coordinator: she alone says that their counting is complete."""
    condition = Q(pk__in=[])
    for membership in roles_of(user):
        if membership.role == Role.COORDINATOR:
            condition |= (
                Q(pk=membership.space_id)
                if membership.space_id
                else Q(organisation=membership.organisation_id)
            )
    return Space.objects.filter(condition)


def get_coordinated_space(user: User, slug: str) -> Space:
    """The space, or 404 to strangers, 403 to everybody who is not its coordinator."""
    space = get_known_space(user, slug)
    if not coordinated_spaces(user).filter(pk=space.pk).exists():
        raise PermissionDenied(_("Only the coordinator of this space says what is complete."))
    return space
