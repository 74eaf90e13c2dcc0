"""The rows of a list: what changes by the minute is worked out each time, the rest is kept ready."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from opstap.core.prepared import NOW, UNTIL, Prepared, key_marks, prepare, with_keys
from opstap.finder.display.shelf import Card, Kept, draw_cards, kept_spaces
from opstap.finder.display.words import distance_words
from opstap.finder.search import Answer, Found
from opstap.finder.search.answer import end_of_day
from opstap.spaces.models import Duty, Precision, Space
from opstap.spaces.status import Status, Times, status_of


@dataclass(frozen=True, slots=True)
class Row:
    """One space as the list shows it."""

    number: int
    kept: Kept
    status: Status
    metres: float | None
    distance: str
    helpers: int  # people who help there today; 0 = not known

    @property
    def space(self) -> Space:
        """Without the columns that only the card needs."""
        return self.kept.space


def rows_of(answer: Answer) -> list[Row]:
    """The rows of a page of an answer: a constant number of queries, however many rows."""
    kept = kept_spaces([one.pk for one in answer.found], answer.now)
    duties = _duties_today(list(kept), answer.now)
    found = [one for one in answer.found if one.pk in kept]
    return [
        _row(number, one, *kept[one.pk], duties.get(one.pk, []), answer)
        for number, one in enumerate(found, start=answer.first_number)
    ]


def _row(
    number: int, found: Found, kept: Kept, times: list[Times], duties: list[Duty], answer: Answer
) -> Row:
    is_named = answer.named is not None and found.pk == answer.named.pk
    return Row(
        number,
        kept,
        status_of(kept.space, times, duties, answer.now),
        found.metres,
        "" if is_named else _distance(found, kept.space),
        len({duty.person_id for duty in duties}),
    )


def _distance(found: Found, space: Space) -> str:
    return distance_words(found.metres, is_approximate=space.precision == Precision.APPROXIMATE)


def _duties_today(pks: list[int], now: datetime) -> dict[int, list[Duty]]:
    """The duties of each space from now until the end of the day, those left meanwhile not counted."""
    values = {NOW: now, UNTIL: end_of_day(now), **with_keys(pks)}
    found: dict[int, list[Duty]] = {}
    for space_id, person_id, end, checked_in in _duties(len(pks)).run(values):
        duty = Duty(space_id=space_id, person_id=person_id, ends_at=end, checked_in_at=checked_in)
        found.setdefault(space_id, []).append(duty)
    return found


@lru_cache(maxsize=64)
def _duties(count: int) -> Prepared:
    duties = Duty.objects.planned_between(NOW, UNTIL).filter(checked_out_at=None).order_by()
    columns = ("space_id", "person_id", "ends_at", "checked_in_at")
    return prepare(duties.filter(space__in=key_marks(count)).values_list(*columns), instants=(2, 3))


# --- drawn rows ------------------------------------------------------------------------------------

# What differs from row to row. All are text or HTML that is safe already.
_PARTS = ("number", "href", "name", "distance", "state", "card")


def drawn(rows: list[Row], query: str) -> list[SafeString]:
    """Each row as HTML; `query` goes with the links, so that the way back leads to the same list."""
    language = get_language() or "fr"
    draw_cards((row.kept for row in rows), language)
    return [_drawn(row, row.kept.cards[language], language, escape(query)) for row in rows]


def _drawn(row: Row, card: Card, language: str, query: str) -> SafeString:
    filled = _mould(language, row.helpers, bool(row.distance)) % {
        "number": row.number,
        "href": card.href + query,
        "name": card.name,
        "distance": row.distance,
        "state": _state(replace(row.status, at=row.status.at.replace(second=0, microsecond=0)), language),
        "card": card.html,
    }
    return SafeString(filled)


@lru_cache(maxsize=256)
def _mould(language: str, helpers: int, has_distance: bool) -> str:
    """The template of a row, rendered once with gaps in the place of what differs from row to row.

    Rendering twenty rows one by one takes a third of the time of a page.
    """
    marks = {part: f"\ue000{part}\ue001" for part in _PARTS}
    context = {**marks, "helpers": helpers, "has_distance": has_distance}
    html = get_template("finder/row.html").render(context).replace("%", "%%")
    for part, mark in marks.items():
        html = html.replace(mark, f"%({part})s")
    return html


@lru_cache(maxsize=2048)
def _state(status: Status, language: str) -> SafeString:
    """Many spaces are in the same state in the same minute: “Normally open. Today from 9:00 to 12:30.”"""
    return SafeString(get_template("spaces/ui/status.html").render({"status": status}))
