"""The file of a backup: a plain tar that any `tar` reads, sealed by its last entry.

The last entry, SHA256, holds the digest of every byte before it. Its own bytes follow from the digest, so
that one changed byte anywhere in the file, headers and padding included, is found; and so is a missing end.
Pure: no Django.
"""

import hashlib
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from opstap.keeping.backup.problems import DamagedError

BLOCK = 512
CHUNK = 1 << 20
SEAL = "SHA256"
# Header, the digest padded to one block, and the two empty blocks that end a tar.
SEAL_SIZE = 4 * BLOCK

Chunks = Iterable[bytes]


@dataclass(frozen=True)
class Entry:
    """One file in the backup: its name there, its size in bytes, its SHA-256 in hex."""

    name: str
    size: int
    sha256: str


class Writer:
    """Writes entries one after the other; `seal` ends the file."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def add(self, name: str, size: int, chunks: Chunks) -> Entry:
        """Write one entry of exactly `size` bytes. Raises ValueError when the chunks are more or fewer."""
        self._write(header(name, size))
        digest, written = hashlib.sha256(), 0
        for chunk in chunks:
            digest.update(chunk)
            written += len(chunk)
            self._write(chunk)
        if written != size:
            raise ValueError(f"{name}: {written} bytes instead of {size}")
        self._write(bytes(-size % BLOCK))
        return Entry(name, size, digest.hexdigest())

    def seal(self) -> None:
        self._file.write(seal_of(self._digest.hexdigest()))

    def _write(self, data: bytes) -> None:
        self._digest.update(data)
        self._file.write(data)


def header(name: str, size: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")


def seal_of(digest: str) -> bytes:
    content = f"{digest}\n".encode()
    return header(SEAL, len(content)) + content.ljust(BLOCK, b"\0") + bytes(2 * BLOCK)


def check_seal(path: Path) -> None:
    """Read the whole file; raise DamagedError when one byte of it is not as it was written."""
    size = path.stat().st_size
    if size <= SEAL_SIZE or size % BLOCK:
        raise DamagedError(f"{path.name} is not a whole backup: its end is missing, or it is another file.")
    with path.open("rb") as file:
        digest = hashlib.sha256()
        for chunk in chunks_of(file, size - SEAL_SIZE):
            digest.update(chunk)
        if file.read() != seal_of(digest.hexdigest()):
            raise DamagedError(f"{path.name} is damaged, is not whole, or is no backup of Opstap.")


def chunks_of(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Read `size` bytes, or fewer when the file ends before."""
    while size > 0 and (chunk := file.read(min(CHUNK, size))):
        size -= len(chunk)
        yield chunk


class Reader:
    """The entries of a sealed file. Only plain files with plain names are let through."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._members: dict[str, tarfile.TarInfo] = {}
        for member in tar:
            if not member.isreg() or not is_plain(member.name) or member.name in self._members:
                raise DamagedError(f"The backup holds something that no backup holds: {member.name!r}")
            self._members[member.name] = member

    def names(self) -> list[str]:
        """Every entry but the seal, in the order of the file."""
        return [name for name in self._members if name != SEAL]

    def chunks(self, entry: Entry) -> Iterator[bytes]:
        """The content of an entry; raises DamagedError at the end when it is not what was written."""
        member = self._members.get(entry.name)
        if member is None or member.size != entry.size:
            raise DamagedError(f"The backup lacks {entry.name!r}, or has another one.")
        file = self._tar.extractfile(member)
        assert file is not None
        digest = hashlib.sha256()
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            yield chunk
        if digest.hexdigest() != entry.sha256:
            raise DamagedError(f"{entry.name!r} in the backup is not what was written.")

    def read(self, name: str, most: int) -> bytes:
        """A small entry at once. Raises DamagedError when it is missing or larger than `most` bytes."""
        member = self._members.get(name)
        if member is None or member.size > most:
            raise DamagedError(f"The backup lacks {name!r}, or it is too large.")
        file = self._tar.extractfile(member)
        assert file is not None
        return file.read()

    def extract(self, entry: Entry, folder: Path, *, below: str) -> Path:
        """Write an entry named "<below>/…" under `folder`, as a new file, on the disk when this returns."""
        relative = PurePosixPath(entry.name).relative_to(below)
        target = folder.joinpath(*relative.parts)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_new(target, self.chunks(entry))
        return target


def is_plain(name: str) -> bool:
    """A relative path that stays where it is put."""
    path = PurePosixPath(name)
    return (
        bool(path.parts)
        and not path.is_absolute()
        and str(path) == name
        and ".." not in path.parts
        and not any(letter in name for letter in "\0\\")
    )


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """The entries of a file whose seal was checked. Raises DamagedError when it cannot be read as a tar."""
    try:
        with tarfile.open(path, "r:", encoding="utf-8", errors="surrogateescape") as tar:
            yield Reader(tar)
    except (tarfile.TarError, EOFError, UnicodeError) as error:
        raise DamagedError(f"{path.name} cannot be read as a backup: {error}") from error


def write_new(path: Path, chunks: Chunks) -> None:
    """Write a file that is not there yet, mode 0600, and wait until it is on the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until new and changed names in the folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
