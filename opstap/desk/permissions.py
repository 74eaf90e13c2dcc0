"""Who keeps the list of e-services of a network, who arranges a desk, enrols computers, and corrects records.

Who works at which desk stands in spaces.permissions.
"""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.desk import codes
from opstap.desk.models import CoachingSeries, EService, HelpRecord, HelpTemplate, SentAway, Visit
from opstap.desk.services.closing import Correctable
from opstap.spaces.models import Role, Space
from opstap.spaces.permissions import (
    can_edit_space,
    get_desk_space,
    has_role,
    is_administrator,
    networks_of,
    roles_of,
)
from opstap.territory.models import Network


def keeps_e_services(user: User) -> bool:
    return is_administrator(user) or has_role(user, Role.NETWORK_COORDINATOR)


def e_service_networks(user: User) -> list[Network]:
    """The networks whose list the person keeps; PermissionDenied when there is none."""
    if not keeps_e_services(user):
        raise PermissionDenied(_("The network coordinator keeps this list."))
    return networks_of(user, Role.NETWORK_COORDINATOR)


def get_led_desk(user: User, slug: str) -> Space:
    """A space whose desk the person runs; 404 to strangers, 403 where she does not coordinate."""
    space = get_desk_space(user, slug)
    if not leads_desk(user, space):
        raise PermissionDenied(_("The coordinator of the space enrols its computers."))
    return space


def leads_desk(user: User, space: Space) -> bool:
    """Coordinator of the space, or of the organisation that runs it."""
    organisation = space.organisation_id
    return any(
        role.role == Role.COORDINATOR
        and (role.space_id == space.pk or bool(organisation and role.organisation_id == organisation))
        for role in roles_of(user)
    )


def get_entry_to_correct(user: User, slug: str, kind: str, uid: uuid.UUID) -> tuple[Space, Correctable]:
    """A record of a space at whose desk the person works: her own, or any where she coordinates.

    `kind` and `uid` name a help record ("help"), a person sent away ("sent_away"), or the people of one tap
    ("visits", answered by a visit that counts, else by one that was undone). 404, or 403 to the others.
    """
    space = get_desk_space(user, slug)
    entry = _entry(space, kind, uid)
    if entry is None:
        raise Http404
    if entry.by_id != user.pk and not leads_desk(user, space):
        raise PermissionDenied(_("Who noted this corrects it, or the coordinator of the space."))
    entry.space = space
    return space, entry


def _entry(space: Space, kind: str, uid: uuid.UUID) -> Correctable | None:
    if kind == "help":
        return HelpRecord.objects.at(space).with_names().filter(uid=uid).first()
    if kind == "sent_away":
        return SentAway.objects.at(space).with_names().filter(uid=uid).first()
    if kind != "visits":
        return None
    visits = Visit.objects.at(space).with_names().select_related("e_service").filter(tap=uid)
    ordered = visits.order_by("position")
    return ordered.counted().first() or ordered.first()


def get_e_service_network(user: User, slug: str) -> Network:
    """A network whose list the person keeps, else 404."""
    network = next((kept for kept in networks_of(user, Role.NETWORK_COORDINATOR) if kept.slug == slug), None)
    if network is None:
        raise Http404
    return network


def get_e_service(user: User, slug: str, uid: uuid.UUID) -> EService:
    """An entry of the list of a network the person keeps, else 404."""
    service = get_e_service_network(user, slug).e_services.filter(uid=uid).first()
    if service is None:
        raise Http404
    return service


def get_space_to_arrange(user: User, slug: str) -> Space:
    """A space whose desk the person arranges: of the team, and coordinator. Else 404, or 403."""
    space = get_desk_space(user, slug)
    if not can_edit_space(user, space):
        raise PermissionDenied(_("The coordinator of the space arranges this."))
    return space


def get_template(user: User, slug: str, uid: uuid.UUID) -> HelpTemplate:
    """A template still offered at a desk the person arranges, else 404, or 403."""
    space = get_space_to_arrange(user, slug)
    template = HelpTemplate.objects.offered_at(space).filter(uid=uid).first()
    if template is None:
        raise Http404
    return template


def get_series(user: User, slug: str, code: str) -> CoachingSeries:
    """A series of a space at whose desk the person works, by its code however it is written; else 404."""
    space = get_desk_space(user, slug)
    try:
        wanted = codes.read(code)
    except ValueError as error:
        raise Http404 from error
    series = CoachingSeries.objects.at(space).select_related("space").filter(code=wanted).first()
    if series is None:
        raise Http404
    return series
