"""The rows of a list: what changes by the minute is worked out each time, the rest is kept ready."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from opstap.core import vocabularies
from opstap.finder.display.words import distance_words, tel
from opstap.finder.search import Answer, Found
from opstap.finder.search.answer import end_of_day
from opstap.spaces.models import Duty, Offer, Precision, Space
from opstap.spaces.status import Status, statuses

# Languages are named up to so many, then counted.
NAMED_LANGUAGES = 3
# Cards kept by each process: about 20 MB. When the shelf is full it is emptied.
MOST_CARDS = 12_000

# What the state of a space and its row need of it.
_COLUMNS = (
    "slug", "names", "precision", "changed_at", "timezone", "holiday_country", "valid_until", "is_itinerant",
    "open_hours", "staffed_hours", "training_hours", "openings_until",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One space as the list shows it."""

    number: int
    space: Space
    status: Status
    metres: float | None
    distance: str
    helpers: int  # people who help there today; 0 = not known


def rows_of(answer: Answer) -> list[Row]:
    """The rows of a page of an answer: a constant number of queries, however many rows."""
    spaces = _spaces(answer.found)
    found = [one for one in answer.found if one.pk in spaces]
    states = statuses(list(spaces.values()), answer.now)
    helpers = _helpers(list(spaces), answer.now)
    return [
        Row(
            number,
            space := spaces[one.pk],
            states[one.pk],
            one.metres,
            "" if space == answer.named else _distance(one, space),
            helpers.get(one.pk, 0),
        )
        for number, one in enumerate(found, start=answer.first_number)
    ]


def _distance(found: Found, space: Space) -> str:
    return distance_words(found.metres, is_approximate=space.precision == Precision.APPROXIMATE)


def _spaces(found: Iterable[Found]) -> dict[int, Space]:
    modes = Prefetch("offers", Offer.objects.filter(vocabulary="access_mode"))
    spaces = Space.objects.public().filter(pk__in=[one.pk for one in found])
    return {space.pk: space for space in spaces.only(*_COLUMNS).prefetch_related(modes)}


def _helpers(pks: list[int], now: datetime) -> dict[int, int]:
    """How many people help in each space from now until the end of the day."""
    duties = Duty.objects.planned_between(now, end_of_day(now)).filter(space__in=pks, checked_out_at=None)
    people: dict[int, set[int]] = {}
    for space_id, person_id in duties.order_by().values_list("space_id", "person_id"):
        people.setdefault(space_id, set()).add(person_id)
    return {space_id: len(persons) for space_id, persons in people.items()}


# --- cards -----------------------------------------------------------------------------------------

_shelf: dict[tuple[int, datetime, str], SafeString] = {}


def with_cards(rows: list[Row]) -> list[tuple[Row, SafeString]]:
    """Each row with its card: address, what the space offers, phone. Made once per record and language."""
    language = get_language() or "fr"
    keys = {row.space.pk: (row.space.pk, row.space.changed_at, language) for row in rows}
    missing = [pk for pk, key in keys.items() if key not in _shelf]
    if len(_shelf) + len(missing) > MOST_CARDS:
        _shelf.clear()
        missing = list(keys)
    if missing:
        for space in Space.objects.filter(pk__in=missing).prefetch_related("offers"):
            _shelf[keys[space.pk]] = _card(space, language)
    return [(row, _shelf[keys[row.space.pk]]) for row in rows]


def _card(space: Space, language: str) -> SafeString:
    languages = space.codes("language")
    named = [vocabularies.label("language", code, language) for code in languages[:NAMED_LANGUAGES]]
    context = {
        "space": space,
        "tel": tel(space.phone, space.country),
        "languages": ", ".join(named),
        "more_languages": len(languages) if len(languages) > NAMED_LANGUAGES else 0,
    }
    return SafeString(get_template("finder/card.html").render(context))
