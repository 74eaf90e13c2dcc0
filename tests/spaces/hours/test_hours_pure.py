"""The package of hours stands alone: no Django, nothing of the rest of Opstap."""

import ast
from pathlib import Path

from opstap.spaces import hours


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_hours_import_neither_django_nor_another_room() -> None:
    folder = Path(hours.__file__).parent
    names = {name for path in folder.glob("*.py") for name in imported(path)}
    assert {name for name in names if name.split(".")[0] == "django"} == set()
    own = "opstap.spaces.hours"
    assert {name for name in names if name.startswith("opstap") and not name.startswith(own)} == set()
