"""What a note of help says, apart from when, where and by whom it was noted."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from typing import Any, Self

from opstap.desk.models import EService, HelpRecord

SPACE = "space"
REMOTE = "remote"
FROM_THE_START = ("theme", "minutes", "mode", "autonomy", "device", "age", "situation", "gender", "publics")


def usual_place(mode: str) -> str:
    return REMOTE if mode == REMOTE else SPACE


@dataclass(frozen=True)
class HelpGiven:
    """One piece of help. `theme`: "digital:email" or "administrative:money"; codes of core.vocabularies.

    `further`: themes that came up beside the main one, which is never among them. `place` '' = where that
    mode usually is. `began` and `ended`: hours of one local day, both or none. `people`: more than one in a
    group (mode "workshop"); `totals` then says, as they say themselves, {"age": {"70_plus": 3}, "gender": …}.
    """

    theme: str
    minutes: int
    mode: str = "direct_help"
    autonomy: str = ""
    device: str = ""
    age: str = ""
    situation: str = ""
    gender: str = ""
    publics: tuple[str, ...] = ()
    e_service: EService | None = None
    further: tuple[str, ...] = ()
    place: str = ""
    began: time | None = None
    ended: time | None = None
    next_step: str = ""
    people: int = 1
    totals: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, record: HelpRecord) -> Self:
        """What a record says now."""
        said = {column.name: getattr(record, column.name) for column in fields(cls)}
        return cls(**said | {name: tuple(said[name]) for name in ("publics", "further")})

    @property
    def where(self) -> str:
        """Vocabulary help_place."""
        return self.place or usual_place(self.mode)

    @property
    def is_in_the_space(self) -> bool:
        """Somebody entered, so that there is a visit."""
        return self.where == SPACE

    def columns(self) -> dict[str, Any]:
        columns = {column.name: getattr(self, column.name) for column in fields(self)}
        further = sorted(set(self.further) - {self.theme})
        return columns | {"publics": sorted(self.publics), "further": further, "place": self.where}

    def content(self) -> dict[str, Any]:
        """For the receipt. An answer left open is no part of it, so that new fields change no old content."""
        said = {name: value for name, value in self.columns().items() if value or name in FROM_THE_START}
        if self.where == usual_place(self.mode):
            del said["place"]
        if self.people == 1:
            del said["people"]
        return said | {"e_service": str(self.e_service.uid) if self.e_service else None}
