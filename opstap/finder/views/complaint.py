"""The complaint channel: writing without an account, in all languages of the finder."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from opstap.core.models import Remark
from opstap.core.tongues import in_every_tongue
from opstap.finder.display import networks
from opstap.finder.forms import RemarkForm
from opstap.finder.services import TooManyRemarksError, leave_remark
from opstap.finder.views.public import public_page

TOO_MANY = 429
UNREADABLE = 422


# Without the token against forged requests, since that needs a cookie: nobody's rights are used here.
@csrf_exempt
@in_every_tongue
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
