"""What a row says of the state of a space, kept as long as it is true.

The facts come from the database every time: what opens next, and who is on duty. When they are the same as
the last time, and no moment has come at which they mean something else, the words are still right.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString

from opstap.core.moulds import Mould, gap, mould
from opstap.core.prepared import read_instant
from opstap.finder.display.shelf import Coming, Kept
from opstap.spaces.models import Duty, Interruption
from opstap.spaces.status import Status, same_until, status_of, times_of

# Person, end and check-in of the duties of a space that day, as the database stores them.
OnDuty = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A state, the facts it follows from, and how long it does: from `since` to before `until`."""

    facts: tuple[Coming, OnDuty]
    since: datetime
    until: datetime
    status: Status
    helpers: int
    """People who help there that day; 0 = not known."""
    html: dict[str, SafeString] = field(default_factory=dict)

    @property
    def moved(self) -> Interruption | None:
        """Where the space is that day, when not at its own address."""
        today = self.status.at.date()
        return next((one for one in self.status.notices if one.is_move and one.covers(today)), None)

    def drawn(self, language: str) -> SafeString:
        """In the language that is active."""
        if language not in self.html:
            self.html[language] = _drawn(self.status, language)
        return self.html[language]


def said_of(kept: Kept, on_duty: OnDuty, now: datetime) -> Said:
    """The state of a space now. `status.at` may be an earlier moment at which the same was true."""
    said, facts = kept.said, (kept.coming, on_duty)
    if said is None or said.facts != facts or not said.since <= now < said.until:
        said = kept.said = _said(kept, facts, now)
    return said


def _said(kept: Kept, facts: tuple[Coming, OnDuty], now: datetime) -> Said:
    (openings_until, *columns), on_duty = facts
    # The nightly job moves this one without changing the record.
    kept.space.openings_until = read_instant(openings_until)
    times = times_of(kept.space, [read_instant(column) for column in columns], now)
    duties = _duties(on_duty)
    return Said(
        facts,
        now,
        same_until(kept.space, times, duties, now),
        status_of(kept.space, times, duties, now),
        len({person for person, _end, _checked_in in on_duty}),
    )


def _duties(on_duty: Sequence[tuple[Any, ...]]) -> list[Duty]:
    return [
        Duty(person_id=person, ends_at=read_instant(end), checked_in_at=read_instant(checked_in))
        for person, end, checked_in in on_duty
    ]


def _drawn(status: Status, language: str) -> SafeString:
    words = status.words
    return _mould(language, words.shape, words.css, bool(words.detail)).fill(
        headline=words.headline, detail=words.detail
    )


@lru_cache(maxsize=128)
def _mould(language: str, shape: str, css: str, has_detail: bool) -> Mould:
    del language  # the active one: part of the key
    words = {"shape": shape, "css": css, "headline": gap("headline")}
    detail = gap("detail") if has_detail else ""
    return mould("spaces/ui/status.html", {"status": {"words": {**words, "detail": detail}}})
