"""What a piece of a file really is, read from its content. Pure: no Django.

Seven kinds of documents and plain text are taken. What may carry a program (macros), what its name denies,
what is empty, too large, protected by a password or swells when it is unpacked is refused with a code.
"""

import zipfile
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

LARGEST = 10 * 1024 * 1024
"""Bytes of one piece."""
LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_ENTRIES = 2000
CHUNK = 1 << 16

ENDINGS = {
    "pdf": ("pdf",),
    "png": ("png",),
    "jpeg": ("jpg", "jpeg"),
    "docx": ("docx",),
    "xlsx": ("xlsx",),
    "odt": ("odt",),
    "ods": ("ods",),
    "txt": ("txt",),
}
OFFICE = {"docx": b"wordprocessingml.document.main+xml", "xlsx": b"spreadsheetml.sheet.main+xml"}
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACRO_ENTRIES = ("vbaproject", "vbadata", "activex", "macrosheets", "basic/", "scripts/")


class Fault(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"
    DENIED = "denied"
    MACROS = "macros"
    OLD_OFFICE = "old_office"
    PASSWORD = "password"  # noqa: S105 - the name of a fault
    BOMB = "bomb"
    DAMAGED = "damaged"


class PieceError(Exception):
    """The piece is refused. `found`: the kind its content shows, where one was recognised."""

    def __init__(self, fault: Fault, found: str = "") -> None:
        super().__init__(fault)
        self.fault, self.found = fault, found


@dataclass(frozen=True, slots=True)
class Known:
    kind: str
    size: int


def check(name: str, content: bytes) -> Known:
    """The kind of a piece. Raises PieceError."""
    if not content:
        raise PieceError(Fault.EMPTY)
    if len(content) > LARGEST:
        raise PieceError(Fault.TOO_LARGE)
    kind = kind_of(content)
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS[kind]:
        raise PieceError(Fault.DENIED, kind)
    return Known(kind, len(content))


def kind_of(content: bytes) -> str:
    """One of `ENDINGS`. Raises PieceError for anything else."""
    for start, kind in ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg")):
        if content.startswith(start):
            return kind
    if content.startswith(OLD_OFFICE):
        raise PieceError(Fault.OLD_OFFICE)
    if content.startswith(b"PK"):
        return _kind_of_zip(content)
    if _is_text(content):
        return "txt"
    raise PieceError(Fault.UNKNOWN)


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(letter < " " and letter not in "\t\n\r\f" for letter in text)


def _kind_of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if any(entry.flag_bits & 0x1 for entry in entries):
                raise PieceError(Fault.PASSWORD)
            unpacked = _unpack(archive, entries)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, ValueError, RuntimeError) as error:
        raise PieceError(Fault.DAMAGED) from error
    except Exception as error:
        # zlib and lzma have errors of their own.
        if isinstance(error, PieceError):
            raise
        raise PieceError(Fault.DAMAGED) from error
    _refuse_macros(entries, unpacked)
    return _office_kind(unpacked)


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Read everything, whatever the headers say of sizes; keep the two entries that tell the kind."""
    if len(entries) > MOST_ENTRIES:
        raise PieceError(Fault.BOMB)
    left, kept = LARGEST_UNPACKED, {}
    for entry in entries:
        start = b""
        with archive.open(entry) as file:
            while chunk := file.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise PieceError(Fault.BOMB)
                start = start or chunk
        if entry.filename in ("[Content_Types].xml", "mimetype"):
            kept[entry.filename] = start
    return kept


def _refuse_macros(entries: list[zipfile.ZipInfo], unpacked: dict[str, bytes]) -> None:
    names = [entry.filename.lower() for entry in entries]
    types = unpacked.get("[Content_Types].xml", b"").lower()
    if any(word in name for name in names for word in MACRO_ENTRIES) or b"macroenabled" in types:
        raise PieceError(Fault.MACROS)


def _office_kind(unpacked: dict[str, bytes]) -> str:
    open_document = OPEN_DOCUMENT.get(unpacked.get("mimetype", b"").strip())
    if open_document:
        return open_document
    types = unpacked.get("[Content_Types].xml", b"")
    for kind, mark in OFFICE.items():
        if mark in types:
            return kind
    raise PieceError(Fault.UNKNOWN)
