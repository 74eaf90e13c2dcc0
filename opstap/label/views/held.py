"""The office page of one label: for its coordinators, the secretariat and who has a seat in its scheme."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.accounts.services import mail_is_set_up
from opstap.label import permissions, showing
from opstap.label.forms.register import AnswerForm, ConclusionForm, ProposalForm, ReasonsForm
from opstap.label.models import Decision, DecisionKind, Hearing, Label
from opstap.label.services import hearings, label_appeals, posting, proof, standing

require_form = require_http_methods(["GET", "HEAD", "POST"])
REFUSED = (
    standing.NotAllowedError,
    hearings.AlreadyOpenError,
    hearings.AnsweredError,
    hearings.TooEarlyError,
)


@require_safe
def held_record(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Where the label stands, its hearings and decisions with their reasons, and what one may do."""
    user = person(request)
    label = permissions.get_office_label(user, uid)
    today = timezone.localdate(timezone=label.space.zone)
    context = {
        "label": label,
        "space": label.space,
        "sign": showing.standing_sign(label),
        "lines": showing.lines(label, today),
        "watches": label.watches.filter(closed_on=None).select_related("criterion"),
        "history": showing.history(label),
        "acts": acts_of(user, label),
        "proof": proof.proof_of(label),
        "unsent": posting.waiting().filter(label=label).select_related("receiver"),
        "may_mend_mails": permissions.is_secretary(user, label.version.scheme),
        "no_mail": not mail_is_set_up(),
        "appeal_open": standing.has_open_appeal(label),
        "may_answer_for": permissions.answers_for(user, label),
        "may_settle": permissions.hears_appeals_about(user, label)
        and not label_appeals.took_part(user, label),
        "may_appeal": _may_appeal(user, label),
    }
    return render(request, "label/held_record.html", context | _hearing_of(user, label))


def _may_appeal(user: User, label: Label) -> Decision | None:
    """The decision against which she can appeal today."""
    last = label.decisions.filter(kind__in=standing.APPEALABLE).order_by("decided_at", "pk").last()
    if last is None or not permissions.answers_for(user, label):
        return None
    return last if label_appeals.refusal(last, label) is None else None


def _hearing_of(user: User, label: Label) -> dict[str, Any]:
    hearing = label.hearings.filter(closed_at=None).first()
    if hearing is None:
        return {"hearing": None}
    hearing.label = label
    return {
        "hearing": hearing,
        "may_answer": hearing.answered_at is None and permissions.answers_for(user, label),
        "may_decide": hearings.may_be_decided(hearing)
        and permissions.decides_about(user, label)
        and not standing.has_open_appeal(label),
    }


def acts_of(user: User, label: Label) -> dict[str, bool]:
    """What the person may begin with this label as it stands today."""
    kinds = [DecisionKind.SUSPEND, DecisionKind.WITHDRAW]
    is_open = label.hearings.filter(closed_at=None).exists()
    return {
        "propose": not is_open
        and not standing.has_open_appeal(label)
        and any(standing.can_follow(kind, label.standing) for kind in kinds)
        and permissions.is_secretary(user, label.version.scheme),
        "prove": label.is_in_force and permissions.is_secretary(user, label.version.scheme),
        "reinstate": standing.can_follow(DecisionKind.REINSTATE, label.standing)
        and permissions.decides_about(user, label),
        "renounce": standing.can_follow(DecisionKind.RENOUNCE, label.standing)
        and permissions.can_renounce(user, label),
    }


@require_form
def hearing_open(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    label = permissions.get_label_to_watch(user, uid)
    proposals = [
        (name, words)
        for name, words in (("suspend", _("suspend the label")), ("withdraw", _("withdraw the label")))
        if standing.can_follow(hearings.PROPOSALS[name], label.standing)
    ]
    form = ProposalForm(request.POST if request.method == "POST" else None, proposals=proposals)
    if form.is_valid() and done(request, form, hearings.propose, label=label, by=user, **form.cleaned_data):
        messages.success(request, _("The organisation is asked for its answer."))
        return redirect("label:held-record", uid=uid)
    heading = _("Propose to suspend or to withdraw")
    lead = _("The organisation is heard first. It can answer within {n} working days.").format(
        n=label.version.hearing_working_days
    )
    return held_form(request, label, form, heading, lead)


@require_form
def hearing_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    hearing = permissions.get_hearing_to_answer(user, uid)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and done(
        request, form, hearings.answer, hearing=hearing, by=user, **form.cleaned_data
    ):
        messages.success(request, _("Your answer is sent."))
        return redirect("label:held-record", uid=hearing.label.uid)
    return held_form(request, hearing.label, form, _("Your answer"), hearing.reasons)


@require_form
def hearing_conclude(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    hearing = permissions.get_hearing_to_decide(user, uid)
    form = ConclusionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _conclude(request, hearing, form, user):
        messages.success(request, _("The decision is taken. The organisation is told."))
        return redirect("label:held-record", uid=hearing.label.uid)
    return held_form(request, hearing.label, form, _("Decide after the hearing"), hearing.answer)


def _conclude(request: HttpRequest, hearing: Hearing, form: ConclusionForm, user: User) -> bool:
    said = form.cleaned_data
    accept = said["accept"] == "yes"
    return done(
        request, form, hearings.conclude, hearing=hearing, accept=accept, reasons=said["reasons"], by=user
    )


@require_form
def label_reinstate(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    label = permissions.get_label_to_decide(user, uid)
    form = ReasonsForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and done(request, form, standing.reinstate, label=label, by=user, **form.cleaned_data):
        messages.success(request, _("The label is in force again."))
        return redirect("label:held-record", uid=uid)
    return held_form(request, label, form, _("Put the label in force again"))


@require_form
def label_renounce(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    label = permissions.get_label_to_renounce(user, uid)
    form = ReasonsForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and done(request, form, standing.renounce, label=label, by=user, **form.cleaned_data):
        messages.success(request, _("The label is given up. The secretariat is told."))
        return redirect("label:held-record", uid=uid)
    lead = _("The label ends today, for good. To have it again, the space applies anew.")
    return held_form(request, label, form, _("Give up the label"), lead)


@require_POST
def proof_issue(request: HttpRequest, uid: UUID) -> HttpResponse:
    """For a label from before, or one given while there was no key."""
    user = person(request)
    label = permissions.get_label_to_watch(user, uid)
    if not label.is_in_force or proof.proof_of(label) is not None:
        messages.warning(request, _("This label has its proof, or is not in force. Nothing was changed."))
    elif proof.issue_proof(label=label, by=user) is None:
        messages.error(request, _("No proof could be made: this installation has no key to sign with."))
    else:
        messages.success(request, _("The proof is made."))
    return redirect("label:held-record", uid=uid)


def done(request: HttpRequest, form: Any, act: Any, **facts: Any) -> bool:
    """False, with a message, when somebody else was faster or the label does not stand there any more.

    What the act says of itself (ValidationError) stands on the form.
    """
    try:
        act(**facts)
    except ValidationError as refused:
        form.add_error(None, refused)
        return False
    except REFUSED:
        messages.error(
            request, _("This cannot be done now: the label or its hearing has changed. Nothing was written.")
        )
        return False
    return True


def held_form(
    request: HttpRequest, label: Label, form: Any, heading: str, lead: str = "", *, refused: str = ""
) -> HttpResponse:
    """`refused`: why it cannot be done now, instead of the form."""
    context = {
        "label": label,
        "space": label.space,
        "form": form,
        "heading": heading,
        "lead": lead,
        "refused": refused if not form.errors else "",
    }
    status = 400 if form.errors else 409 if refused else 200
    return render(request, "label/held_form.html", context, status=status)
