"""Which acts the source writes into the audit trail, read without running it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

CODE = re.compile(r"^[a-z_]+\.[a-z_-]+$")


def recorded_in(package: Path) -> set[str]:
    """Codes of acts in a package; "*" stands for a part that is known at run time only."""
    return {code for path in sorted(package.rglob("*.py")) for code in recorded(path.read_text("utf-8"))}


def recorded(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _of_call(node)


def _of_call(call: ast.Call) -> Iterator[str]:
    """The first argument of what records or notes; `action=` of a row made by hand."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    given = [word.value for word in call.keywords if word.arg == "action"]
    if name.lstrip("_") in {"record", "record_many", "entry", "audit_entry", "note"}:
        given += call.args[:3]
    for value in given:
        yield from _codes(value)


def _codes(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.IfExp):
        yield from _codes(value.body)
        yield from _codes(value.orelse)
    elif isinstance(value, ast.JoinedStr):
        code = "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in value.values)
        if " " not in code:  # a sentence is no act: a planner of coverage notes what it does
            yield code
    elif isinstance(value, ast.Constant) and isinstance(value.value, str) and CODE.match(value.value):
        yield value.value
