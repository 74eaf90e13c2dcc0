"""Who looks after the installation: the administrator."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.spaces.permissions import is_administrator


def can_administer(user: User) -> bool:
    return is_administrator(user)


def check_administers(user: User) -> None:
    """Raise PermissionDenied with the reason the page shows."""
    if not can_administer(user):
        raise PermissionDenied(_("Only the administrator looks after backups and what is kept."))
