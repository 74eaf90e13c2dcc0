"""The rules of the label and their overview, and what the menu shows."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.label.models import (
    Criterion,
    Scheme,
    SchemeVersion,
)
from opstap.label.permissions.files import has_any_seat
from opstap.label.permissions.seats import seats_of, secretary_schemes
from opstap.spaces.models import Role
from opstap.spaces.permissions import TEAM, has_role


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
