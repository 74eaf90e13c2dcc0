"""Who may do what in the label: the applicant's coordinators, the secretariat, and the seats of a scheme."""

import uuid
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.label.models import (
    Application,
    Criterion,
    Hearing,
    Label,
    Part,
    Scheme,
    SchemeVersion,
    Seat,
    State,
)
from opstap.label.transitions import REASON_WORDS, Party, Reason
from opstap.spaces.models import Role, Space
from opstap.spaces.models.people import valid_on
from opstap.spaces.permissions import TEAM, has_role, is_administrator, known_spaces, networks_of, roles_of


def secretary_schemes(user: User) -> QuerySet[Scheme]:
    """Schemes whose secretariat the person is: the region's officer of the network, or the administrator."""
    return Scheme.objects.filter(network__in=networks_of(user, Role.REGION_OFFICER))


def is_secretary(user: User, scheme: Scheme) -> bool:
    return secretary_schemes(user).filter(pk=scheme.pk).exists()


def seats_of(user: User | AnonymousUser, *parts: Part, on: date | None = None) -> QuerySet[Seat]:
    """The person's seats on the day (default today), of these parts or of any."""
    seats = Seat.objects.filter(valid_on(on or timezone.localdate()), user=user.pk)
    return seats.filter(part__in=parts) if parts else seats


def has_seat(user: User, scheme: Scheme, part: Part) -> bool:
    return seats_of(user, part).filter(scheme=scheme).exists()


def own_organisations(user: User) -> set[int]:
    """Organisations she works for or sits for: their files she never reviews, nor decides about."""
    works = {role.organisation_id for role in roles_of(user) if role.organisation_id}
    works |= {
        role.space.organisation_id for role in roles_of(user) if role.space and role.space.organisation_id
    }
    sits = set(seats_of(user).exclude(organisation=None).values_list("organisation_id", flat=True))
    return works | sits


def can_apply(user: User, space: Space) -> bool:
    """Files are the coordinator's own: the network and the region never apply in a space's place."""
    return any(
        role.role == Role.COORDINATOR
        and (
            role.space_id == space.pk
            or (role.organisation_id and role.organisation_id == space.organisation_id)
        )
        for role in roles_of(user)
    )


def sees_all_files(user: User, scheme: Scheme) -> bool:
    return is_administrator(user) or is_secretary(user, scheme)


# Files


def parties_of(user: User, application: Application) -> frozenset[Party]:
    """What the person is in this file: the applicant's, or of those who judge it, never both."""
    if applies_for(user, application):
        return frozenset({Party.APPLICANT})
    if {application.organisation_id, application.space.organisation_id} & own_organisations(user):
        return frozenset()
    scheme = application.version.scheme
    seats = seats_of(user).filter(scheme=scheme).values_list("part", flat=True)
    parties = {Party(part) for part in seats}
    return frozenset(parties | ({Party.SECRETARIAT} if is_secretary(user, scheme) else set()))


def applies_for(user: User, application: Application) -> bool:
    """The coordinator of the space, or of the organisation that asked."""
    return can_apply(user, application.space) or any(
        role.role == Role.COORDINATOR and role.organisation_id == application.organisation_id
        for role in roles_of(user)
    )


def visible_files(user: User) -> QuerySet[Application]:
    """Files of her list: the applicant's own, those handed in where she judges; none of her organisation."""
    coordinated = [role for role in roles_of(user) if role.role == Role.COORDINATOR]
    own = Q(space__in=[role.space_id for role in coordinated if role.space_id]) | Q(
        organisation__in=[role.organisation_id for role in coordinated if role.organisation_id]
    )
    related = own_organisations(user)
    judged = Q(pk__in=_handed_in(secretary_schemes(user)).values("pk"))
    for part, states in SEEN_BY.items():
        schemes = Scheme.objects.filter(seats__in=seats_of(user, part))
        judged |= Q(pk__in=_handed_in(schemes).filter(state__in=states).values("pk"))
    strange = ~Q(organisation__in=related) & ~(
        Q(space__organisation__in=related) & Q(space__organisation__isnull=False)
    )
    return Application.objects.filter(own | judged & strange)


def _handed_in(schemes: QuerySet[Scheme]) -> QuerySet[Application]:
    return Application.objects.filter(version__scheme__in=schemes, submitted_at__isnull=False)


JUDGED = (State.REVIEW, State.SCHEDULED, State.ADVISED, State.ACCEPTED, State.REFUSED)
# From which state on each seat sees a file: nobody judges what is not complete.
SEEN_BY: dict[Part, tuple[State, ...]] = {
    Part.COMMITTEE: JUDGED,
    Part.AUTHORITY: JUDGED,
    Part.APPEALS: (State.ACCEPTED, State.REFUSED),
}


def get_file(user: User, uid: uuid.UUID) -> tuple[Application, frozenset[Party]]:
    """The file and what the person is in it. 404 to strangers and to judges who belong to its organisation,
    403 to people of the space, to who declared a conflict of interest, and before it is their turn."""
    related = ("version__scheme__network", "space__organisation", "space__municipality", "organisation")
    application = Application.objects.select_related(*related).filter(uid=uid).first()
    if application is None:
        raise Http404
    parties = parties_of(user, application)
    if not parties:
        if seats_of(user).exists() or not known_spaces(user).filter(pk=application.space_id).exists():
            raise Http404
        raise PermissionDenied(_("A file is for who asks, for the secretariat and for who has a seat."))
    if has_conflict(user, application):
        raise PermissionDenied(REASON_WORDS[Reason.CONFLICT])
    if not _is_their_turn(application, parties):
        raise PermissionDenied(_("This file is not before you yet."))
    return application, parties


def _is_their_turn(application: Application, parties: frozenset[Party]) -> bool:
    if Party.APPLICANT in parties:
        return True
    if Party.SECRETARIAT in parties:
        return application.submitted_at is not None
    return any(application.state in SEEN_BY[Part(party)] for party in parties)


def has_conflict(user: User, application: Application) -> bool:
    return application.interests.filter(reviewer=user, has_conflict=True).exists()


def must_declare(user: User, application: Application, parties: frozenset[Party]) -> bool:
    """A member of the committee says whether she has a link with the space before she opens the file."""
    if application.state not in (State.REVIEW, State.SCHEDULED):
        return False
    if parties & {Party.SECRETARIAT, Party.APPLICANT, Party.AUTHORITY, Party.APPEALS}:
        return False
    return not application.interests.filter(reviewer=user).exists()


def get_scheme_to_run(user: User, uid: uuid.UUID) -> Scheme:
    """A scheme whose secretariat the person is; 404 to everybody else."""
    scheme = secretary_schemes(user).filter(uid=uid).first()
    if scheme is None:
        raise Http404
    return scheme


def has_any_seat(user: User) -> bool:
    return seats_of(user).exists()


# Labels in the register


def seats_of_scheme(scheme: Scheme, part: Part) -> QuerySet[Seat]:
    """Seats of this part that are held today."""
    return Seat.objects.filter(valid_on(timezone.localdate()), scheme=scheme, part=part)


def answers_for(user: User, label: Label) -> bool:
    """Coordinators of the space, of who runs it, and of the organisation to which the label was given."""
    return can_apply(user, label.space) or label.organisation_id in coordinated(user)


def can_renounce(user: User, label: Label) -> bool:
    """Only the coordinator of the organisation itself: who runs the space today, else who got the label."""
    holder = label.space.organisation_id or label.organisation_id
    return holder in coordinated(user)


def coordinated(user: User) -> set[int]:
    """Keys of the organisations whose coordinator she is."""
    return {m.organisation_id for m in roles_of(user) if m.role == Role.COORDINATOR and m.organisation_id}


def decides_about(user: User, label: Label) -> bool:
    """Who sits for the authority decides, never about her own organisation."""
    own = own_organisations(user)
    is_own = bool({label.organisation_id, label.space.organisation_id} & own)
    return not is_own and has_seat(user, label.version.scheme, Part.AUTHORITY)


def sees_office_of(user: User, label: Label) -> bool:
    """Who has anything to do with the label beside reading the public register."""
    scheme = label.version.scheme
    return (
        answers_for(user, label)
        or sees_all_files(user, scheme)
        or seats_of(user, Part.COMMITTEE, Part.AUTHORITY, Part.APPEALS).filter(scheme=scheme).exists()
    )


def watched_schemes(user: User) -> QuerySet[Scheme]:
    """Schemes whose watch the person follows: the secretariat, the committee and the authority."""
    seated = seats_of(user, Part.COMMITTEE, Part.AUTHORITY).values("scheme")
    return Scheme.objects.filter(Q(pk__in=secretary_schemes(user).values("pk")) | Q(pk__in=seated))


def follows_watch(user: User) -> bool:
    """The secretariat, also of a network without rules, and who has a seat that follows the watch."""
    return has_role(user, Role.REGION_OFFICER, Role.ADMINISTRATOR) or watched_schemes(user).exists()


def get_office_label(user: User, uid: uuid.UUID) -> Label:
    """The label for who has anything to do with it; 404 to strangers, 403 to others who know the space."""
    labels = Label.objects.select_related(
        "space__organisation", "space__municipality", "organisation", "version__scheme", "application"
    )
    label = labels.filter(uid=uid).first()
    if label is None:
        raise Http404
    if not sees_office_of(user, label):
        if not known_spaces(user).filter(pk=label.space_id).exists():
            raise Http404
        raise PermissionDenied(_("Only the coordinator, the secretariat and the committee see this page."))
    return label


def get_label_to_watch(user: User, uid: uuid.UUID) -> Label:
    """For the secretariat."""
    label = get_office_label(user, uid)
    if not is_secretary(user, label.version.scheme):
        raise PermissionDenied(_("Only the secretariat proposes this."))
    return label


def get_label_to_decide(user: User, uid: uuid.UUID) -> Label:
    label = get_office_label(user, uid)
    if not decides_about(user, label):
        raise PermissionDenied(_("Only who sits for the authority decides, and never about her own place."))
    return label


def get_label_to_renounce(user: User, uid: uuid.UUID) -> Label:
    label = get_office_label(user, uid)
    if not can_renounce(user, label):
        raise PermissionDenied(_("Only the coordinator of the organisation gives up a label."))
    return label


def _get_hearing(uid: uuid.UUID) -> Hearing:
    hearing = Hearing.objects.filter(uid=uid).first()
    if hearing is None:
        raise Http404
    return hearing


def get_hearing_to_answer(user: User, uid: uuid.UUID) -> Hearing:
    hearing = _get_hearing(uid)
    hearing.label = get_office_label(user, hearing.label.uid)
    if not answers_for(user, hearing.label):
        raise PermissionDenied(_("Only the coordinator answers for her organisation."))
    return hearing


def get_hearing_to_decide(user: User, uid: uuid.UUID) -> Hearing:
    hearing = _get_hearing(uid)
    hearing.label = get_label_to_decide(user, hearing.label.uid)
    return hearing


# Schemes and their overview


def can_write_rules(user: User) -> bool:
    """The region's officers, and the administrator."""
    return has_role(user, Role.REGION_OFFICER, Role.ADMINISTRATOR)


def must_write_rules(user: User) -> None:
    if not can_write_rules(user):
        raise PermissionDenied(_("The rules of the label are written by the region."))


def overview_schemes(user: User) -> QuerySet[Scheme]:
    """Schemes whose overview the person sees: their secretariat, and everybody with a seat today."""
    seats = seats_of(user).values("scheme")
    return Scheme.objects.filter(Q(pk__in=secretary_schemes(user).values("pk")) | Q(pk__in=seats))


def can_see_overview(user: User) -> bool:
    return can_write_rules(user) or has_any_seat(user)


def must_see_overview(user: User) -> None:
    if not can_see_overview(user):
        raise PermissionDenied(_("The overview is for the region and for who has a seat in the procedure."))


def get_overview_scheme(user: User, slug: str) -> Scheme:
    """The scheme, or 404: who has no part in it does not learn what is looked at there."""
    return get_object_or_404(overview_schemes(user).select_related("network"), slug=slug)


def get_version_to_write(user: User, uid: uuid.UUID) -> SchemeVersion:
    """A version of a scheme whose secretariat the person is, or 404: drafts are nobody else's business."""
    versions = SchemeVersion.objects.select_related("scheme__network")
    return get_object_or_404(versions.filter(scheme__in=secretary_schemes(user)), uid=uid)


def get_criterion_to_write(user: User, uid: uuid.UUID) -> Criterion:
    criteria = Criterion.objects.select_related("version__scheme__network")
    return get_object_or_404(criteria.filter(version__scheme__in=secretary_schemes(user)), uid=uid)


def sees_files(user: User) -> bool:
    """Whether the list of files is hers to open."""
    if has_role(user, Role.COORDINATOR, Role.REGION_OFFICER, Role.ADMINISTRATOR):
        return True
    return has_any_seat(user)


def asks_for_label(user: User) -> bool:
    """For the menu of coordinators: the list of their files. The region has the overview."""
    return has_role(user, Role.COORDINATOR) and not can_write_rules(user)


def follows_overview(user: User) -> bool:
    """For the menu. The team of a space is spared the question, on every page of the desk."""
    return can_write_rules(user) or (not has_role(user, *TEAM) and can_see_overview(user))


def seats_in_words(user: User) -> list[str]:
    """The person's seats today, one line each, as among her roles."""
    return [str(seat) for seat in seats_of(user).select_related("scheme")]
