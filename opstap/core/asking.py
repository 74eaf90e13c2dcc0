"""One question to another server: few bytes, little time, no redirect, no proxy.

Who calls has decided that this server may be asked.
"""

import http.client
import io
import re
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_BYTES = 512 * 1024
SECONDS = 5.0


class AskError(Exception):
    """Nothing was answered that is taken; the text says why."""


class TooSlowError(AskError):
    """The time was over before the answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes


def connect(address: str, port: int, host: str, seconds: float) -> socket.socket:
    """A connection to `address` whose certificate is that of `host`. Raises OSError."""
    plain = socket.create_connection((address, port), timeout=seconds)
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


def ask(
    connected: socket.socket,
    *,
    host: str,
    target: str,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    most: int = MOST_BYTES,
    seconds: float = SECONDS,
) -> Answer:
    """Send one request (`target`: path and query) and read its whole answer; the connection is closed.

    `most` bytes of body, `seconds` in all. Raises AskError, OSError and http.client.HTTPException.
    """
    until = time.monotonic() + seconds
    with connected:
        connected.sendall(_head(host, target, method, headers or {}, len(body)) + body)
        answer = http.client.HTTPResponse(_Bounded(connected, until), method=method)  # type: ignore[arg-type]
        answer.begin()
        content = bytearray()
        while part := answer.read1(65536):
            content += part
            if len(content) > most:
                raise AskError("the answer is too long")
        return Answer(answer.status, bytes(content))


def _head(host: str, target: str, method: str, headers: Mapping[str, str], length: int) -> bytes:
    said = {
        "Host": host,
        "User-Agent": "Opstap",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
    } | dict(headers)
    if method != "GET":
        said["Content-Length"] = str(length)
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
    # One blank too many in an address would begin another line, or another request.
    if not re.fullmatch(r"/[!-~]*", target) or not all(re.fullmatch(r"[ -~]+", line) for line in lines):
        raise AskError("the address has characters that no address has")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


class _Bounded:
    """What `HTTPResponse` reads from: the connection, of which no read outlasts the end, headers included."""

    def __init__(self, connected: socket.socket, until: float) -> None:
        self.reader: Any = io.BufferedReader(_Until(connected, until))

    def makefile(self, _mode: str) -> Any:
        return self.reader


class _Until(io.RawIOBase):
    def __init__(self, connected: socket.socket, until: float) -> None:
        self.connected, self.until = connected, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TooSlowError("it takes too long")
        self.connected.settimeout(left)
        try:
            return self.connected.recv_into(buffer)
        except TimeoutError as error:
            raise TooSlowError("it takes too long") from error
