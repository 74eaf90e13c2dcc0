"""Files of all published spaces. Written to disk in batches, so that twenty thousand never stand in memory,
and kept until a space changes: a crawler gets what lies there.

Few places are written when somebody asks; of many the job writes them anew, at most half an hour after a
change.
"""

import gzip
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from time import time
from typing import IO, Any, cast

from django.conf import settings

from opstap.core import sheets, tables
from opstap.core.ids import uuid7
from opstap.core.models import Job
from opstap.exchange.open_data import hsds, mednum
from opstap.exchange.open_data.answers import last_change
from opstap.exchange.open_data.place import as_json, in_batches
from opstap.spaces.models import Space

KIND = "exchange.write-open-data"
EVERY = timedelta(minutes=30)
FEW = 1000
BEING_SENT_SECONDS = 3600
Out = IO[bytes] | gzip.GzipFile
Write = Callable[[Iterable[Space], Out], None]


@dataclass(frozen=True, slots=True)
class File:
    """`is_text`: kept compressed, and sent so to who can read it."""

    content_type: str
    write: Write
    is_text: bool = True


def _as_csv(columns: tuple[str, ...], rows: Callable[[Iterable[Space]], Iterable[tables.Row]]) -> Write:
    def write(spaces: Iterable[Space], out: Out) -> None:
        for line in tables.csv_lines(columns, rows(spaces), checked=frozenset({"telephone"})):
            out.write(line.encode())

    return write


def _as_geojson(spaces: Iterable[Space], out: Out) -> None:
    """RFC 7946; a place nobody could place has no geometry."""
    out.write(b'{"type":"FeatureCollection","features":[')
    for number, space in enumerate(spaces):
        out.write(b",\n" if number else b"\n")
        out.write(json.dumps(feature(space), ensure_ascii=False, separators=(",", ":")).encode())
    out.write(b"\n]}\n")


def feature(space: Space) -> dict[str, Any]:
    properties = as_json(space)
    lat, lon = properties.pop("lat"), properties.pop("lon")
    point = None if lat is None else {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "id": properties["id"], "geometry": point, "properties": properties}


def _as_hsds(spaces: Iterable[Space], out: Out) -> None:
    for piece in hsds.pieces(spaces):
        out.write(piece)


def _as_xlsx(spaces: Iterable[Space], out: Out) -> None:
    sheets.write_xlsx(cast("IO[bytes]", out), mednum.WHOLE, mednum.whole_rows(spaces), "Opstap")


def _as_ods(spaces: Iterable[Space], out: Out) -> None:
    sheets.write_ods(cast("IO[bytes]", out), mednum.WHOLE, mednum.whole_rows(spaces), "Opstap")


FILES: dict[str, File] = {
    "places.geojson": File("application/geo+json", _as_geojson),
    "places.csv": File("text/csv; charset=utf-8", _as_csv(mednum.WHOLE, mednum.whole_rows)),
    "places.xlsx": File(sheets.XLSX, _as_xlsx, is_text=False),
    "places.ods": File(sheets.ODS, _as_ods, is_text=False),
    "hsds.json": File("application/json", _as_hsds),
    "mednum.csv": File("text/csv; charset=utf-8", _as_csv(mednum.COLUMNS, mednum.rows)),
}


def folder() -> Path:
    path = Path(settings.DATA_DIR) / "open"
    path.mkdir(exist_ok=True, mode=0o700)
    return path


def standing(name: str) -> Path | None:
    """The file as it stands, written now where places are few; None while the first of many is written."""
    fresh = folder() / f"{_version()}-{name}"
    if fresh.exists():
        return fresh
    if Space.objects.public()[: FEW + 1].count() <= FEW:
        return write(name)
    older = sorted(folder().glob(f"*-{name}"), key=lambda path: path.stat().st_mtime)
    return older[-1] if older else None


def _version() -> str:
    basis = f"{last_change()} {version('opstap')} {settings.SITE_URL}"
    return sha256(basis.encode()).hexdigest()[:20]


def write(name: str) -> Path:
    """Write one file beside the older one, then put it in its place."""
    made, part = folder() / f"{_version()}-{name}", folder() / f"{uuid7()}.part"
    file = FILES[name]
    try:
        with part.open("wb") as raw:
            if file.is_text:
                with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0) as out:
                    file.write(in_batches(Space.objects.public()), out)
            else:
                file.write(in_batches(Space.objects.public()), raw)
        part.replace(made)
    finally:
        part.unlink(missing_ok=True)
    for older in folder().glob(f"*-{name}"):
        # One that was current a moment ago may be on its way to somebody.
        if older != made and older.stat().st_mtime < time() - BEING_SENT_SECONDS:
            older.unlink(missing_ok=True)
    return made


def run(_job: Job) -> None:
    """The job."""
    write_all()


def write_all() -> int:
    """Write what is not there as it should be; how many files."""
    missing = [name for name in FILES if not (folder() / f"{_version()}-{name}").exists()]
    for name in missing:
        write(name)
    return len(missing)
