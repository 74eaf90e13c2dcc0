"""Who is asking."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from opstap.accounts.models import User


def person(request: HttpRequest) -> User:
    """The signed-in person. Views behind the sign-in call this and never touch `request.user`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
