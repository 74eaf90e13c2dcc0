"""The facts of the accessibility statement, from one file that is filled in after each round of tests."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

Texts = dict[str, str]


@dataclass(frozen=True)
class Facts:
    """What was tested, when, with what result; each text in every language."""

    tested_on: date
    standard: str
    tested: tuple[Texts, ...]
    not_yet: tuple[Texts, ...]


@cache
def facts() -> Facts:
    raw: dict[str, Any] = json.loads((Path(__file__).parent / "accessibility.json").read_text("utf-8"))
    return Facts(
        date.fromisoformat(raw["tested_on"]), raw["standard"], tuple(raw["tested"]), tuple(raw["not_yet"])
    )
