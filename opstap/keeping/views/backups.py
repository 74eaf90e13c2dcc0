"""The page of the backups: the last good one, the next one, what failed and why, how to restore."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opstap.accounts.models import User
from opstap.core.models import Job, JobState
from opstap.keeping.models import BackupRun
from opstap.keeping.permissions import check_administers
from opstap.keeping.services import backups

PER_PAGE = 20
REASONS = {
    "busy": gettext_lazy("Another backup was being made at the same moment."),
    "no-space": gettext_lazy("There was not enough room on the disk. Free some, or choose another folder."),
    "damaged": gettext_lazy(
        "The database or the copy is damaged. Tell the person who looks after the machine today."
    ),
    "failed": gettext_lazy("The backup could not be written."),
    "interrupted": gettext_lazy("It was cut off: the server was stopped in the middle."),
    "restored": gettext_lazy("It was cut off: an older backup was restored."),
}
UNFORESEEN = gettext_lazy("Something unforeseen happened. What the machine says stands below.")


@require_http_methods(["GET", "HEAD", "POST"])
def runs(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    check_administers(request.user)
    if request.method == "POST":
        _ask(request, request.user)
        return redirect("keeping:backups")
    page = Paginator(BackupRun.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "keeping/backups.html", {"page": page, "rows": list(map(_row, page))} | _state())


def _ask(request: HttpRequest, user: User) -> None:
    if backups.ask_for_one(by=user) is None:
        messages.info(request, _("A backup is waiting or being made already."))
    else:
        messages.success(request, _("A backup will be made in a moment. Look at this page again."))


def _state() -> dict[str, Any]:
    now, file = timezone.now(), _("FILE")
    return {
        "last": BackupRun.objects.last_good(),
        "next": backups.next_due(now),
        "now": now,
        "plan": backups.plan(),
        "overdue": backups.is_overdue(now),
        "waiting": Job.objects.filter(
            kind=backups.ASKED, state__in=[JobState.WAITING, JobState.RUNNING]
        ).exists(),
        "folder": settings.BACKUP_DIR,
        "check_command": f"opstap restore {file} --check-only",
        "restore_command": f"opstap restore {file} --replace",
    }


def _row(run: BackupRun) -> dict[str, Any]:
    code, _colon, told = run.reason.partition(": ")
    path = settings.BACKUP_DIR / run.file_name
    return {
        "run": run,
        "reason": REASONS.get(code, UNFORESEEN) if run.reason else "",
        "told": told,
        "is_there": bool(run.file_name) and path.is_file(),
    }
