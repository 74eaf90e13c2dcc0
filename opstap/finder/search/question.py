"""What a visitor asks, read from an address and written back into one."""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from urllib.parse import quote_plus

from django.http import QueryDict

from opstap.core import vocabularies

PAGE_SIZE = 20
# Nobody walks past a thousand places: filters and another question lead further.
LAST_PAGE = 50
LONGEST_WHERE = 120
# Three decimals of a degree are about 100 metres: enough to sort a list, not enough to find a door.
NEAR_DECIMALS = 3

_NEAR = re.compile(r"\s*(-?\d{1,2}(?:\.\d{1,12})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*")


class Moment(StrEnum):
    """The three tabs of the list."""

    ANY = ""
    NOW = "now"  # somebody is there to help
    TODAY = "today"  # still opens, or is open, today


@dataclass(frozen=True)
class Question:
    """Where somebody is and what she needs. `unread` names the parts of the address nobody can read."""

    where: str = ""
    near: tuple[float, float] | None = None  # latitude, longitude
    area: int | None = None  # the one chosen among several of the same name
    moment: Moment = Moment.ANY
    is_open: bool = False
    help: str = ""  # vocabulary service
    language: str = ""  # vocabulary language
    public: str = ""  # vocabulary public: who somebody says she is
    free: bool = False
    wheelchair: bool = False
    evening: bool = False
    weekend: bool = False
    map: bool = False  # the list with its map
    page: int = 1
    unread: tuple[str, ...] = field(default=(), compare=False)

    @property
    def is_empty(self) -> bool:
        return not self.where and self.near is None

    @property
    def filters(self) -> tuple[str, ...]:
        """Names of the filters in use, tabs not counted."""
        names = ("is_open", "help", "language", "public", "free", "wheelchair", "evening", "weekend")
        return tuple(name for name in names if getattr(self, name))

    @property
    def codes(self) -> list[tuple[str, str]]:
        """(vocabulary, code) of what the space must offer."""
        wanted = [("service", self.help), ("language", self.language)]
        return [(vocabulary, code) for vocabulary, code in wanted if code]

    @property
    def is_about_now(self) -> bool:
        return self.is_open or self.moment != Moment.ANY

    @cached_property
    def wishes(self) -> "Question":
        """The filters and the tab alone, wherever they are asked for."""
        return replace(self, where="", near=None, area=None, map=False, page=1, unread=())

    @property
    def place(self) -> "Question":
        """The place and the tab alone, without filters; with the map where there was one."""
        return Question(where=self.where, near=self.near, area=self.area, moment=self.moment, map=self.map)

    def with_page(self, page: int) -> "Question":
        return replace(self, page=page)

    def with_moment(self, moment: Moment) -> "Question":
        return replace(self, moment=moment, page=1)

    def with_map(self, shown: bool) -> "Question":
        return replace(self, map=shown)

    def at(self, where: str, area: int | None = None) -> "Question":
        """The same wishes at another place."""
        return replace(self, where=where, near=None, area=area, page=1)

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The parts of the address of this question: what a form sends, or keeps in hidden fields."""
        parts = (
            ("where", self.where),
            ("near", ",".join([f"{degrees:.{NEAR_DECIMALS}f}" for degrees in self.near or ()])),
            ("area", str(self.area or "")),
            (self.moment.value, "1" if self.moment else ""),
            ("open", _flag(self.is_open)),
            ("help", self.help),
            ("language", self.language),
            ("public", self.public),
            ("price", "free" if self.free else ""),
            ("wheelchair", _flag(self.wheelchair)),
            ("evening", _flag(self.evening)),
            ("weekend", _flag(self.weekend)),
            ("map", _flag(self.map)),
            ("page", str(self.page) if self.page > 1 else ""),
        )
        return [part for part in parts if part[1]]

    @property
    def place_parts(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.parts if name in {"where", "near", "area"}]

    def to_query(self) -> str:
        """The address of this question, from "?" on; "" for an empty one."""
        parts = [f"{name}={_quoted(value)}" for name, value in self.parts]
        return f"?{'&'.join(parts)}" if parts else ""


@lru_cache(maxsize=4096)
def _quoted(value: str) -> str:
    """A page holds the address of its question ten times."""
    return quote_plus(value)


def _flag(value: bool) -> str:
    return "1" if value else ""


def read_question(query: QueryDict) -> Question:
    """The question an address asks. What cannot be read is left out and named in `unread`; never raises."""
    reader = _Reader(query)
    return Question(
        where=reader.text("where"),
        near=reader.near(),
        area=reader.number("area"),
        moment=reader.moment(),
        is_open=reader.flag("open"),
        help=reader.code("help", "service"),
        language=reader.code("language", "language"),
        public=reader.code("public", "public"),
        free=reader.choice("price", "free"),
        wheelchair=reader.flag("wheelchair"),
        evening=reader.flag("evening"),
        weekend=reader.flag("weekend"),
        map=reader.flag("map"),
        page=reader.page(),
        unread=tuple(reader.unread),
    )


class _Reader:
    """Takes one part of the address after the other and notes those it cannot read."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query
        self.unread: list[str] = []

    def text(self, name: str) -> str:
        """Without control characters: PostgreSQL refuses some of them, nobody means any of them."""
        written = self.query.get(name) or ""
        if not written.isprintable():
            written = "".join(char if char.isprintable() else " " for char in written)
        return " ".join(written.split())[:LONGEST_WHERE].rstrip()

    def flag(self, name: str) -> bool:
        return self.choice(name, "1", no="0")

    def choice(self, name: str, yes: str, *, no: str = "") -> bool:
        written = self.text(name)
        if written not in {"", yes, no}:
            self.unread.append(name)
        return written == yes

    def code(self, name: str, vocabulary: str) -> str:
        written = self.text(name)
        if not written or written in vocabularies.vocabulary(vocabulary):
            return written
        self.unread.append(name)
        return ""

    def moment(self) -> Moment:
        now, today = self.flag(Moment.NOW), self.flag(Moment.TODAY)
        return Moment.NOW if now else Moment.TODAY if today else Moment.ANY

    def near(self) -> tuple[float, float] | None:
        written = self.text("near")
        found = _NEAR.fullmatch(written)
        if found:
            lat, lon = (round(float(degrees), NEAR_DECIMALS) for degrees in found.groups())
            if -90 <= lat <= 90 and -180 <= lon <= 180:
                return lat, lon
        if written:
            self.unread.append("near")
        return None

    def number(self, name: str) -> int | None:
        written = self.text(name)
        if written.isascii() and written.isdigit() and len(written) < 10:
            return int(written)
        if written:
            self.unread.append(name)
        return None

    def page(self) -> int:
        number = self.number("page")
        if number == 0:
            self.unread.append("page")
        return min(number or 1, LAST_PAGE)
