"""A file in any state with everything around it, one person of each role, and every act as a function."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from opstap.accounts.models import User
from opstap.label.models import (
    Advice,
    AgendaItem,
    Answer,
    Appeal,
    Application,
    Correction,
    Decision,
    DecisionKind,
    FilePart,
    Interest,
    Meeting,
    Part,
    PartText,
    Review,
    Scheme,
    SchemeVersion,
    State,
)
from opstap.label.services import appeals, corrections, decisions, files, meetings, reviews
from opstap.label.transitions import Act
from opstap.spaces.models import Space
from tests import factories

APPLICANT, ORGANISATION, OTHER = "applicant", "organisation's coordinator", "other organisation"
ANIMATOR, NETWORK, SECRETARY = "animator", "network coordinator", "secretariat"
COMMITTEE, AUTHORITY, APPEALS = "committee", "authority", "appeals"
ADMINISTRATOR, STRANGER = "administrator", "stranger"
ROLES = (
    APPLICANT,
    ORGANISATION,
    OTHER,
    ANIMATOR,
    NETWORK,
    SECRETARY,
    COMMITTEE,
    AUTHORITY,
    APPEALS,
    ADMINISTRATOR,
    STRANGER,
)
AFTER_REVIEW = (State.SCHEDULED, State.ADVISED, State.ACCEPTED, State.REFUSED)
COMPLETE = (State.REVIEW, *AFTER_REVIEW)


@dataclass
class Case:
    """A scheme with one declared criterion, a space that asks, and the people around it."""

    scheme: Scheme
    version: SchemeVersion
    space: Space
    people: dict[str, User] = field(default_factory=dict)

    def file(self, state: str = State.DRAFT) -> Application:
        """A file in that state with what must have happened before."""
        now = timezone.now()
        moments = {
            "submitted_at": now if state not in (State.DRAFT, State.RETRACTED) else None,
            "completed_at": now if state in COMPLETE else None,
            "advised_at": now if state in (State.ADVISED, State.ACCEPTED, State.REFUSED) else None,
        }
        application = factories.make_application(
            self.version, self.space, state=state, created_by=self.people[APPLICANT], **moments
        )
        self._write(application)
        if state in COMPLETE:
            self._review(application)
        if state in AFTER_REVIEW:
            self._discuss(application, state)
        if state == State.REFUSED:
            self._refuse(application)
        return application

    def _write(self, application: Application) -> None:
        parts = [PartText(application=application, part=part, text="x", is_ready=True) for part in FilePart]
        PartText.objects.bulk_create(parts)
        for criterion in self.version.criteria.all():
            Answer.objects.create(application=application, criterion=criterion, declared=True)

    def _review(self, application: Application) -> None:
        member = self.people[COMMITTEE]
        Interest.objects.create(application=application, reviewer=member, has_conflict=False)
        Review.objects.create(
            application=application,
            reviewer=factories.make_user(),
            advice=Advice.FAVOURABLE,
            reasons="Good.",
        )

    def _discuss(self, application: Application, state: str) -> None:
        advice = "" if state == State.SCHEDULED else Advice.FAVOURABLE
        AgendaItem.objects.create(meeting=self.meeting(), application=application, position=1, advice=advice)

    def _refuse(self, application: Application) -> None:
        Decision.objects.create(
            kind=DecisionKind.REFUSE,
            application=application,
            reasons="No.",
            language="fr",
            appeal_until=timezone.localdate(),
            decided_by=factories.make_user(),
        )

    def meeting(self) -> Meeting:
        return Meeting.objects.create(
            scheme=self.scheme, held_on=timezone.localdate(), created_by=self.people[SECRETARY]
        )


def make_case() -> Case:
    network = factories.make_network()
    organisation = factories.make_organisation(network=network)
    other = factories.make_organisation(network=network)
    space = factories.make_space(organisation=organisation)
    scheme = factories.make_scheme(network)
    version = factories.make_version(
        scheme,
        appeal_ways={"fr": "Recours auprès de l’autorité.", "nl": "Beroep bij de overheid."},
    )
    factories.make_criterion(version)
    case = Case(scheme, version, space)
    case.people = {
        APPLICANT: factories.make_coordinator(space),
        ORGANISATION: factories.make_coordinator(organisation),
        OTHER: factories.make_coordinator(other),
        ANIMATOR: factories.make_animator(space),
        NETWORK: factories.make_network_coordinator(network),
        SECRETARY: factories.make_region_officer(network),
        COMMITTEE: factories.make_seat(scheme, Part.COMMITTEE).user,
        AUTHORITY: factories.make_seat(scheme, Part.AUTHORITY).user,
        APPEALS: factories.make_seat(scheme, Part.APPEALS).user,
        ADMINISTRATOR: factories.make_administrator(),
        STRANGER: factories.make_user(),
    }
    return case


def open_correction(case: Case, application: Application) -> Correction:
    return Correction.objects.create(
        application=application,
        part=FilePart.HOURS,
        question="?",
        asked_by=case.people[SECRETARY],
        answer_until=date(2099, 1, 1),
    )


def lodged(case: Case, application: Application) -> None:
    decision = application.decisions.first()
    if decision is not None:
        Appeal.objects.create(decision=decision, grounds="!", lodged_by=case.people[APPLICANT])


def _move(case: Case, application: Application, by: User) -> None:
    factories.make_version(case.scheme)
    files.move(application=application, by=by)


def _declare(case: Case, application: Application, by: User) -> None:
    application.interests.all().delete()
    reviews.declare(application=application, has_conflict=False, by=by)


def _ask(case: Case, application: Application, by: User) -> None:
    corrections.ask(application=application, part=FilePart.HOURS, question="?", by=by)


def _answer(case: Case, application: Application, by: User) -> None:
    asked = application.corrections.first() or open_correction(case, application)
    corrections.answer(correction=asked, text="!", by=by)


def _item(case: Case, application: Application) -> AgendaItem:
    known = application.agenda_items.filter(advice="").first()
    if known is not None:
        return known
    return AgendaItem.objects.create(meeting=case.meeting(), application=application, position=1)


def _appeal_taken_back(case: Case, application: Application, by: User) -> None:
    lodged(case, application)
    appeals.take_back(application=application, by=by)


def _settle(kind: DecisionKind) -> Callable[[Case, Application, User], object]:
    def settle(case: Case, application: Application, by: User) -> object:
        lodged(case, application)
        return appeals.settle(application=application, kind=kind, reasons="So.", by=by)

    return settle


def _decide(kind: DecisionKind) -> Callable[[Case, Application, User], object]:
    return lambda _case, file, by: decisions.decide(application=file, kind=kind, reasons="So.", by=by)


DO: dict[Act, Callable[[Case, Application, User], object]] = {
    Act.WRITE: lambda _case, file, by: files.write_part(
        application=file, part=FilePart.BUDGET, text="y", is_ready=True, by=by
    ),
    Act.MOVE: _move,
    Act.SUBMIT: lambda _case, file, by: files.submit(application=file, by=by),
    Act.RETRACT: lambda _case, file, by: files.retract(application=file, by=by),
    Act.REOPEN: lambda _case, file, by: files.reopen(application=file, by=by),
    Act.COMPLETE: lambda _case, file, by: reviews.complete(application=file, by=by),
    Act.ASK: _ask,
    Act.ANSWER: _answer,
    Act.DECLARE: _declare,
    Act.REVIEW: lambda _case, file, by: reviews.review(
        application=file, advice=Advice.FAVOURABLE, reasons="Good.", findings={}, by=by
    ),
    Act.VISIT: lambda _case, file, by: reviews.report_visit(
        application=file, visited_on=timezone.localdate(), text="Seen.", findings={}, by=by
    ),
    Act.SCHEDULE: lambda case, file, by: meetings.put_on_agenda(
        meeting=case.meeting(), application=file, by=by
    ),
    Act.UNSCHEDULE: lambda case, file, by: meetings.take_off_agenda(item=_item(case, file), by=by),
    Act.ADVISE: lambda case, file, by: meetings.minute(
        item=_item(case, file), advice=Advice.FAVOURABLE, minutes="Well.", by=by
    ),
    Act.AWARD: _decide(DecisionKind.AWARD),
    Act.REFUSE: _decide(DecisionKind.REFUSE),
    Act.APPEAL: lambda _case, file, by: appeals.lodge(application=file, grounds="!", by=by),
    Act.APPEAL_RETRACT: _appeal_taken_back,
    Act.UPHOLD: _settle(DecisionKind.UPHOLD),
    Act.OVERTURN: _settle(DecisionKind.OVERTURN),
}
