"""Appeals against a suspension or a withdrawal, and the letters of the decisions about a label."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opstap.accounts.permissions import person
from opstap.core.documents import attach
from opstap.label import permissions
from opstap.label.forms.register import AppealForm, SettlementForm, SureForm
from opstap.label.letter import letter_pdf
from opstap.label.services import label_appeals
from opstap.label.views.held import done, held_form, require_form


@require_form
def label_appeal(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    decision, label = permissions.get_decision_to_appeal(user, uid)
    form = AppealForm(request.POST if request.method == "POST" else None)
    facts = {"decision": decision, "label": label, "by": user}
    if form.is_valid() and done(request, form, label_appeals.lodge, **facts, **form.cleaned_data):
        messages.success(request, _("Your appeal is lodged. Somebody who had no part in it decides."))
        return redirect("label:held-record", uid=label.uid)
    lead = _(
        "Somebody who had no part in the decision looks at it anew. The decision holds until then. "
        "You can appeal against a decision once."
    )
    reason = label_appeals.refusal(decision, label)
    refused = str(label_appeals.WORDS[reason]) if reason else ""
    heading = _("Appeal against: %(decision)s") % {"decision": decision.get_kind_display()}
    return held_form(request, label, form, heading, lead, refused=refused)


@require_form
def appeal_retract(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    appeal, label = permissions.get_appeal_to_take_back(user, uid)
    form = SureForm(request.POST if request.method == "POST" else None)
    facts = {"appeal": appeal, "label": label, "by": user}
    if form.is_valid() and done(request, form, label_appeals.take_back, **facts):
        messages.success(request, _("The appeal is taken back."))
        return redirect("label:held-record", uid=label.uid)
    lead = _("The decision stands then. You cannot appeal against it again.")
    refused = "" if appeal.is_open else str(label_appeals.WORDS[label_appeals.Reason.CLOSED])
    return held_form(request, label, form, _("Take the appeal back?"), lead, refused=refused)


@require_form
def appeal_settle(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    appeal, label = permissions.get_appeal_to_settle(user, uid)
    form = SettlementForm(request.POST if request.method == "POST" else None)
    facts = {"appeal": appeal, "label": label, "by": user}
    if form.is_valid() and done(request, form, label_appeals.settle, **facts, **form.cleaned_data):
        messages.success(request, _("The decision is taken. The organisation is told."))
        return redirect("label:held-record", uid=label.uid)
    reason = label_appeals.why_not_settle(appeal, label, user)
    refused = str(label_appeals.WORDS[reason]) if reason else ""
    return held_form(request, label, form, _("The decision on the appeal"), appeal.grounds, refused=refused)


@require_safe
def held_letter(request: HttpRequest, uid: UUID, number: UUID) -> HttpResponse:
    """A decision about a label on paper; those brought in from before Opstap have no letter."""
    label = permissions.get_office_label(person(request), uid)
    decision = label.decisions.filter(uid=number).first()
    if decision is None or not decision.has_letter:
        raise Http404
    return attach(letter_pdf(decision), f"label-{label.space.slug}-{decision.kind}-{decision.language}.pdf")
