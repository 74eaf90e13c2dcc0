"""Sessions in the database, as Django's own, read with SQL that is made once: at every page of who is
signed in."""

from functools import lru_cache

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from opstap.core.prepared import NOW, Prepared, prepare

_KEY = "?"
_COLUMNS = [field.attname for field in Session._meta.concrete_fields]


class SessionStore(db.SessionStore):
    """Signing out, and a changed password, end a session at once on every process: nothing is remembered."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        for row in _session_sql().run({_KEY: self.session_key or "", NOW: timezone.now()}):
            return Session.from_db(connection.alias, _COLUMNS, row)
        self._session_key = None
        return None


@lru_cache(maxsize=1)
def _session_sql() -> Prepared:
    valid = Session.objects.filter(session_key=_KEY, expire_date__gt=NOW)
    return prepare(valid.order_by().values_list(*_COLUMNS))
