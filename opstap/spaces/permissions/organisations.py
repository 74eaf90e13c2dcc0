"""Organisations a person knows and edits, their posts, and the people who may stand in them."""

import uuid
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.spaces.models import Membership, Organisation, Post, Role, Space
from opstap.spaces.permissions.roles import (
    NETWORK_STAFF,
    TEAM,
    can_confirm_places,
    is_administrator,
    organisations_of_networks,
    own_organisations,
    roles_of,
)
from opstap.spaces.permissions.spaces import can_edit_space, known_spaces


def editable_organisations(user: User) -> QuerySet[Organisation]:
    if is_administrator(user):
        return Organisation.objects.all()
    in_network = organisations_of_networks(user, Role.NETWORK_COORDINATOR).values("pk")
    own = Q(pk__in=own_organisations(user))
    return Organisation.objects.filter(own | Q(pk__in=in_network))


def known_organisations(user: User) -> QuerySet[Organisation]:
    """Organisations the person works for, runs, or has in her network."""
    if is_administrator(user):
        return Organisation.objects.all()
    own = [m.organisation_id for m in roles_of(user) if m.organisation_id]
    through_space = known_spaces(user).filter(organisation__isnull=False).values("organisation")
    in_network = organisations_of_networks(user, *NETWORK_STAFF).values("pk")
    return Organisation.objects.filter(Q(pk__in=own) | Q(pk__in=through_space) | Q(pk__in=in_network))


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
