"""Desks under load: each client has one connection and an outbox, and sends one request after the other.

All of them live in one thread that waits on their sockets, since they share the processors with the server.
An item leaves the outbox only with its receipt; after any other answer, or none, it is sent again.
"""

import contextlib
import itertools
import json
import random
import re
import selectors
import socket
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from opstap.core.ids import uuid7

ANSWER_SECONDS = 30
HEADS_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PURPOSES = ("ict_learning", "job_search", "leisure", "searches", "procedures", "")
Item = dict[str, Any]


def items(chance: random.Random) -> Iterator[Item]:
    """A visit, then a piece of help, and so on; every fifth tap counts two people."""
    number = 0
    while True:
        number += 1
        yield _item("visits", people=1 + (number % 5 == 0), purpose=chance.choice(PURPOSES))
        yield _item(
            "help",
            theme="digital:email",
            minutes=chance.choice((15, 30, 45)),
            mode="direct_help",
            device="phone",
            age="40_59",
        )


def _item(kind: str, **fields: Any) -> Item:
    return {"id": str(uuid7()), "kind": kind, "happened_at": datetime.now(UTC).isoformat(), **fields}


def _results(status: int, body: bytes, asked: list[Item]) -> list[dict[str, Any]]:
    """For each item of a request its id, outcome and receipt, as a batch answers them."""
    if status in {200, 201}:
        answer = json.loads(body)
        results: list[dict[str, Any]] = answer.get("results") or [answer | {"outcome": "stored"}]
        return results
    outcome = "refused" if status < 500 else "later"
    return [{"id": item["id"], "outcome": outcome, "status": status, "said": body[:300]} for item in asked]


@dataclass
class Run:
    """What was seen: seconds per answer, answers by status, what was sent and what was acknowledged."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    refused: list[Any] = field(default_factory=list)
    lasted: float = 0.0
    sent: dict[uuid.UUID, Item] = field(default_factory=dict)
    acknowledged: Counter[uuid.UUID] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Records acknowledged per second."""
        return len(self.acknowledged) / self.lasted

    @property
    def failures(self) -> int:
        """Requests the server stumbled over, and items it refused."""
        stumbled = sum(number for status, number in self.statuses.items() if status >= 500)
        return stumbled + len(self.refused)


class Client:
    """One desk. `batch`: how many items a request carries; 1 = the single act as JSON."""

    def __init__(self, person: dict[str, str], run: Run, *, batch: int = 1, seed: int = 0) -> None:
        self.person = person
        self.run = run
        self.batch = batch
        self.outbox: list[Item] = []
        self.source: Iterator[Item] = items(random.Random(seed))  # what she notes; may end
        self.token = ""
        self._connection: socket.socket | None = None
        self._received = b""
        self._begin = 0.0

    @property
    def path(self) -> str:
        return f"/en/desk/{self.person['space']}/"

    def connect(self, port: int) -> None:
        """Open the connection; the first time, fetch the cookie against forged requests as a page does."""
        self.close()
        self._connection = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self.token:
            self._write("GET", self.path, b"")
            while (answer := self.receive()) is None:
                pass
            found = re.search(rb"csrftoken=(\w+)", answer[1])
            assert found, answer
            self.token = found[1].decode()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._received = None, b""

    def fileno(self) -> int:
        return self._connection.fileno() if self._connection is not None else -1

    def send(self) -> bool:
        """Send the oldest items of the outbox, filled up with new ones; False when there are none."""
        self.outbox += itertools.islice(self.source, max(self.batch - len(self.outbox), 0))
        asked = self.outbox[: self.batch]
        if not asked:
            return False
        self.run.sent |= {uuid.UUID(item["id"]): item for item in asked}
        path, body = self.path, asked[0]
        if self.batch > 1:
            path += "batch/"
            body = {"sent_at": datetime.now(UTC).isoformat(), "items": asked}
        encoded = json.dumps(body).encode()
        self._begin = time.perf_counter()
        self._write("POST", path, encoded)
        return True

    def receive(self) -> tuple[int, bytes, bytes] | None:
        """Read what is there; status, heads and body once the answer is whole, else None. Raises OSError."""
        assert self._connection is not None
        part = self._connection.recv(65536)
        if not part:
            raise ConnectionResetError("closed by the server")
        self._received += part
        heads, end, body = self._received.partition(HEADS_END)
        length = LENGTH.search(heads)
        if not end or (length and len(body) < int(length[1])):
            return None
        self._received = b""
        return int(heads[9:12]), heads, body

    def take(self, answer: tuple[int, bytes, bytes]) -> None:
        """Note the answer; let go of what has its receipt, and of what is refused for good."""
        status, _heads, body = answer
        self.run.seconds.append(time.perf_counter() - self._begin)
        self.run.statuses[status] += 1
        asked = self.outbox[: self.batch]
        results = _results(status, body, asked)
        kept = {result["id"] for result in results if result.get("receipt")}
        refused = [result for result in results if result["outcome"] in {"refused", "conflict"}]
        self.run.acknowledged.update(uuid.UUID(item["id"]) for item in asked if item["id"] in kept)
        self.run.refused += refused
        settled = kept | {result["id"] for result in refused}
        self.outbox[: self.batch] = [item for item in asked if item["id"] not in settled]

    def _write(self, method: str, path: str, body: bytes) -> None:
        assert self._connection is not None
        heads = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json, text/html;q=0.5\r\n"
            f"Cookie: opstap_session={self.person['session']}; csrftoken={self.token}\r\n"
            f"X-CSRFToken: {self.token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._connection.sendall(heads.encode() + body)


def load(
    clients: list[Client], port: int, *, seconds: float, until: Callable[[], bool] = lambda: False
) -> None:
    """Let all clients send for a while. Who loses the connection stops; her items stay in her outbox."""
    run = clients[0].run
    with selectors.DefaultSelector() as selector, contextlib.ExitStack() as stack:
        begin = time.perf_counter()
        for client in clients:
            stack.callback(client.close)
            with contextlib.suppress(OSError):
                client.connect(port)
                if client.send():
                    selector.register(client, selectors.EVENT_READ, client)
        while selector.get_map():
            ready = selector.select(ANSWER_SECONDS)
            if not ready:
                raise TimeoutError(f"no answer within {ANSWER_SECONDS} seconds")
            over = time.perf_counter() > begin + seconds or until()
            for key, _events in ready:
                if not _goes_on(key.data, over):
                    selector.unregister(key.fileobj)
        run.lasted += time.perf_counter() - begin


def _goes_on(client: Client, over: bool) -> bool:
    try:
        answer = client.receive()
        if answer is None:
            return True
        client.take(answer)
        return not over and client.send()
    except OSError:
        return False
