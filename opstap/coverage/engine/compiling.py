"""What numba makes of a loop is kept, and read again; loaded when the first loop runs.

Kept in NUMBA_CACHE_DIR where that is set, else beside the code, else in the user's own cache; where none of
them can be written every process compiles anew. What is kept goes with the source of the loop and those that
it imports: numba alone looks at the file of the loop, and would run an older version of what it calls from
other files. What an update did not change is not compiled again.
"""

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from numba import njit
from numba.core import caching

ENGINE = Path(__file__).resolve().parent
IMPORT = re.compile(r"^from opstap\.coverage\.engine([\w.]*) import (\([^)]*\)|[^\n]*)", re.MULTILINE)


def dispatcher_of(kernel: Callable[..., Any]) -> Any:
    """The loop, compiled at its first call and kept where something can be written."""
    loop: Any = njit(nogil=True)(kernel)
    with suppress(RuntimeError):  # no place that can be written
        loop._cache = _Kept(kernel)  # type: ignore[no-untyped-call]
    return loop


@cache
def stamp_of(source: Path) -> str:
    """What a source file says, and those of the engine that it imports, directly or not."""
    digest = hashlib.sha256()
    for path in sorted(_with_imported(source, set())):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _with_imported(source: Path, found: set[Path]) -> set[Path]:
    if source not in found:
        found.add(source)
        for package, names in IMPORT.findall(source.read_text()):
            folder = ENGINE.joinpath(*package.split(".")[1:])
            modules = [folder / f"{name}.py" for name in re.findall(r"\w+", names)]
            others = [path for path in (folder.with_suffix(".py"), *modules) if path.exists()]
            for path in others or [folder / "__init__.py"]:
                _with_imported(path, found)
    return found


class _BySources:
    _py_file: str

    def get_source_stamp(self) -> str:
        return stamp_of(Path(self._py_file).resolve())


class _Given(_BySources, caching.UserProvidedCacheLocator):
    pass


class _Beside(_BySources, caching.InTreeCacheLocator):
    pass


class _OfUser(_BySources, caching.UserWideCacheLocator):
    pass


class _Places(caching.CompileResultCacheImpl):
    _locator_classes = [_Given, _Beside, _OfUser]


class _Kept(caching.FunctionCache):
    _impl_class = _Places
