"""Something is wrong on the page of a place: said without an account, and what became of it.

In three languages; pages in the other languages of the finder lead to the remarks instead.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from opstap.finder.forms import ErrorReportForm
from opstap.finder.services import TooManyRemarksError, report_error
from opstap.finder.views.complaint import TOO_MANY, UNREADABLE
from opstap.finder.views.public import public_page
from opstap.spaces.models import ErrorReport, Space


# Without the token against forged requests, since that needs a cookie: nobody's rights are used here.
@csrf_exempt
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


@public_page
@require_safe
def report(request: HttpRequest, slug: str, uid: UUID) -> HttpResponse:
    """Known to whoever wrote it: nothing of what was written stands on it, and no name."""
    reports = ErrorReport.objects.select_related("space").filter(space__in=Space.objects.public())
    found = get_object_or_404(reports, uid=uid, space__slug=slug)
    answer = render(request, "finder/report.html", {"space": found.space, "report": found})
    answer["X-Robots-Tag"] = "noindex"
    return answer
