"""Who looks after the installation, who reads which log, who erases whom."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from opstap.accounts.directory.configuration import directory
from opstap.accounts.models import User
from opstap.spaces.models import Role, Space
from opstap.spaces.models.space import SpaceQuerySet
from opstap.spaces.permissions import (
    can_edit_space,
    editable_spaces,
    get_known_space,
    has_role,
    is_administrator,
    people_to_help,
    roles_of,
    visible_memberships,
)


def can_administer(user: User) -> bool:
    return is_administrator(user)


def check_administers(user: User) -> None:
    """Raise PermissionDenied with the reason the page shows."""
    if not can_administer(user):
        raise PermissionDenied(_("Only the administrator looks after backups and what is kept."))


def looks_after_directory(user: User) -> bool:
    """Where people sign in by a directory, the administrator sees whether it answers."""
    return directory() is not None and can_administer(user)


# The log of staff actions


def reads_logs(user: User) -> bool:
    return has_role(user, Role.COORDINATOR, Role.NETWORK_COORDINATOR, Role.ADMINISTRATOR)


def logged_spaces(user: User) -> SpaceQuerySet:
    """Spaces whose log the person reads: those whose record she may change."""
    return editable_spaces(user)


def check_reads_logs(user: User) -> None:
    if not reads_logs(user):
        raise PermissionDenied(_("Only the coordinator reads the log."))


def get_logged_space(user: User, slug: str) -> Space:
    """A space whose log the person reads; 404 to strangers, 403 to small roles."""
    space = get_known_space(user, slug)
    if not can_edit_space(user, space):
        raise PermissionDenied(_("Only the coordinator of this space reads its log."))
    return space


def coordinates(user: User, space: Space) -> bool:
    """Whether she runs the space herself. Acts on its records are hers to see, not the network's."""
    return any(
        role.role == Role.COORDINATOR
        and (
            role.space_id == space.pk
            or (role.organisation_id is not None and role.organisation_id == space.organisation_id)
        )
        for role in roles_of(user)
    )


# A person asks to be erased


def get_person_to_erase(user: User, uid: UUID) -> User:
    """Somebody all of whose roles, past ones included, lie in the asking person's power; else 404 or 403."""
    seen = visible_memberships(user).filter(user__uid=uid).select_related("user").first()
    if seen is None:
        raise Http404
    if not has_role(user, Role.COORDINATOR, Role.ADMINISTRATOR) or seen.user_id not in people_to_help(
        user, [seen.user]
    ):
        raise PermissionDenied(_("This person also worked elsewhere. An administrator can erase her."))
    return seen.user
