"""Mails of the label: plain text in the language of who receives it, after the commit.

A mail that does not leave never undoes what it tells: it is kept, and the page of the label says so.
"""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from opstap.accounts.models import User
from opstap.accounts.services import mail_is_set_up
from opstap.label.models import Label, Part, Scheme
from opstap.label.permissions import seats_of_scheme
from opstap.label.services.posting import post
from opstap.spaces.models import Membership, Role, Space


def tell(people: Iterable[User], name: str, *, label: Label, **facts: object) -> None:
    """Send `label/email/<name>.txt` to each once the transaction stands; the first line is the subject."""
    receivers = list(people)
    transaction.on_commit(lambda: _send_all(receivers, name, label, facts), robust=True)


def _send_all(people: list[User], name: str, label: Label, facts: dict[str, object]) -> None:
    if not mail_is_set_up():
        return
    for person in people:
        with translation.override(person.language):
            text = render_to_string(
                f"label/email/{name}.txt", {**facts, "label": label, "site": settings.SITE_URL}
            )
        subject, _newline, body = text.strip().partition("\n")
        post(person, subject, body.strip() + "\n", label=label)


def coordinators_of(label: Label) -> QuerySet[User]:
    """Coordinators of the space and of who runs it, and of the organisation to which the label was given."""
    space: Space = label.space
    bodies = [pk for pk in (space.organisation_id, label.organisation_id) if pk]
    scope = Q(space=space) | Q(organisation__in=bodies)
    roles = Membership.objects.in_force(timezone.localdate()).filter(scope, role=Role.COORDINATOR)
    return User.objects.filter(is_active=True, pk__in=roles.values("user")).order_by("pk")


def coordinators_by_label(labels: Sequence[Label]) -> dict[int, list[User]]:
    """The same for many labels at once, `{primary key of the label: people}`."""
    spaces = [label.space_id for label in labels]
    bodies = {pk for label in labels for pk in (label.space.organisation_id, label.organisation_id) if pk}
    scope = Q(space__in=spaces) | Q(organisation__in=bodies)
    roles = Membership.objects.in_force(timezone.localdate()).filter(scope, role=Role.COORDINATOR)
    known: dict[tuple[str, int | None], list[User]] = {}
    for role in roles.select_related("user").filter(user__is_active=True):
        key = ("space", role.space_id) if role.space_id else ("body", role.organisation_id)
        known.setdefault(key, []).append(role.user)
    return {label.pk: [user for key in _keys(label) for user in known.get(key, [])] for label in labels}


def _keys(label: Label) -> list[tuple[str, int | None]]:
    bodies = {label.space.organisation_id, label.organisation_id} - {None}
    return [("space", label.space_id), *(("body", pk) for pk in bodies)]


def secretaries_of(scheme: Scheme) -> QuerySet[User]:
    """The region's officers of the network."""
    roles = Membership.objects.in_force(timezone.localdate())
    officers = roles.filter(network=scheme.network_id, role=Role.REGION_OFFICER)
    return User.objects.filter(is_active=True, pk__in=officers.values("user")).order_by("pk")


def judges_of(label: Label, part: Part) -> QuerySet[User]:
    """Who has a seat of this part today and does not come from the organisation of the label."""
    bodies = [pk for pk in (label.space.organisation_id, label.organisation_id) if pk]
    seats = seats_of_scheme(label.version.scheme, part).exclude(organisation__in=bodies)
    return User.objects.filter(is_active=True, pk__in=seats.values("user")).order_by("pk")


def seated(scheme: Scheme, part: Part) -> QuerySet[User]:
    """Who has a seat of this part in the scheme today."""
    seats = seats_of_scheme(scheme, part)
    return User.objects.filter(is_active=True, pk__in=seats.values("user")).order_by("pk")
