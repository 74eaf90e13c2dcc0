"""Who sends: the signed-in person, the person who is at an enrolled computer, or that computer by itself."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from opstap.accounts.permissions import person
from opstap.desk.models import DeskDevice
from opstap.desk.services import Sender
from opstap.spaces.models import Space
from opstap.spaces.permissions import get_desk_to_note_at

COOKIE = "opstap_device"
View = TypeVar("View", bound=Callable[..., Any])


def at_shared_desk(view: View) -> View:
    """Marks a view of the desk of one space that a person may use who said by PIN who she is."""
    view.at_shared_desk = True  # type: ignore[attr-defined]
    return view


def for_the_computer(view: View) -> View:
    """Marks one that an enrolled computer may use also when nobody is at it."""
    view.for_the_computer = True  # type: ignore[attr-defined]
    return at_shared_desk(view)


def computer_of(request: HttpRequest) -> DeskDevice | None:
    """The enrolled computer of this space that asks; set by the middleware of the desk."""
    return getattr(request, "desk_device", None)


def sender_at(request: HttpRequest, slug: str) -> tuple[Space, Sender]:
    """The space and who sends; 404 and 403 as at the desk."""
    device = computer_of(request)
    if request.user.is_authenticated:
        user = person(request)
        return get_desk_to_note_at(user, slug), Sender(user, device.uid if device else None)
    if device is None:
        raise PermissionDenied
    return device.space, Sender(None, device.uid)
