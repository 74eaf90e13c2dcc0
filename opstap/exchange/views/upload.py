"""Sending a file, and watching its import: the page can be left and found again."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opstap.accounts.models import User
from opstap.core.models import Job, JobState
from opstap.exchange import words
from opstap.exchange.forms import UploadForm
from opstap.exchange.models import ImportRun
from opstap.exchange.permissions import can_see_import
from opstap.exchange.reading import MappingError, ReadingError, explain
from opstap.exchange.services import uploads
from opstap.exchange.views.review import PROBLEMS_SHOWN, reviewer
from opstap.spaces.models import Role
from opstap.spaces.permissions import networks_of


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    user = reviewer(request)
    networks = networks_of(user, Role.NETWORK_COORDINATOR)
    form = UploadForm(request.POST or None, request.FILES or None, networks=networks)
    if request.method == "POST" and form.is_valid():
        job = _receive(form, request)
        if job is not None:
            return redirect("exchange:job", job.uid)
    return render(request, "exchange/upload.html", {"form": form}, status=400 if form.errors else 200)


def _receive(form: UploadForm, request: HttpRequest) -> Job | None:
    """Queue the import, or put the reason on the field that can mend it."""
    data = form.cleaned_data
    try:
        return uploads.receive_upload(
            upload=data["file"],
            mapping_text=data["mapping"],
            source=data["source"],
            network=data["network"],
            by=reviewer(request),
        )
    except ReadingError as error:
        form.add_error("file", words.reading_error(error))
    except MappingError as error:
        form.add_error("mapping", words.mapping_error(error))
    except uploads.UnknownFileError as error:
        unknown = explain(error.table)
        columns = ", ".join(unknown.columns)
        form.add_error(
            "mapping",
            _("Opstap does not know this file. Mend the draft below, and choose the file once more.")
            + " "
            + _("Its columns: {columns}").format(columns=columns),
        )
        form.data = {**form.data.dict(), "mapping": unknown.draft_toml}  # type: ignore[attr-defined]
    return None


@require_safe
def job(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far an import is, and what came of it."""
    found = Job.objects.filter(uid=uid, kind=uploads.KIND).first()
    if found is None or not can_see_import(cast("User", request.user), found):
        raise Http404
    run = ImportRun.objects.filter(uid=found.payload.get("run")).first() if "run" in found.payload else None
    context = {
        "job": found,
        "running": found.state in {JobState.WAITING, JobState.RUNNING},
        "failure": uploads.describe_failure(found) if found.state == JobState.FAILED else "",
        "run": run,
        "problems": [
            words.row_problem(problem) for problem in (run.problems if run else [])[:PROBLEMS_SHOWN]
        ],
    }
    return render(request, "exchange/job.html", context)
