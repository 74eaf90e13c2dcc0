"""A directory (OpenID Connect provider) on loopback, written from the standards: it lies when told to."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

P256 = ec.SECP256R1()
CLIENT, SECRET = "opstap at home", "s3cret: +&"
NOOR: dict[str, Any] = {"sub": "f3b0-noor", "email": "Noor@example.org", "email_verified": True}
Answer = tuple[int, dict[str, str], bytes]


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class SigningKey:
    """A key pair of P-256 and the name it goes by."""

    name: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(P256))

    def as_jwk(self) -> dict[str, str]:
        numbers = self.private.public_key().public_numbers()
        x, y = (b64(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "use": "sig", "kid": self.name, "x": x, "y": y}

    def pem(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """A signed token (RFC 7515); `alg="none"` and `alg="HS256"` are the two classic forgeries."""
        header = {"alg": "ES256", "typ": "JWT", "kid": self.name} | header
        content = ".".join(b64(json.dumps(part).encode()) for part in (header, claims))
        if header["alg"] == "none":
            return f"{content}."
        if header["alg"] == "HS256":
            return f"{content}.{b64(hmac.digest(self.pem(), content.encode(), 'sha256'))}"
        r, s = decode_dss_signature(self.private.sign(content.encode(), ec.ECDSA(SHA256())))
        return f"{content}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


@dataclass
class SmallDirectory:
    """What it says can be changed: `metadata`, `keys`, `claims` (over the true ones), `forge` (the token),
    `answers` (whole answers, by path)."""

    issuer: str
    key: SigningKey = field(default_factory=lambda: SigningKey("key-1"))
    metadata: dict[str, Any] = field(default_factory=dict)
    keys: list[Any] | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=lambda: {"sub": NOOR["sub"]})
    forge: Callable[[dict[str, Any]], object] | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def settings(self, **others: str) -> dict[str, str]:
        """As `settings.SIGN_IN_DIRECTORY`."""
        names = {"NAME_FR": "Annuaire", "NAME_NL": "Adresboek", "NAME_EN": ""}
        known = {
            "ISSUER": self.issuer,
            "CLIENT_ID": CLIENT,
            "CLIENT_SECRET": SECRET,
            "SIGN_OUT": "",
            "VIA": "",
        }
        return known | names | others

    def let_in(self, address: str, **person: Any) -> str:
        """She signs in at the address our page sent her to; the address she is sent back to."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked | {"person": json.dumps(NOOR | person)}
        back = urlsplit(asked["redirect_uri"]).path
        return f"{back}?{urlencode({'state': asked['state'], 'code': code})}"

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> Answer:
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        pages = {
            "/.well-known/openid-configuration": self._metadata,
            "/keys": lambda: {"keys": [self.key.as_jwk()] if self.keys is None else self.keys},
            "/token": lambda: self._sell(headers, {k: v[0] for k, v in parse_qs(body.decode()).items()}),
            "/userinfo": lambda: self.userinfo if headers["Authorization"] == "Bearer access" else {},
        }
        said: Any = pages[path]()
        status = 400 if "error" in said else 200
        return status, {"Content-Type": "application/json"}, json.dumps(said).encode()

    def _metadata(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        names |= {"userinfo_endpoint": "userinfo", "end_session_endpoint": "leave"}
        return {"issuer": self.issuer} | {k: f"{self.issuer}/{v}" for k, v in names.items()} | self.metadata

    def _sell(self, headers: Any, form: dict[str, str]) -> dict[str, Any]:
        asked = self.codes.pop(form["code"], None)
        pair = b"opstap+at+home:s3cret%3A+%2B%26"
        if headers["Authorization"] != f"Basic {base64.b64encode(pair).decode()}":
            return {"error": "invalid_client"}
        if asked is None or form["redirect_uri"] != asked["redirect_uri"]:
            return {"error": "invalid_grant"}
        if asked["code_challenge"] != b64(sha256(form["code_verifier"].encode()).digest()):
            return {"error": "invalid_grant"}
        now = int(time.time())
        true = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        claims = {
            k: v for k, v in (true | json.loads(asked["person"]) | self.claims).items() if v is not None
        }
        token = self.forge(claims) if self.forge else self.key.sign(claims)
        return {"access_token": "access", "token_type": "Bearer", "id_token": token}


@contextmanager
def small_directory() -> Iterator[SmallDirectory]:
    known: SmallDirectory

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            status, headers, content = known.answer(self.command, self.path, self.headers, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_words: Any) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_words: Any) -> None:
            """Who asks hangs up on an answer that is too long."""

    server = Quiet(("127.0.0.1", 0), Handler)
    known = SmallDirectory(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
