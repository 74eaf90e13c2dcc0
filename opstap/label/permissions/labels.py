"""Labels in the register: who answers for one, who decides about it, who hears the appeal."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.label.models import (
    Appeal,
    AppealState,
    Decision,
    Hearing,
    Label,
    Part,
    Scheme,
    Seat,
    UnsentMail,
)
from opstap.label.permissions.seats import (
    can_apply,
    has_seat,
    is_secretary,
    own_organisations,
    seats_of,
    secretary_schemes,
    sees_all_files,
)
from opstap.spaces.models import Role
from opstap.spaces.models.people import valid_on
from opstap.spaces.permissions import has_role, known_spaces, roles_of


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
    return _judges(user, label, Part.AUTHORITY)


def hears_appeals_about(user: User, label: Label) -> bool:
    """Who sits for appeals, never about her own organisation; the service asks whether she had a part."""
    return _judges(user, label, Part.APPEALS)


def _judges(user: User, label: Label, part: Part) -> bool:
    own = own_organisations(user)
    is_own = bool({label.organisation_id, label.space.organisation_id} & own)
    return not is_own and has_seat(user, label.version.scheme, part)


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


# Appeals about labels


def _get_own_label(user: User, uid: uuid.UUID) -> Label:
    label = get_office_label(user, uid)
    if not answers_for(user, label):
        raise PermissionDenied(_("Only the coordinator appeals for her organisation."))
    return label


def get_decision_to_appeal(user: User, uid: uuid.UUID) -> tuple[Decision, Label]:
    """A decision about a label, for the coordinators who answer for it."""
    decision = Decision.objects.select_related("label").filter(uid=uid, label__isnull=False).first()
    if decision is None or decision.label is None:
        raise Http404
    return decision, _get_own_label(user, decision.label.uid)


def get_appeal_to_take_back(user: User, uid: uuid.UUID) -> tuple[Appeal, Label]:
    appeal = _get_appeal(uid)
    assert appeal.decision.label is not None
    return appeal, _get_own_label(user, appeal.decision.label.uid)


def get_appeal_to_settle(user: User, uid: uuid.UUID) -> tuple[Appeal, Label]:
    """For who sits for appeals in the scheme, never about her own organisation."""
    appeal = _get_appeal(uid)
    assert appeal.decision.label is not None
    label = get_office_label(user, appeal.decision.label.uid)
    if not hears_appeals_about(user, label):
        raise PermissionDenied(_("Only who sits for appeals decides, and never about her own place."))
    return appeal, label


def _get_appeal(uid: uuid.UUID) -> Appeal:
    appeals = Appeal.objects.select_related("decision__label")
    appeal = appeals.filter(uid=uid, decision__label__isnull=False).first()
    if appeal is None:
        raise Http404
    return appeal


def open_appeals(user: User) -> QuerySet[Appeal]:
    """Open appeals about labels for the secretariat and for who hears them; none of her organisation."""
    schemes = Q(decision__label__version__scheme__in=secretary_schemes(user)) | Q(
        decision__label__version__scheme__seats__in=seats_of(user, Part.APPEALS)
    )
    own = own_organisations(user)
    related = ("decision__label__space", "decision__label__version__scheme")
    found = Appeal.objects.filter(schemes, state=AppealState.LODGED).select_related(*related)
    strange = found.exclude(decision__label__organisation__in=own)
    return strange.exclude(decision__label__space__organisation__in=own).distinct().order_by("lodged_at")


# Mails that did not leave


def get_unsent_mail(user: User, uid: uuid.UUID) -> UnsentMail:
    """For the secretariat of its scheme; 404 to everybody else."""
    schemes = secretary_schemes(user)
    about = Q(label__version__scheme__in=schemes) | Q(step__application__version__scheme__in=schemes)
    related = ("receiver", "step__application__space", "label__space")
    mail = UnsentMail.objects.filter(about, uid=uid).select_related(*related).first()
    if mail is None:
        raise Http404
    return mail
