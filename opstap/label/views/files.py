"""The list of files, one file, and what the applicant writes in it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.core.downloads import KINDS, table_file
from opstap.label import criteria_table, permissions
from opstap.label.forms.files import AnswersForm, CorrectionForm, PartForm, StartForm
from opstap.label.models import Application, FilePart, Scheme, SchemeVersion, State
from opstap.label.services import corrections, files, posting
from opstap.label.services.clock import local_day
from opstap.label.services.readiness import lines_of, missing
from opstap.label.showing_files import clock_words, criteria_lines, history, shown, stairs
from opstap.label.transitions import REASON_WORDS, Act, Party, Reason
from opstap.label.views.acts import check_may, possible
from opstap.spaces.models import Space
from opstap.spaces.permissions import get_known_space, known_spaces
from opstap.territory.models import Network

require_form = require_http_methods(["GET", "HEAD", "POST"])
A_PAGE = 25


@require_safe
def file_list(request: HttpRequest) -> HttpResponse:
    """Open to who has something to do with files; others learn that they have not."""
    user = person(request)
    if not permissions.sees_files(user):
        raise PermissionDenied(_("Files of the label are for coordinators, the secretariat and the seats."))
    related = ("version__scheme", "space__organisation", "organisation")
    found = permissions.visible_files(user).select_related(*related).prefetch_related("corrections")
    state = request.GET.get("state", "")
    if state in State.values:
        found = found.filter(state=state)
    page = Paginator(found.order_by("-created_at", "-pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [shown(user, file) for file in page],
        "state": state,
        "states": State.choices,
        "may_ask": spaces_to_ask_for(user),
        "schemes": permissions.secretary_schemes(user),
        "appeals": permissions.open_appeals(user),
        "unsent": posting.waiting_in(permissions.secretary_schemes(user)).count(),
        "meets": permissions.seats_of(user).exists() or permissions.secretary_schemes(user).exists(),
    }
    return render(request, "label/file_list.html", context)


def spaces_to_ask_for(user: User) -> list[Space]:
    """The coordinator's own spaces."""
    return [
        space for space in known_spaces(user).order_by("folded_name") if permissions.can_apply(user, space)
    ]


@require_form
def file_new(request: HttpRequest, slug: str) -> HttpResponse:
    user = person(request)
    space = get_known_space(user, slug)
    if not permissions.can_apply(user, space):
        raise PermissionDenied(_("The coordinator of the space asks for the label."))
    versions = [version for version in versions_for(space) if files.may_start(user, space, version)]
    choices = [(str(version.uid), f"{version.scheme}: {version}") for version in versions]
    initial = {
        "version": choices[0][0] if choices else "",
        "language": "nl" if user.language == "nl" else "fr",
    }
    form = StartForm(request.POST if request.method == "POST" else None, versions=choices, initial=initial)
    if space.organisation and form.is_valid():
        version = next(one for one in versions if str(one.uid) == form.cleaned_data["version"])
        try:
            file = files.start(
                space=space,
                organisation=space.organisation,
                version=version,
                language=form.cleaned_data["language"],
                by=user,
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            return redirect("label:file", uid=file.uid)
    return render(request, "label/file_new.html", {"space": space, "form": form, "versions": versions})


def versions_for(space: Space) -> list[SchemeVersion]:
    """In force today in a network of which the space is a member."""
    networks = [
        network for network in Network.objects.all() if Space.objects.of_network(network).filter(pk=space.pk)
    ]
    schemes = Scheme.objects.filter(network__in=networks)
    today = timezone.localdate(timezone=space.zone)
    return list(SchemeVersion.objects.in_force(today).filter(scheme__in=schemes).select_related("scheme"))


@require_safe
def file(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    found, parties = permissions.get_file(user, uid)
    if permissions.must_declare(user, found, parties):
        return redirect("label:file-act", uid=uid, name="declare")
    return render(request, "label/file.html", _context(user, found, parties))


@require_safe
def file_table(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """The criteria of the file as CSV, XLSX or ODS, for whoever may read the file."""
    if kind not in KINDS:
        raise Http404
    user = person(request)
    found, parties = permissions.get_file(user, uid)
    if permissions.must_declare(user, found, parties):
        raise PermissionDenied(REASON_WORDS[Reason.INTEREST])
    return table_file(
        kind,
        name=f"{found.reference}-criteria",
        title=_("The criteria"),
        columns=criteria_table.columns(),
        rows=criteria_table.rows(found, local_day(found)),
    )


def _context(user: User, found: Application, parties: frozenset[Party]) -> dict[str, Any]:
    is_own = Party.APPLICANT in parties
    decided = found.state in (State.ACCEPTED, State.REFUSED)
    is_draft = found.state == State.DRAFT
    return {
        "file": found,
        "seen": shown(user, found),
        "is_own": is_own,
        "is_draft": is_draft,
        "may_write": is_own and is_draft,
        "acts": possible(user, found, parties),
        "stairs": stairs(found),
        "clock": clock_words(found),
        "lines": criteria_lines(found, local_day(found)),
        "formats": [(kind, kind.upper()) for kind in KINDS],
        "parts": found.parts.all(),
        "pieces": found.pieces.filter(removed_at__isnull=True).select_related("criterion"),
        "corrections": found.corrections.select_related("criterion"),
        "visits": found.visits.all(),
        "reviews": found.reviews.select_related("reviewer") if not is_own or decided else [],
        "interests": [] if is_own else found.interests.select_related("reviewer"),
        "decisions": found.decisions.all(),
        "label": getattr(found, "label", None),
        "appeals": [one.appeal for one in found.decisions.all() if hasattr(one, "appeal")],
        "missing": missing(found, local_day(found)) if is_own and is_draft else [],
        "history": history(found, parties),
        "newer": files.newest_version(found) if is_own else None,
        "unsent": posting.waiting().filter(step__application=found).select_related("receiver"),
        "may_mend_mails": Party.SECRETARIAT in parties,
    }


@require_form
def file_part(request: HttpRequest, uid: UUID, part: str) -> HttpResponse:
    """One of the eight parts, one page."""
    user = person(request)
    found = get_own_draft(user, uid)
    if part not in FilePart.values:
        raise Http404
    known = found.parts.filter(part=part).first()
    initial = {"text": known.text, "is_ready": known.is_ready} if known else {}
    form = PartForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        files.write_part(application=found, part=FilePart(part), by=user, **form.cleaned_data)
        following = _after(part)
        messages.success(request, _("Saved."))
        if "next" in request.POST and following:
            return redirect("label:file-part", uid=uid, part=following)
        return redirect("label:file", uid=uid)
    number = FilePart.values.index(part) + 1
    context = {
        "file": found,
        "part": FilePart(part),
        "number": number,
        "form": form,
        "following": _after(part),
    }
    return render(request, "label/file_part.html", context)


def _after(part: str) -> str:
    place = FilePart.values.index(part) + 1
    return FilePart.values[place] if place < len(FilePart.values) else ""


@require_form
def file_answers(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = person(request)
    found = get_own_draft(user, uid)
    form = AnswersForm(
        request.POST if request.method == "POST" else None, lines=lines_of(found, local_day(found))
    )
    if form.is_valid():
        files.answer_criteria(application=found, answers=form.said(), by=user)
        messages.success(request, _("Saved."))
        return redirect("label:file", uid=uid)
    return render(request, "label/file_answers.html", {"file": found, "form": form})


@require_form
def file_submit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Check your answers, then hand in."""
    user = person(request)
    found = get_own_draft(user, uid)
    today = local_day(found)
    refused = ""
    if request.method == "POST":
        try:
            files.submit(application=found, by=user)
        except ValidationError as error:
            refused = error.messages[0]
        else:
            messages.success(request, _("Your file is handed in."))
            return redirect("label:file", uid=uid)
    context = {
        "file": found,
        "missing": missing(found, today),
        "lines": criteria_lines(found, today),
        "parts": found.parts.all(),
        "pieces": found.pieces.filter(removed_at__isnull=True),
        "refused": refused,
    }
    return render(request, "label/file_submit.html", context, status=409 if refused else 200)


def get_own_draft(user: User, uid: UUID) -> Application:
    """The applicant's file while it is written. 404, 403 as `get_file`; 403 once it was handed in."""
    found, parties = permissions.get_file(user, uid)
    check_may(user, found, parties, Act.WRITE)
    if found.state != State.DRAFT:
        raise PermissionDenied(REASON_WORDS[Reason.STATE])
    return found


@require_form
def correction(request: HttpRequest, uid: UUID, question: UUID) -> HttpResponse:
    """The applicant answers a correction request."""
    user = person(request)
    found, parties = permissions.get_file(user, uid)
    check_may(user, found, parties, Act.ANSWER)
    asked = found.corrections.select_related("criterion", "application").filter(uid=question).first()
    if asked is None:
        raise Http404
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            corrections.answer(correction=asked, by=user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Your answer is sent."))
            return redirect("label:file", uid=uid)
    return render(request, "label/file_correction.html", {"file": found, "asked": asked, "form": form})
