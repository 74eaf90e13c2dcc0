"""When the last good backup is too old: said on every page of administrators, and when the server starts."""

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opstap.accounts.models import User
from opstap.core.notices import Notice
from opstap.keeping.models import BackupRun
from opstap.keeping.permissions import can_administer
from opstap.keeping.services import backups

REMEMBERED = 60  # seconds: asked on every page
KEY = "keeping.backup-overdue"
TEXT = _(
    "The last good backup is more than a day old, or there is none. What is recorded since could be lost."
)


def notice(user: User) -> Notice | None:
    """For administrators only; nothing while all is well or backups are made by somebody else."""
    if not can_administer(user):
        return None
    overdue = cache.get_or_set(KEY, lambda: backups.is_overdue(timezone.now()), REMEMBERED)
    return Notice(TEXT, "keeping:backups", _("See the backups")) if overdue else None


def greeting() -> list[str]:
    """Lines for whoever starts the server, in English as all of the terminal."""
    if not backups.plan():
        return ["Backups are not made by themselves (OPSTAP_BACKUP_KEEP=0). Make them: opstap backup", ""]
    if not backups.is_overdue(timezone.now()):
        return []
    last = BackupRun.objects.last_good()
    since = f"is of {timezone.localtime(last.started_at):%Y-%m-%d %H:%M}" if last else "was never made"
    return [f"WARNING: the last good backup {since}. Make one now: opstap backup", ""]
