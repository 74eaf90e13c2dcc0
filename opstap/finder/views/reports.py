"""Something is wrong on the page of a place: said without an account in any language of the finder, what
became of it, and what still waits in a network."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from opstap.accounts.permissions import person
from opstap.core.tongues import in_every_tongue
from opstap.finder.display.reports import lines_of
from opstap.finder.forms import ErrorReportForm
from opstap.finder.permissions import check_reads_remarks
from opstap.finder.services import TooManyRemarksError, report_error
from opstap.finder.views.complaint import TOO_MANY, UNREADABLE
from opstap.finder.views.public import public_page
from opstap.spaces.models import ErrorReport, Space
from opstap.spaces.permissions import editable_spaces

A_PAGE = 20


# Without the token against forged requests, since that needs a cookie: nobody's rights are used here.
@csrf_exempt
@in_every_tongue
@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def wrong(request: HttpRequest, slug: str) -> HttpResponse:
    space = get_object_or_404(Space.objects.public(), slug=slug)
    if request.method != "POST":
        return _form(request, space, ErrorReportForm())
    form = ErrorReportForm(request.POST)
    if not form.is_valid():
        return _form(request, space, form, status=UNREADABLE)
    if form.is_from_a_machine:
        return redirect(space.get_absolute_url())
    try:
        report = _report(request, space, form)
    except TooManyRemarksError:
        form.add_error(
            None, _("Many remarks came in a short time. Send yours again in ten minutes, or call.")
        )
        return _form(request, space, form, status=TOO_MANY)
    return redirect("finder:report", slug=slug, uid=report.uid)


def _report(request: HttpRequest, space: Space, form: ErrorReportForm) -> ErrorReport:
    written = form.cleaned_data
    return report_error(
        space=space,
        topic=written["topic"],
        text=written["text"],
        email=written["email"],
        language=(get_language() or "fr")[:2],
        sender=request.META.get("REMOTE_ADDR", ""),
    )


def _form(request: HttpRequest, space: Space, form: ErrorReportForm, *, status: int = 200) -> HttpResponse:
    return render(request, "finder/wrong.html", {"space": space, "form": form}, status=status)


@in_every_tongue
@public_page
@require_safe
def report(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """Known to whoever wrote it: nothing of what was written stands on it, and no name."""
    reports = ErrorReport.objects.select_related("space").filter(space__in=Space.objects.public())
    found = get_object_or_404(reports, uid=uid, space__slug=slug)
    answer = render(request, "finder/report.html", {"space": found.space, "report": found})
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """What waits in all spaces of the network, longest first, and where nobody follows it up."""
    user, now = person(request), timezone.now()
    check_reads_remarks(user)
    waiting = ErrorReport.objects.open().filter(space__in=editable_spaces(user))
    page = Paginator(waiting.select_related("space").order_by("created_at", "pk"), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "lines": lines_of(list(page), now), "overdue": waiting.overdue(now).count()}
    return render(request, "finder/reports.html", context)
