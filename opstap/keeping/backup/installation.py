"""What belongs to an installation, in one place: its database, its files, its keys, its journals."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

# Written by hand into the data folder, never rolled back by a restore: erasures, revocations, seals, keys.
JOURNALS = ("erasures.jsonl", "revocations.jsonl", "seals.jsonl", "issuer_keys.jsonl")
# A row in one of these, and there is something to lose.
TELLING_TABLES = ("accounts_user", "spaces_organisation", "spaces_space", "core_auditentry")


@dataclass(frozen=True)
class Installation:
    """Where things lie. `database` is the SQLite file; None on PostgreSQL."""

    data: Path
    files: Path
    database: Path | None
    keys: tuple[str, ...]

    @property
    def vendor(self) -> str:
        return "postgresql" if self.database is None else "sqlite"

    @property
    def kept_keys(self) -> list[str]:
        """Those that lie in the data folder; a key given by the environment does not."""
        return [name for name in self.keys if (self.data / name).is_file()]

    @property
    def journals(self) -> list[str]:
        return [name for name in JOURNALS if (self.data / name).is_file()]

    def file_names(self) -> Iterator[str]:
        """Every plain file below `files`, as "a/b"; links are not followed."""
        for folder, _names, names in os.walk(self.files):
            for name in sorted(names):
                path = Path(folder, name)
                if stat.S_ISREG(path.lstat().st_mode):
                    yield path.relative_to(self.files).as_posix()

    def files_size(self) -> int:
        """Bytes."""
        return sum((self.files / name).stat().st_size for name in self.file_names())


def here() -> Installation:
    """The installation this process is configured for."""
    configured = settings.DATABASES["default"]
    is_sqlite = configured["ENGINE"].endswith("sqlite3")
    return Installation(
        data=Path(settings.DATA_DIR),
        files=Path(settings.MEDIA_ROOT),
        database=Path(configured["NAME"]) if is_sqlite else None,
        keys=tuple(settings.KEY_FILES),
    )


def at(folder: Path) -> Installation:
    """An installation on SQLite in a folder of its own, laid out by default."""
    return Installation(
        data=folder,
        files=folder / "files",
        database=folder / "opstap.sqlite3",
        keys=tuple(settings.KEY_FILES),
    )


def program_version() -> str:
    return version("opstap")
