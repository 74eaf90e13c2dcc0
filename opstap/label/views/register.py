"""The public register: every label ever given, what it asks, what is measured, what was decided."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opstap.core.downloads import KINDS, table_file
from opstap.core.texts import say
from opstap.credentials.services import qr_svg
from opstap.label import showing
from opstap.label.forms.register import RegisterFilter
from opstap.label.models import HELD, Label
from opstap.label.services.proof import proof_of

PER_PAGE = 50
FORMATS = [(kind, kind.upper()) for kind in KINDS]


def all_labels() -> "QuerySet[Label]":
    with_all = Label.objects.select_related(
        "space__municipality",
        "space__organisation",
        "organisation",
        "version__scheme__network",
        "application",
    )
    return with_all.order_by("space__folded_name", "pk")


@login_not_required
@require_safe
def label_list(request: HttpRequest) -> HttpResponse:
    asked = RegisterFilter(request.GET)
    found = asked.narrow(all_labels())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [{"label": label, "sign": showing.standing_sign(label)} for label in page]
    context = {"form": asked, "page": page, "rows": rows, "formats": FORMATS}
    return render(request, "label/label_list.html", context)


@login_not_required
@require_safe
def label_export(request: HttpRequest, file_format: str) -> HttpResponse:
    """The same rows as the list, as CSV, XLSX or ODS; 404 for another format."""
    if file_format not in KINDS:
        raise Http404
    columns = _columns()
    rows = (
        dict(zip(columns, row, strict=True))
        for row in _rows(RegisterFilter(request.GET).narrow(all_labels()))
    )
    return table_file(file_format, name="labels", title=_("Labels"), columns=columns, rows=rows)


def _columns() -> tuple[str, ...]:
    return (
        _("Space"),
        _("Municipality"),
        _("Organisation"),
        _("Label"),
        _("Version"),
        _("Status"),
        _("Since"),
        _("Ended on"),
        _("Awarded earlier"),
        _("Source"),
        _("Id"),
    )


def _rows(labels: "QuerySet[Label]") -> Iterator[list[Any]]:
    for label in labels:
        space = label.space
        yield [
            say(space.names),
            say(space.municipality.names) if space.municipality else "",
            say(label.organisation.names) if label.organisation else "",
            say(label.version.scheme.names),
            say(label.version.titles),
            label.get_standing_display(),
            label.awarded_on,
            label.ended_on,
            _("yes") if label.is_from_before else _("no"),
            label.source,
            str(label.uid),
        ]


@login_not_required
@require_safe
def label_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    label = get_object_or_404(all_labels(), uid=uid)
    today = timezone.localdate(timezone=label.space.zone)
    proof = proof_of(label)
    context = {
        "label": label,
        "space": label.space,
        "sign": showing.standing_sign(label),
        "sentence": showing.standing_sentence(label),
        "is_held": label.standing in HELD,
        "proof": proof,
        "proof_square": mark_safe(qr_svg(proof)) if proof else "",  # lines alone, of our own address
        "lines": showing.lines(label, today),
        "today": today,
        "history": showing.history(label),
        "others": [(other, showing.standing_sign(other)) for other in showing.other_labels(label)],
        "has_moved": label.organisation_id != label.space.organisation_id,
    }
    return render(request, "label/label_page.html", context)
