"""Who reads what the public writes: the people who answer for the network."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core.models import Remark
from opstap.spaces.models import Role
from opstap.spaces.permissions import is_administrator, networks_of


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
