"""The complaint channel: writing without an account, and reading for those who answer for the network."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.models import User
from opstap.core.models import Remark
from opstap.finder.display import networks
from opstap.finder.forms import RemarkForm
from opstap.finder.permissions import check_reads_remarks, get_remark
from opstap.finder.services import TooManyRemarksError, handle_remark, leave_remark
from opstap.finder.views.public import public_page

TOO_MANY = 429
UNREADABLE = 422


# Without the token against forged requests, since that needs a cookie: nobody's rights are used here.
@csrf_exempt
@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        form = RemarkForm(initial={"page": request.GET.get("page", "")[:500]})
        return _form(request, form, sent="sent" in request.GET)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=UNREADABLE)
    if not form.is_from_a_machine:
        try:
            _leave(request, form)
        except TooManyRemarksError:
            form.add_error(
                None, _("Many remarks came in a short time. Send yours again in ten minutes, or call.")
            )
            return _form(request, form, status=TOO_MANY)
    return redirect(f"{request.path}?sent=1")


def _leave(request: HttpRequest, form: RemarkForm) -> Remark:
    written = form.cleaned_data
    return leave_remark(
        text=written["text"],
        page=written["page"],
        email=written["email"],
        language=(get_language() or "fr")[:2],
        sender=request.META.get("REMOTE_ADDR", ""),
    )


def _form(request: HttpRequest, form: RemarkForm, *, sent: bool = False, status: int = 200) -> HttpResponse:
    context = {"form": form, "sent": sent, "phones": networks.phones()}
    return render(request, "finder/complaint.html", context, status=status)


@require_safe
def remark_list(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    check_reads_remarks(request.user)
    handled = request.GET.get("handled") == "1"
    remarks = Remark.objects.filter(handled_at__isnull=not handled).select_related("handled_by")
    page = Paginator(remarks, 20).get_page(request.GET.get("page"))
    return render(request, "finder/remarks.html", {"page": page, "handled": handled})


@require_POST
def remark_handle(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    assert isinstance(request.user, User)
    handle_remark(get_remark(request.user, uid), by=request.user)
    messages.success(request, _("The remark stands among the handled ones now."))
    return redirect("finder:remark-list")
