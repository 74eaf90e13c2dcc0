"""Which desk this is: what a browser keeps of it, and a short name that changes with any of it."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

DEXIE = "vendor/dexie/dist/modern/dexie.min.mjs"


@lru_cache(maxsize=1)
def version() -> str:
    """Of everything a browser keeps: changes when a file, the service worker or a page of the desk does."""
    package = Path(settings.PACKAGE)
    pages = [*(package / "desk" / "templates" / "desk").glob("*"), package / "templates" / "base.html"]
    known = hashlib.sha256()
    for path in sorted([*pages, *(package / "static" / name for name in kept_files())]):
        known.update(path.read_bytes())
    return known.hexdigest()[:16]


def kept_files() -> list[str]:
    """Static files of the shell, as the templates name them."""
    modules = sorted(path.name for path in (Path(settings.PACKAGE) / "static" / "desk").glob("*.js"))
    return ["opstap.css", "sprite.svg", "icon.svg", DEXIE, *(f"desk/{name}" for name in modules)]
