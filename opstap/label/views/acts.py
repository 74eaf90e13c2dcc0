"""Acts on a file that are one form: who may do which, what it asks, what it does. One view for all."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.label import permissions
from opstap.label.forms import files as forms
from opstap.label.models import Application, DecisionKind
from opstap.label.services import appeals, corrections, decisions, files, reviews
from opstap.label.services.steps import has_open_correction
from opstap.label.transitions import REASON_WORDS, RULES, Act, Party, Reason, refusal

Run = Callable[[Application, forms.FileForm, User], object]


@dataclass(frozen=True)
class Page:
    """`acts`: what the page does; the first tells who opens it."""

    acts: tuple[Act, ...]
    title: Promise
    lead: Promise
    button: Promise
    form: type[forms.FileForm]
    run: Run
    is_grave: bool = False


def _asked(file: Application, form: forms.FileForm, by: User) -> object:
    about = forms.thing_named(file, form.cleaned_data["about"])
    return corrections.ask(application=file, question=form.cleaned_data["question"], by=by, **about)


def _declared(file: Application, form: forms.FileForm, by: User) -> object:
    data = form.cleaned_data
    has_conflict = data["has_conflict"] == forms.YES
    return reviews.declare(
        application=file, has_conflict=has_conflict, explanation=data["explanation"], by=by
    )


def _reviewed(file: Application, form: forms.FileForm, by: User) -> object:
    assert isinstance(form, forms.FindingsForm)
    data = {name: form.cleaned_data[name] for name in ("advice", "reasons")}
    return reviews.review(application=file, findings=form.findings(), by=by, **data)


def _visited(file: Application, form: forms.FileForm, by: User) -> object:
    assert isinstance(form, forms.FindingsForm)
    data = {name: form.cleaned_data[name] for name in ("visited_on", "text")}
    return reviews.report_visit(application=file, findings=form.findings(), by=by, **data)


def _decided(file: Application, form: forms.FileForm, by: User) -> object:
    kind = DecisionKind(form.cleaned_data["kind"])
    return decisions.decide(application=file, kind=kind, reasons=form.cleaned_data["reasons"], by=by)


def _settled(file: Application, form: forms.FileForm, by: User) -> object:
    kind = DecisionKind(form.cleaned_data["kind"])
    return appeals.settle(application=file, kind=kind, reasons=form.cleaned_data["reasons"], by=by)


PAGES: dict[str, Page] = {
    "complete": Page(
        (Act.COMPLETE,),
        _("Is the file complete?"),
        _("The committee reads it then. Ask for a correction instead where something is missing."),
        _("The file is complete"),
        forms.FileForm,
        lambda file, _form, by: reviews.complete(application=file, by=by),
    ),
    "ask": Page(
        (Act.ASK,),
        _("Ask for a correction"),
        _("The clock stops until the applicant answers, and nobody moves the file meanwhile."),
        _("Send the request"),
        forms.AskForm,
        _asked,
    ),
    "declare": Page(
        (Act.DECLARE,),
        _("Before you open this file"),
        _("Who has a link with a space judges nothing about it. You say it once."),
        _("Save"),
        forms.DeclareForm,
        _declared,
    ),
    "review": Page(
        (Act.REVIEW,),
        _("Your view of the file"),
        _("You can change it until the committee has met."),
        _("Save my view"),
        forms.ReviewForm,
        _reviewed,
    ),
    "visit": Page(
        (Act.VISIT,),
        _("Report of a visit"),
        _("Write what you saw, criterion by criterion. Name functions, not people."),
        _("Save the report"),
        forms.VisitForm,
        _visited,
    ),
    "decide": Page(
        (Act.AWARD, Act.REFUSE),
        _("The decision of the authority"),
        _("The committee advised, you decide. What you save cannot be changed: the letter is made from it."),
        _("Decide"),
        forms.DecideForm,
        _decided,
        is_grave=True,
    ),
    "appeal": Page(
        (Act.APPEAL,),
        _("Appeal against the refusal"),
        _("Somebody who had no part in the decision looks at your file anew."),
        _("Lodge the appeal"),
        forms.AppealForm,
        lambda file, form, by: appeals.lodge(application=file, grounds=form.cleaned_data["grounds"], by=by),
    ),
    "appeal-retract": Page(
        (Act.APPEAL_RETRACT,),
        _("Take the appeal back?"),
        _("The refusal stands then. You cannot appeal again."),
        _("Take it back"),
        forms.FileForm,
        lambda file, _form, by: appeals.take_back(application=file, by=by),
        is_grave=True,
    ),
    "settle": Page(
        (Act.UPHOLD, Act.OVERTURN),
        _("The decision on the appeal"),
        _("It is a new decision with its own letter. When the refusal falls, the label is awarded."),
        _("Decide"),
        forms.SettleForm,
        _settled,
        is_grave=True,
    ),
    "retract": Page(
        (Act.RETRACT,),
        _("Take the file back?"),
        _("The file ends here. You may begin a new one at any time."),
        _("Take it back"),
        forms.RemarkForm,
        lambda file, form, by: files.retract(application=file, remark=form.cleaned_data["remark"], by=by),
        is_grave=True,
    ),
    "reopen": Page(
        (Act.REOPEN,),
        _("Begin a new file after the refusal?"),
        _("What you wrote and your pieces are taken over. You hand it in when it is ready."),
        _("Begin the new file"),
        forms.FileForm,
        lambda file, _form, by: files.reopen(application=file, by=by),
    ),
    "move": Page(
        (Act.MOVE,),
        _("Move the file to the newer version?"),
        _(
            "Other things are asked: the file comes back to you, and you hand it in again. Nobody else can "
            "move it, and you need not."
        ),
        _("Move my file"),
        forms.FileForm,
        lambda file, _form, by: files.move(application=file, by=by),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    user = person(request)
    file, parties = permissions.get_file(user, uid)
    page = PAGES.get(name)
    if page is None:
        raise Http404
    check_may(user, file, parties, page.acts[0])
    reason = refusal(page.acts[0], file.state_now, parties, correction_open=has_open_correction(file))
    form = page.form(request.POST if request.method == "POST" else None, file=file)
    if reason is None and form.is_valid():
        try:
            done = page.run(file, form, user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return _done(request, file, done, user)
    context = {
        "file": file,
        "page": page,
        "form": form,
        "refused": REASON_WORDS.get(reason) if reason else "",
    }
    return render(request, "label/file_act.html", context, status=409 if reason else 200)


def _done(request: HttpRequest, file: Application, done: object, user: User) -> HttpResponse:
    messages.success(request, _("Noted."))
    if permissions.has_conflict(user, file):
        return redirect("label:file-list")
    target = done if isinstance(done, Application) else file
    return redirect("label:file", uid=target.uid)


def check_may(user: User, file: Application, parties: frozenset[Party], act: Act) -> None:
    """Raises PermissionDenied with the reason: not her part, or she must first say whether she has a link."""
    if not RULES[act].parties & parties:
        raise PermissionDenied(REASON_WORDS[Reason.WHO])
    if act != Act.DECLARE and permissions.must_declare(user, file, parties):
        raise PermissionDenied(REASON_WORDS[Reason.INTEREST])


def possible(user: User, file: Application, parties: frozenset[Party]) -> list[tuple[str, Page]]:
    """What the person can do with the file now, in the order of the procedure."""
    waiting = has_open_correction(file)
    return [
        (name, page)
        for name, page in PAGES.items()
        if refusal(page.acts[0], file.state_now, parties, correction_open=waiting) is None
        and _makes_sense(name, file, user)
    ]


def _makes_sense(name: str, file: Application, user: User) -> bool:
    """Beyond the table: what would be refused for another reason is not offered."""
    if name in {"appeal", "appeal-retract", "settle", "reopen"}:
        return _appeal_allows(name, file, user)
    if name == "move":
        return files.newest_version(file) is not None
    if name == "declare":
        return not file.interests.filter(reviewer=user).exists()
    return True


def _appeal_allows(name: str, file: Application, user: User) -> bool:
    appeal, reopened = appeals.appeal_of(file), appeals.was_reopened(file)
    is_lodged = appeal is not None and appeal.state == "lodged"
    if name == "appeal":
        return appeal is None and not reopened
    if name == "reopen":
        return not is_lodged and not reopened
    return is_lodged and (name != "settle" or not appeals.took_part(user, file))
