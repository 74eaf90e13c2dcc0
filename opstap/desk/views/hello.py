"""The first question of a desk page that was opened or comes back: is the server there, what time is it,
and who is known here."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from opstap.accounts.models import User
from opstap.accounts.permissions import person
from opstap.desk.services import day_of, next_number
from opstap.desk.views.body import answers_data
from opstap.spaces.permissions import get_desk_space, team_of


@answers_data
@never_cache
@require_safe
def hello(request: HttpRequest, slug: str) -> JsonResponse:
    """The server's clock, the day at the space, the person and her team; leaves a fresh token for sending."""
    user = person(request)
    space = get_desk_space(user, slug)
    get_token(request)
    now = timezone.now()
    return JsonResponse(
        {
            "now": now.isoformat(),
            "day": day_of(space, now).isoformat(),
            "next_number": next_number(space),
            "person": _person(user),
            "people": [_person(member) for member in team_of(space)],
        }
    )


def _person(user: User) -> dict[str, Any]:
    return {"uid": str(user.uid), "name": user.public_name or user.name, "initial": user.initial}
