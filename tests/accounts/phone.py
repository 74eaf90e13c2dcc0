"""The app for codes on somebody's phone, written anew from RFC 6238."""

import base64
import hmac
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from opstap.accounts.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str = SECRET) -> str:
    """The 6 digits that the app shows now."""
    step = (int(time.time()) // 30).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), step, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def give_phone(user: User) -> list[str]:
    """Set up the second factor with SECRET; the spare codes."""
    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, SECRET)
    return list(RecoveryCodes.activate(user).generate_codes())
