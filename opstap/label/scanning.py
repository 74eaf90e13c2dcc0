"""A client of clamd over a unix socket: the INSTREAM command of its protocol. Pure: no Django."""

import socket
import struct
from pathlib import Path

CHUNK = 1 << 16
PATIENCE = 30
"""Seconds until a scanner that does not answer is given up."""
LONGEST_REPLY = 4096


class ScanError(Exception):
    """The scanner does not answer, or answers something else than a verdict."""


def find_virus(content: bytes, path: Path) -> str:
    """The name of what was found; '' when nothing was. Raises ScanError."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(PATIENCE)
            line.connect(str(path))
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                line.sendall(struct.pack("!L", len(chunk)) + chunk)
            line.sendall(struct.pack("!L", 0))
            reply = _read_reply(line)
    except OSError as error:
        raise ScanError(str(error)) from error
    return _verdict(reply)


def _read_reply(line: socket.socket) -> str:
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < LONGEST_REPLY and (chunk := line.recv(1024)):
        reply += chunk
    return reply.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(reply: str) -> str:
    _stream, _colon, verdict = reply.partition(": ")
    if verdict == "OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removesuffix(" FOUND")
    raise ScanError(reply or "no answer")
