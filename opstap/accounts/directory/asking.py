"""Asking the directory: what it is, its keys, and who brought a code. Nobody but the issuer's host is asked.

Metadata (OpenID Connect Discovery 1.0) and keys are kept in the memory of each process. A directory that was
not reached is left alone for a while: each of the few processes of a small installation that waits for it is
missing at the desks.
"""

import base64
import http.client
import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal
from urllib.parse import quote_plus, urlencode, urlsplit

from django.core.cache import cache

from opstap.accounts.directory import tokens
from opstap.accounts.directory.configuration import Directory
from opstap.accounts.directory.tokens import Claims, KeyUnknownError, TokenError
from opstap.core.asking import Answer, AskError, TooSlowError, ask, connect

SECONDS = 4.0
MOST_BYTES = 256 * 1024
METADATA_SECONDS = 3600
KEYS_SECONDS = 24 * 3600
KEYS_AGAIN_SECONDS = 60
"""How soon keys are read again for a token that names an unknown one."""
DOWN_SECONDS = 15

Why = Literal["down", "nonsense", "stale"]


class DirectoryError(Exception):
    """`why`: it is "down"; it answers "nonsense"; the code is "stale". The text is for the log."""

    def __init__(self, why: Why, text: str) -> None:
        super().__init__(text)
        self.why = why


@dataclass(frozen=True, slots=True)
class Metadata:
    """Addresses of the directory, all on the issuer's host; "" for what it does not have."""

    authorization: str
    token: str
    keys: str
    userinfo: str
    end_session: str
    secret_in_header: bool
    names_itself: bool
    """Whether it adds its issuer to what it sends back (RFC 9207)."""


@dataclass(frozen=True, slots=True)
class Keys:
    """`read_at`: seconds since 1970."""

    keys: list[Any]
    read_at: float


def metadata(directory: Directory, *, anew: bool = False) -> Metadata:
    """Kept for an hour. Raises DirectoryError."""
    name = _cache_name(directory, "metadata")
    known: Metadata | None = None if anew else cache.get(name)
    if known is None:
        address = f"{directory.issuer.rstrip('/')}/.well-known/openid-configuration"
        known = _metadata(directory, _get_json(directory, address))
        cache.set(name, known, METADATA_SECONDS)
    return known


def _metadata(directory: Directory, said: dict[str, Any]) -> Metadata:
    if said.get("issuer") != directory.issuer:
        raise DirectoryError("nonsense", f"it calls its issuer {str(said.get('issuer'))[:200]!r}")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not directory.is_at_home(said.get(name)):
            raise DirectoryError("nonsense", f"its {name} is missing, or lies on another host")
    ways = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    if not isinstance(ways, list) or not {"client_secret_basic", "client_secret_post"} & set(map(str, ways)):
        raise DirectoryError("nonsense", "it takes no client secret, in the header or in the form")
    return Metadata(
        authorization=said["authorization_endpoint"],
        token=said["token_endpoint"],
        keys=said["jwks_uri"],
        userinfo=_offered(directory, said, "userinfo_endpoint"),
        end_session=_offered(directory, said, "end_session_endpoint"),
        secret_in_header="client_secret_basic" in ways,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _offered(directory: Directory, said: dict[str, Any], name: str) -> str:
    """An address that it may have; "" where it has none, or elsewhere."""
    address = said.get(name)
    return str(address) if directory.is_at_home(address) else ""


def keys(directory: Directory, *, older_than: float = KEYS_SECONDS) -> Keys:
    """The keys with which it signs, read again where they are older (seconds). Raises DirectoryError."""
    name = _cache_name(directory, "keys")
    known: Keys | None = cache.get(name)
    if known is None or time.time() - known.read_at > older_than:
        said = _get_json(directory, metadata(directory).keys).get("keys")
        if not isinstance(said, list):
            raise DirectoryError("nonsense", "its keys are no list")
        known = Keys(said, time.time())
        cache.set(name, known, KEYS_SECONDS)
    return known


def identify(
    directory: Directory,
    *,
    code: str,
    verifier: str,
    nonce: str,
    redirect_uri: str,
    needs_email: Callable[[str], bool],
) -> Claims:
    """Who brought the code, by the ID token that it buys. Raises DirectoryError.

    `needs_email(subject)`: whether the e-mail is asked for where the token is silent about it.
    """
    sold = _buy(directory, code=code, verifier=verifier, redirect_uri=redirect_uri)
    try:
        claims = _checked(directory, sold.get("id_token"), nonce)
        if not claims.email and needs_email(claims.subject):
            claims = _asked_for_email(directory, claims, sold.get("access_token"))
    except TokenError as error:
        raise DirectoryError("nonsense", str(error)) from error
    return claims


def _checked(directory: Directory, token: object, nonce: str) -> Claims:
    try:
        return tokens.check(token, keys=keys(directory).keys, directory=directory, nonce=nonce)
    except KeyUnknownError:
        newer = keys(directory, older_than=KEYS_AGAIN_SECONDS)
        return tokens.check(token, keys=newer.keys, directory=directory, nonce=nonce)


def _buy(directory: Directory, *, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
    known = metadata(directory)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    secret = directory.client_secret
    if known.secret_in_header:
        pair = f"{quote_plus(directory.client_id)}:{quote_plus(secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": directory.client_id, "client_secret": secret}
    answer = _exchange(
        directory, known.token, method="POST", headers=headers, body=urlencode(form).encode("ascii")
    )
    said = _read_json(answer, taken=(200, 400, 401))
    if answer.status != 200:
        error = str(said.get("error"))[:60]
        raise DirectoryError("stale" if error == "invalid_grant" else "nonsense", f"it says {error!r}")
    return said


def _asked_for_email(directory: Directory, claims: Claims, access: object) -> Claims:
    """The e-mail from the directory's userinfo, which must speak of the same person."""
    address = metadata(directory).userinfo
    if not address or not isinstance(access, str) or not access.isascii() or not access.isprintable():
        return claims
    said = tokens.read(_get_json(directory, address, headers={"Authorization": f"Bearer {access}"}))
    if said.subject != claims.subject:
        raise TokenError("its userinfo speaks of another subject")
    return said


def _get_json(directory: Directory, address: str, *, headers: dict[str, str] | None = None) -> dict[str, Any]:
    return _read_json(_exchange(directory, address, headers=headers), taken=(200,))


def _read_json(answer: Answer, *, taken: tuple[int, ...]) -> dict[str, Any]:
    if answer.status not in taken:
        why: Why = "down" if answer.status >= 500 else "nonsense"
        raise DirectoryError(why, f"it answers with status {answer.status}")
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise DirectoryError("nonsense", "it answers no JSON") from error
    if not isinstance(said, dict):
        raise DirectoryError("nonsense", "it answers no JSON object")
    return said


def _exchange(
    directory: Directory,
    address: str,
    *,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> Answer:
    down = _cache_name(directory, "down")
    if cache.get(down):
        raise DirectoryError("down", "it was not reached a moment ago")
    parts = urlsplit(address)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        return ask(
            _connect(address),
            host=parts.netloc,
            target=target,
            method=method,
            headers=headers,
            body=body,
            most=MOST_BYTES,
            seconds=SECONDS,
        )
    except (TooSlowError, OSError, http.client.HTTPException, UnicodeError) as error:
        cache.set(down, True, DOWN_SECONDS)
        raise DirectoryError("down", f"{parts.netloc}: {type(error).__name__}") from error
    except AskError as error:
        raise DirectoryError("nonsense", str(error)) from error


def _connect(address: str) -> socket.socket:
    """Plain http only leads to this machine (configuration.problems)."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "http":
        return socket.create_connection((host, parts.port or 80), timeout=SECONDS)
    return connect(host, parts.port or 443, host, SECONDS)


def _cache_name(directory: Directory, what: str) -> str:
    return f"directory:{what}:{sha256(directory.issuer.encode()).hexdigest()}"


def sign_in_address(
    directory: Directory, *, state: str, nonce: str, challenge: str, redirect_uri: str, language: str
) -> str:
    """Where the browser goes to say who she is. Raises DirectoryError."""
    asked = {
        "response_type": "code",
        "client_id": directory.client_id,
        "redirect_uri": redirect_uri,
        "scope": "openid email",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "ui_locales": language,
    }
    return _with_query(metadata(directory).authorization, asked)


def sign_out_address(directory: Directory, back: str) -> str:
    """Where she signs out there (OpenID Connect RP-Initiated Logout 1.0); "" where the directory has none."""
    address = metadata(directory).end_session
    said = {"client_id": directory.client_id, "post_logout_redirect_uri": back}
    return _with_query(address, said) if address else ""


def _with_query(address: str, said: dict[str, str]) -> str:
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(said)}"
