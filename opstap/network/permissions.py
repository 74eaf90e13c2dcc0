"""Who coordinates a network keeps its catalogue of free software. What a space uses, its editors say."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.network.models import FreeProgram
from opstap.spaces.models import Role
from opstap.spaces.permissions import has_role, is_administrator, networks_of
from opstap.territory.models import Network


def keeps_software(user: User) -> bool:
    return is_administrator(user) or has_role(user, Role.NETWORK_COORDINATOR)


def software_networks(user: User) -> list[Network]:
    """The networks whose catalogue the person keeps; PermissionDenied when there is none."""
    if not keeps_software(user):
        raise PermissionDenied(_("The network coordinator keeps this list."))
    return networks_of(user, Role.NETWORK_COORDINATOR)


def get_software_network(user: User, slug: str) -> Network:
    """A network whose catalogue the person keeps, else 404."""
    kept = networks_of(user, Role.NETWORK_COORDINATOR)
    found = next((network for network in kept if network.slug == slug), None)
    if found is None:
        raise Http404
    return found


def get_program(user: User, slug: str, uid: uuid.UUID) -> FreeProgram:
    """An entry of the catalogue of a network the person keeps, else 404."""
    found = get_software_network(user, slug).free_programs.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found
