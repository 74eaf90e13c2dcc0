"""What a directory says of a person: its ID token, checked (OpenID Connect Core 1.0, 3.1.3.7; RFC 8725)."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jwt

from opstap.accounts.directory.configuration import Directory

# Signatures with a key pair only. With a shared secret (HS256) whoever knows a public key could sign with it;
# "none" is no signature at all. By the kind of key that each needs.
ALGORITHMS = {
    "RS256": "RSA",
    "RS384": "RSA",
    "RS512": "RSA",
    "PS256": "RSA",
    "PS384": "RSA",
    "PS512": "RSA",
    "ES256": "EC",
    "ES384": "EC",
    "ES512": "EC",
    "EdDSA": "OKP",
}
UNREADABLE = (
    jwt.PyJWTError,
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    OverflowError,
    RecursionError,
)
"""What reading a token or a key that is none may end in."""
LEEWAY = 60
"""Seconds that the clock there may differ from ours."""
MOST_SUBJECT, MOST_EMAIL = 255, 254


class TokenError(Exception):
    """The token is not accepted; the text says why and holds nothing of it."""


class KeyUnknownError(TokenError):
    """It is signed with a key that is not among those known."""


@dataclass(frozen=True, slots=True)
class Claims:
    """`subject`: what the directory calls the person, for ever. `email`: "" where it does not say."""

    subject: str
    email: str = ""
    email_is_verified: bool = False


def check(token: object, *, keys: Sequence[Any], directory: Directory, nonce: str) -> Claims:
    """What the token says, once signature, issuer, audience, times and nonce hold. Raises TokenError.

    `keys`: the directory's JSON Web Keys, as read. `nonce`: what we gave the browser along.
    """
    if not isinstance(token, str):
        raise TokenError("there is no ID token")
    try:
        claims = jwt.decode(
            token,
            _key_of(jwt.get_unverified_header(token), keys),
            algorithms=list(ALGORITHMS),
            audience=directory.client_id,
            issuer=directory.issuer,
            leeway=LEEWAY,
            options={
                "require": ["iss", "sub", "aud", "exp", "iat"],
                "enforce_minimum_key_length": True,
            },
        )
    except UNREADABLE as error:
        raise TokenError(f"{type(error).__name__}: {error}"[:200]) from error
    _check_party(claims, directory.client_id)
    said = claims.get("nonce")
    if not isinstance(said, str) or not said.isascii() or not hmac.compare_digest(said, nonce):
        raise TokenError("the nonce is not the one of this sign-in")
    return read(claims)


def _check_party(claims: dict[str, Any], client_id: str) -> None:
    """A token for several must be issued to us (azp)."""
    many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if many else client_id) != client_id:
        raise TokenError("the token was issued to another application")


def read(claims: dict[str, Any]) -> Claims:
    """Subject and e-mail of claims that hold. Raises TokenError where the subject cannot be one."""
    subject, email = claims.get("sub"), claims.get("email")
    if not isinstance(subject, str) or not 0 < len(subject) <= MOST_SUBJECT or not subject.isprintable():
        raise TokenError("its subject is none")
    # Databases fold letters of other scripts into ours ("ſ" into "s"): such an address finds no account.
    if (
        not isinstance(email, str)
        or len(email) > MOST_EMAIL
        or not email.isascii()
        or not email.isprintable()
    ):
        email = ""
    return Claims(subject, email.strip(), claims.get("email_verified") is True)


def _key_of(header: dict[str, Any], keys: Sequence[Any]) -> jwt.PyJWK:
    """The key that the token names, or the only one that fits where it names none."""
    algorithm, name = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise TokenError("its algorithm is not accepted")
    fitting = [
        key
        for key in keys
        if isinstance(key, dict)
        and key.get("kty") == ALGORITHMS[algorithm]
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (name is None or key.get("kid") == name)
    ]
    if len(fitting) != 1:
        raise KeyUnknownError("no key, or more than one, is named like its own")
    return jwt.PyJWK(fitting[0], algorithm=algorithm)
