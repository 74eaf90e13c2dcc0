"""Who judges in the label: the secretariat and the seats of a scheme."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from opstap.accounts.models import User
from opstap.label.models import (
    Part,
    Scheme,
    Seat,
)
from opstap.spaces.models import Role, Space
from opstap.spaces.models.people import valid_on
from opstap.spaces.permissions import is_administrator, networks_of, roles_of


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
