"""Which spaces a person knows, edits, works at the desk of. Strangers get 404, too small a role 403."""

import uuid
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core.prepared import Prepared, as_day, prepare
from opstap.spaces.models import Membership, Merge, Role, Space, Split
from opstap.spaces.models.space import SpaceQuerySet
from opstap.spaces.permissions.roles import (
    NETWORK_STAFF,
    TEAM,
    can_confirm_places,
    is_administrator,
    own_organisations,
    spaces_of_networks,
    team_spaces,
)


def desk_spaces(user: User) -> SpaceQuerySet:
    """Spaces at whose desk the person works: the team's. Records belong to the space, so the network
    coordinator, the region and the administrator are not among them."""
    return Space.objects.filter(team_spaces(user, Role.ANIMATOR, Role.COORDINATOR))


def editable_spaces(user: User) -> SpaceQuerySet:
    """Spaces whose record the person may change: the coordinator's own, the network coordinator's network."""
    if is_administrator(user):
        return Space.objects.all()
    return Space.objects.filter(
        team_spaces(user, Role.COORDINATOR) | spaces_of_networks(user, Role.NETWORK_COORDINATOR)
    )


def known_spaces(user: User) -> SpaceQuerySet:
    """Spaces the person has anything to do with: of these she may learn that they exist in the office."""
    if is_administrator(user):
        return Space.objects.all()
    return Space.objects.filter(team_spaces(user, *TEAM) | spaces_of_networks(user, *NETWORK_STAFF))


def mergeable_spaces(user: User) -> SpaceQuerySet:
    """Spaces of which the person may say that two are one: those of her network; all for an administrator."""
    if is_administrator(user):
        return Space.objects.all()
    return Space.objects.filter(spaces_of_networks(user, Role.NETWORK_COORDINATOR))


def can_edit_space(user: User, space: Space) -> bool:
    return editable_spaces(user).filter(pk=space.pk).exists()


def can_use_desk(user: User, space: Space) -> bool:
    return desk_spaces(user).filter(pk=space.pk).exists()


def can_add_space(user: User) -> bool:
    """The network adds spaces, and an organisation adds its own."""
    return can_confirm_places(user) or bool(own_organisations(user))


def get_editable_space(user: User, slug: str) -> Space:
    """The space, or 404 to strangers, 403 to people whose role is too small."""
    return _get(user, slug, can_edit_space, _("Only the coordinator of this space can change it."))


def get_itinerant_space(user: User, slug: str) -> Space:
    """A space that moves from place to place, whose record the person may change, or 404, or 403."""
    space = get_editable_space(user, slug)
    if not space.is_itinerant:
        raise Http404
    return space


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


def _get(user: User, slug: str, allowed: Callable[[User, Space], bool], reason: str) -> Space:
    known = known_spaces(user).select_related("organisation", "municipality")
    space = known.filter(slug=slug).first() or known.filter(pk=successor_of(slug) or 0).first()
    if space is None:
        raise Http404
    if not allowed(user, space):
        raise PermissionDenied(reason)
    return space
