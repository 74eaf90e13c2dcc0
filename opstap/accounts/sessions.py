"""Sessions in the database, as Django's own, read together with their person by SQL that is made once: at
every page of who is signed in."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.db import connection
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from opstap.accounts.backends import USER_COLUMNS, SignInBackend, as_person
from opstap.accounts.models import Session, User
from opstap.accounts.services import second_factors
from opstap.core.prepared import NOW, Prepared, prepare

SIGNED_IN = "signed_in"
"""What is kept in a session of how it began: [moment, device]."""
NOTED_EVERY = timedelta(minutes=10)
"""How exactly "last used" is known: not every page may write."""
BACKEND = f"{SignInBackend.__module__}.{SignInBackend.__qualname__}"
_KEY = "?"
_COLUMNS = [field.attname for field in Session._meta.concrete_fields]


class SessionStore(db.SessionStore):
    """Signing out, and a changed password, end a session at once on every process: nothing is remembered."""

    person: User | None = None
    """Whose session it is, as she was when it was read; it still has to be checked."""
    used_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        session: Any = super().create_model_instance(data)
        session.person_id = data.get(SESSION_KEY)
        session.used_at = timezone.now()
        if SIGNED_IN in data:
            began, session.device = data[SIGNED_IN]
            session.started_at = datetime.fromisoformat(began)
        return session

    def note_use(self) -> None:
        """Remember that it is used, where that is not known of the last minutes."""
        now = timezone.now()
        if self.used_at is None or now - self.used_at > NOTED_EVERY:
            Session.objects.filter(session_key=self.session_key).update(used_at=now)
            self.used_at = now

    def _get_session_from_db(self) -> Session | None:
        for row in _session_sql().run({_KEY: self.session_key or "", NOW: timezone.now()}):
            session = Session.from_db(connection.alias, _COLUMNS, row[: len(_COLUMNS)])
            self.person, self.used_at = as_person(row[len(_COLUMNS) :]), session.used_at
            return session
        self._session_key = None
        return None


@lru_cache(maxsize=1)
def _session_sql() -> Prepared:
    valid = Session.objects.filter(session_key=_KEY, expire_date__gt=NOW).order_by()
    person = [f"person__{name}" for name in USER_COLUMNS]
    factors = Exists(second_factors().filter(user=OuterRef("person")))
    return prepare(valid.values_list(*_COLUMNS, *person, factors))


def person_of(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """As Django's `get_user`, without a question of its own where everything is as it should be."""
    session: Any = request.session
    if session.get(BACKEND_SESSION_KEY) == BACKEND and _is_hers(session):
        session.note_use()
        return session.person  # type: ignore[no-any-return]
    return get_user(request)


def _is_hers(session: Any) -> bool:
    person = session.person
    return (
        person is not None
        and str(person.pk) == session.get(SESSION_KEY)
        and person.is_active
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    )
