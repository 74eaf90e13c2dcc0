"""Sign-ins under way, kept in the browser's session: what must come back, and what is shown for the code.

State, nonce and PKCE verifier (RFC 7636) are made anew for each; each is taken once.
"""

import base64
import secrets
import time
from dataclasses import asdict, dataclass
from hashlib import sha256

from django.contrib.sessions.backends.base import SessionBase, UpdateError

KEY = "directory_attempts"
MOST = 5
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Attempt:
    """`following`: where she wanted to go, "" for home. `user`: whose account is to be connected; None: a
    sign-in. `began_at`: seconds since 1970."""

    nonce: str
    verifier: str
    language: str
    following: str
    user: int | None
    began_at: float

    @property
    def challenge(self) -> str:
        digest = sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def begin(session: SessionBase, *, language: str, following: str, user: int | None) -> tuple[str, Attempt]:
    """A new attempt and its state. Of several in one browser the newest five are known."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    attempt = Attempt(nonce, verifier, language, following, user, time.time())
    known = list(session.get(KEY, {}).items())[-MOST + 1 :]
    session[KEY] = dict([*known, (state, asdict(attempt))])
    return state, attempt


def take(session: SessionBase, state: str) -> Attempt | None:
    """The attempt of this state, which is over before anything is asked with it; None where there is none,
    or it is too old."""
    known = session.get(KEY, {})
    if state not in known:
        return None
    attempt = Attempt(**known.pop(state))
    session[KEY] = known
    try:
        session.save()
    except UpdateError:  # she signed out in this moment
        return None
    return attempt if time.time() - attempt.began_at < SECONDS else None
