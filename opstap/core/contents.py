"""Files that people send, kept below the files of the installation by the digest of their content.

Backups carry them. Twice the same content is kept once, so who deletes one must know that nothing else names
it.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def path_of(folder: str, sha256: str) -> Path:
    """Where the content with that digest lies, or would lie."""
    return Path(settings.MEDIA_ROOT) / folder / sha256[:2] / sha256


def store(folder: str, content: bytes) -> str:
    """Keep the bytes, readable by the program only, safe on the disk when this returns; their digest."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(folder, digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=path.parent)  # 0600
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)
    return digest
