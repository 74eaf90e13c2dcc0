"""Who is signed in: allauth's sign-in, and the person of a session read with SQL that is made once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection
from django.db.models import Exists, OuterRef

from opstap.accounts.models import User
from opstap.accounts.services import second_factors
from opstap.core.prepared import Prepared, key_marks, prepare, with_keys

USER_COLUMNS = [field.attname for field in User._meta.concrete_fields]


class SignInBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth says nothing of its types
    def get_user(self, user_id: Any) -> User | None:
        """The person behind a session, as she is now; None when she may no longer come in."""
        for row in _person_sql().run(with_keys([user_id])):
            user = as_person(row)
            return user if self.user_can_authenticate(user) else None
        return None


def as_person(row: Sequence[Any]) -> User | None:
    """From the columns of `USER_COLUMNS` and whether she has a second factor; None where all are empty."""
    *columns, has_second_factor = row
    if columns[0] is None:
        return None
    user = User.from_db(connection.alias, USER_COLUMNS, columns)
    user.had_second_factor = bool(has_second_factor)
    return user


@lru_cache(maxsize=1)
def _person_sql() -> Prepared:
    factors = Exists(second_factors().filter(user=OuterRef("pk")))
    persons = User.objects.filter(pk__in=key_marks(1)).order_by()
    return prepare(persons.values_list(*USER_COLUMNS, factors))
