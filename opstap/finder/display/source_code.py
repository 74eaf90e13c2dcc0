"""The source of this installation as a file to take away."""

import io
import tarfile
from functools import cache
from pathlib import Path

from django.conf import settings

# Beside the package in a clone: what one needs to build and install it.
BESIDE = ("LICENSE", "README.md", "pyproject.toml", "requirements.lock", "Makefile", "docs", "tools")
LEFT_OUT = {"__pycache__", "node_modules", ".venv"}


@cache
def archive() -> bytes:
    """A compressed archive of the package, as it runs. Data and keys live elsewhere."""
    package = Path(settings.PACKAGE)
    parts = [package, *(package.parent / name for name in BESIDE)]
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for part in parts:
            if part.exists() and (part == package or (package.parent / "pyproject.toml").exists()):
                tar.add(part, arcname=f"opstap/{part.name}", filter=_kept)
    return buffer.getvalue()


def _kept(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Without caches, and without the names of whoever installed it."""
    if LEFT_OUT & set(Path(entry.name).parts):
        return None
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry
