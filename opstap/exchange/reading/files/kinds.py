"""What kind of file it is, by its first bytes; the suffix is not trusted."""

from typing import Literal

from opstap.exchange.reading.problems import ReadingError

Kind = Literal["text", "json", "xlsx"]

# First bytes of files that people send by mistake.
_MAGIC = (
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "old_excel"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"BZh", "archive"),
    (b"\x7fELF", "program"),
    (b"SQLite format 3", "database"),
    (b"{\\rtf", "document"),
)
_MARKUP = (
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<?xml", "xml"),
    (b"<kml", "xml"),
    (b"<gpx", "xml"),
)


def kind_of(head: bytes) -> Kind:
    """`head` is the first part of the file. Raises ReadingError "not_a_table" with the `kind` found."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            raise ReadingError("not_a_table", kind=kind)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(head)
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").lower()
    for magic, kind in _MARKUP:
        if start.startswith(magic):
            raise ReadingError("not_a_table", kind=kind)
    return "json" if start[:1] in (b"{", b"[") else "text"


def _kind_of_zip(head: bytes) -> Kind:
    if b"opendocument" in head[:200]:
        raise ReadingError(
            "not_a_table", kind="ods" if b"opendocument.spreadsheet" in head[:200] else "document"
        )
    return "xlsx"
