"""Who is asking."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from opstap.accounts.models import User


def person(request: HttpRequest) -> User:
    """The signed-in person. Views behind the sign-in call this and never touch `request.user`.

    Without the wrapper that Django puts around her: every look at her would go through it.
    """
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    unwrapped: User = getattr(user, "_wrapped", user)
    return unwrapped
