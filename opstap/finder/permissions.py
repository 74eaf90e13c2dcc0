"""Who reads what the public writes, who teaches the finder words, and who says that its languages are right:
those who answer for the network."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core.models import Remark
from opstap.core.tongues import FINDER
from opstap.finder.models import NeedWord
from opstap.spaces.models import Role
from opstap.spaces.permissions import has_role, is_administrator, networks_of
from opstap.territory.models import Network


def can_read_remarks(user: User) -> bool:
    return is_administrator(user) or bool(networks_of(user, Role.NETWORK_COORDINATOR))


def check_reads_remarks(user: User) -> None:
    """Raise PermissionDenied with the reason the page shows."""
    if not can_read_remarks(user):
        raise PermissionDenied(_("Only the network coordinator and the administrator read remarks."))


def get_remark(user: User, uid: uuid.UUID) -> Remark:
    """The remark, or 403 to people who read none, 404 when there is none."""
    check_reads_remarks(user)
    remark = Remark.objects.filter(uid=uid).first()
    if remark is None:
        raise Http404
    return remark


def keeps_need_words(user: User) -> bool:
    return is_administrator(user) or has_role(user, Role.NETWORK_COORDINATOR)


def leaflet_networks(user: User) -> list[Network]:
    """The networks whose leaflets the person hands out; PermissionDenied when there is none."""
    if not keeps_need_words(user):
        raise PermissionDenied(_("Only the network coordinator and the administrator list the leaflets."))
    return networks_of(user, Role.NETWORK_COORDINATOR)


def need_networks(user: User) -> list[Network]:
    """The networks whose words the person keeps; PermissionDenied when there is none."""
    if not keeps_need_words(user):
        raise PermissionDenied(_("The network coordinator keeps this list."))
    return networks_of(user, Role.NETWORK_COORDINATOR)


def get_own_network(user: User, slug: str) -> Network:
    """A network whose words and papers the person keeps, else 404."""
    network = next((kept for kept in networks_of(user, Role.NETWORK_COORDINATOR) if kept.slug == slug), None)
    if network is None:
        raise Http404
    return network


def get_need_word(user: User, slug: str, uid: uuid.UUID) -> NeedWord:
    """A word of a network whose words the person keeps, else 404."""
    word = NeedWord.objects.filter(network=get_own_network(user, slug), uid=uid).first()
    if word is None:
        raise Http404
    return word


def keeps_tongues(user: User) -> bool:
    return is_administrator(user) or has_role(user, Role.NETWORK_COORDINATOR)


def check_keeps_tongues(user: User) -> None:
    """Raise PermissionDenied with the reason the page shows."""
    if not keeps_tongues(user):
        raise PermissionDenied(_("The network coordinator says which languages were checked."))


def get_tongue(user: User, language: str) -> str:
    """One of the six languages, or 403 to people who say nothing about them, 404 for any other."""
    check_keeps_tongues(user)
    if language not in FINDER:
        raise Http404
    return language
