"""The rules of each label for everybody: criteria, terms, legal basis, ways of appeal."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opstap.label.models import Scheme, SchemeVersion
from opstap.label.showing_rules import criteria_shown, terms_shown


@login_not_required
@require_safe
def all_rules(request: HttpRequest) -> HttpResponse:
    found = SchemeVersion.objects.in_force(timezone.localdate()).select_related("scheme__network")
    return render(request, "label/rules_list.html", {"versions": found})


@login_not_required
@require_safe
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The version in force, or `?version=2`: another published one. A draft is never shown."""
    scheme = get_object_or_404(Scheme.objects.select_related("network"), slug=slug)
    published = scheme.versions.published()
    in_force = SchemeVersion.objects.in_force(timezone.localdate()).filter(scheme=scheme).first()
    asked = request.GET.get("version", "")
    if asked:
        version = published.filter(number=asked).first() if asked.isdecimal() and len(asked) < 5 else None
    else:
        version = in_force or published.order_by("-valid_from").first()
    if version is None:
        raise Http404
    context = {
        "scheme": scheme,
        "version": version,
        "in_force": in_force,
        "others": [one for one in published.order_by("-valid_from") if one != version],
        "families": criteria_shown(version),
        "terms": terms_shown(version),
        "today": timezone.localdate(),
    }
    return render(request, "label/rules.html", context)
