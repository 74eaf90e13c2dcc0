"""What visitors found wrong in the record of a space: the list, and how far each is."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opstap.accounts.permissions import person
from opstap.core.tongues import FINDER
from opstap.spaces import permissions
from opstap.spaces.forms.error_report import FollowUpForm
from opstap.spaces.models import ErrorReport
from opstap.spaces.services.error_reports import follow_up

A_PAGE = 20


@require_safe
def error_reports(request: HttpRequest, slug: str) -> HttpResponse:
    space = permissions.get_editable_space(person(request), slug)
    done = request.GET.get("done") == "1"
    found = space.error_reports.exclude(state__in=ErrorReport.OPEN) if done else space.error_reports.open()
    page = Paginator(found.select_related("followed_by"), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "spaces/error_reports.html", {"space": space, "page": page, "done": done})


@require_http_methods(["GET", "HEAD", "POST"])
def error_report(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    user = person(request)
    report = permissions.get_editable_report(user, slug, uid)
    state = report.state if report.state != ErrorReport.State.NEW else ErrorReport.State.LOOKING
    initial = {"state": state, "answer": report.answer}
    form = FollowUpForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        changed = follow_up(report, by=user, **form.cleaned_data)
        messages.success(request, _("Saved.") if changed else _("Nothing changed."))
        return redirect("spaces:error-reports", slug=slug)
    tongue = FINDER.get(report.language, "")
    context = {"space": report.space, "report": report, "form": form, "tongue": tongue}
    return render(request, "spaces/error_report.html", context)
