"""Any file of places to one table: `read_table(path)`."""

from pathlib import Path

from opstap.exchange.reading.files.delimited import read_delimited
from opstap.exchange.reading.files.kinds import kind_of
from opstap.exchange.reading.files.objects import read_objects
from opstap.exchange.reading.files.table import Note, Row, Table
from opstap.exchange.reading.files.workbook import read_workbook
from opstap.exchange.reading.problems import ReadingError

__all__ = ["MAX_BYTES", "Note", "Row", "Table", "bytes_of", "read_bytes", "read_table"]

MAX_BYTES = 200 * 1024 * 1024
_READERS = {"text": read_delimited, "json": read_objects, "xlsx": read_workbook}


def read_table(path: str | Path, *, limit: int = MAX_BYTES) -> Table:
    """The table in the file, whatever its format, encoding and separator. Raises ReadingError."""
    return read_bytes(bytes_of(Path(path), limit))


def read_bytes(data: bytes) -> Table:
    """The same for a file that is already in memory."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ReadingError("empty")
    return _READERS[kind_of(data[:4096])](data)


def bytes_of(path: Path, limit: int) -> bytes:
    """What the file holds. Raises ReadingError: missing, directory, unreadable, too_large."""
    try:
        if path.is_dir():
            raise ReadingError("directory", path=str(path))
        if not path.exists():
            raise ReadingError("missing", path=str(path))
        if not path.is_file():
            raise ReadingError("unreadable", path=str(path), reason="not a regular file")
        size = path.stat().st_size
        if size > limit:
            raise ReadingError("too_large", size=size, limit=limit)
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise ReadingError("unreadable", path=str(path), reason=type(error).__name__) from error
