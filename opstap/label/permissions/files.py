"""Files of the label: the applicant's own, and those that come before who judges them."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.label.models import (
    Application,
    Part,
    Scheme,
    State,
)
from opstap.label.permissions.seats import (
    can_apply,
    is_secretary,
    own_organisations,
    seats_of,
    secretary_schemes,
)
from opstap.label.transitions import REASON_WORDS, Party, Reason
from opstap.spaces.models import Role
from opstap.spaces.permissions import known_spaces, roles_of


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
