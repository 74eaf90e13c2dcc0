"""For everybody: what is kept, for how long, and why. From the register itself."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from opstap.core import retention
from opstap.keeping.services.showing import shown_rules


@login_not_required
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    context = {"rules": shown_rules(), "kept": retention.all_kept(), "body_class": "sheet"}
    return render(request, "keeping/kept.html", context)
