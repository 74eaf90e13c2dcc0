"""Encrypts the secrets of the second factor, so that a copy of the database alone opens no account.

The key is derived from the secret of the installation (`SECRET_KEY`), which lies outside the database. Texts
are marked, so that what was stored before is still read. `SECRET_KEY_FALLBACKS` holds earlier secrets after a
change. **When the secret is lost**, nothing can be decrypted: no code is right any more, also none of the
recovery codes, and each person needs "the phone with the codes is lost" from her coordinator.
"""

import base64
import secrets
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "encrypted1:"
PURPOSE = b"opstap second factor 1"


def encrypt(text: str) -> str:
    return MARK + _box().encrypt(text.encode()).decode()


def decrypt(stored: str) -> str:
    """The text. What no key opens becomes a secret that nobody knows, so that no code fits it."""
    if not stored.startswith(MARK):
        return stored
    try:
        return _box().decrypt(stored.removeprefix(MARK).encode()).decode()
    except InvalidToken:
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _box() -> MultiFernet:
    return MultiFernet([_fernet(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


@lru_cache(maxsize=8)
def _fernet(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
