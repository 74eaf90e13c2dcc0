"""The first question of a desk page that was opened or comes back: is the server there, what time is it,
and who is known here."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from opstap.accounts.models import User
from opstap.desk import services
from opstap.desk.models import DeskPin
from opstap.desk.services import day_of
from opstap.desk.views.body import answers_data
from opstap.desk.views.sender import computer_of, for_the_computer, sender_at
from opstap.desk.views.version import version
from opstap.spaces.permissions import team_of


@for_the_computer
@answers_data
@never_cache
@require_safe
def hello(request: HttpRequest, slug: str) -> JsonResponse:
    """The server's clock, the day at the space, the person and her team; leaves a fresh token for sending.

    `version`: of the desk; a page that names another one is old.
    """
    space, sender = sender_at(request, slug)
    device = computer_of(request)
    get_token(request)
    now = timezone.now()
    pins = dict(DeskPin.objects.filter(space=space).values_list("person", "set_at"))
    return JsonResponse(
        {
            "now": now.isoformat(),
            "day": day_of(space, now).isoformat(),
            "person": _person(sender.person) if sender.person else None,
            "device": device and {"uid": str(device.uid), "name": device.name, "letter": device.letter},
            "people": [_person(member) | _pin(pins.get(member.pk)) for member in team_of(space)],
            "next_number": services.next_number(space),
            "version": version(),
        }
    )


def _pin(set_at: datetime | None) -> dict[str, Any]:
    """Since when she has this one: a computer that checks it without a line forgets an older one."""
    return {"has_pin": set_at is not None, "pin_since": set_at and set_at.isoformat()}


def _person(user: User) -> dict[str, Any]:
    return {"uid": str(user.uid), "name": user.public_name or user.name, "initial": user.initial}
