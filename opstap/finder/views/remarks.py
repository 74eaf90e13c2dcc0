"""What the public wrote, for those who answer for the network."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from opstap.accounts.models import User
from opstap.core.models import Remark
from opstap.finder.permissions import check_reads_remarks, get_remark
from opstap.finder.services import handle_remark


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
