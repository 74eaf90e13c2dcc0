"""What became of a plan, in plain sentences in the language in force."""

from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from opstap.core.moments import date_words
from opstap.core.numbers import amount, whole
from opstap.coverage.models import Aim
from opstap.coverage.outcome.places import Held
from opstap.coverage.showing.plan_ways import unit_of_answer
from opstap.coverage.times.words import way_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from opstap.coverage.outcome.people import PeopleHeld

STATES: "dict[str, StrOrPromise]" = {
    "there": gettext_lazy("there"),
    "opened": gettext_lazy("opened"),
    "partly": gettext_lazy("partly there"),
    "not-yet": gettext_lazy("not there"),
    "not-opened": gettext_lazy("not opened"),
    "fewer": gettext_lazy("fewer than before the plan"),
    "closed": gettext_lazy("closed, or not published any more"),
    "later": gettext_lazy("planned for a later year"),
}


def number_of(held: Held, number: Decimal) -> str:
    """“12 posts”, “1 place”."""
    if held.plan.aim == Aim.NORM:
        words = ngettext("%(n)s post", "%(n)s posts", ceil(number))
    else:
        words = ngettext("%(n)s place with help", "%(n)s places with help", ceil(number))
    return words % {"n": amount(number)}


def sentences(held: Held) -> list[str]:
    """Of 12 posts planned by a day, 7 are there; and what else came or went."""
    said = [_first(held)]
    if held.beyond:
        words = ngettext(
            "At its places %(n)s more came than it planned by then.",
            "At its places %(n)s more came than it planned by then.",
            ceil(held.beyond),
        )
        said.append(words % {"n": amount(held.beyond)})
    if held.elsewhere:
        words = ngettext("%(n)s came elsewhere.", "%(n)s came elsewhere.", ceil(held.elsewhere))
        said.append(words % {"n": amount(held.elsewhere)})
    if held.lost:
        words = ngettext(
            "%(n)s of those that were there before is gone.",
            "%(n)s of those that were there before are gone.",
            ceil(held.lost),
        )
        said.append(words % {"n": amount(held.lost)})
    return said


def _first(held: Held) -> str:
    day = date_words(held.until)
    if not held.promised:
        return _("By %(date)s the plan places nothing.") % {"date": day}
    if held.there:
        words = ngettext("%(n)s is there", "%(n)s are there", ceil(held.there))
        there = words % {"n": amount(held.there)}
    else:
        there = _("none is there")
    said = {"planned": number_of(held, held.promised), "date": day, "there": there}
    return _("Of %(planned)s planned by %(date)s, %(there)s.") % said


def _value(held: Held, value: float) -> str:
    """A number of people, or a way in the unit of the plan."""
    if held.plan.aim != Aim.DISTANCE:
        return whole(value)
    return way_words(value, unit_of_answer(held.plan.answer))


def people_words(held: Held, people: "PeopleHeld") -> str:
    """The measure of the aim: then, promised, now; "" where there is no number of now."""
    if people.now is None:
        return _("Some areas have no way to a place with help: there is no mean way.")
    values = {"before": people.before, "promised": people.promised, "now": people.now}
    said = {name: "–" if value is None else _value(held, value) for name, value in values.items()}
    match held.plan.aim:
        case Aim.NORM:
            words = _(
                "Inhabitants served by a post: %(now)s; planned were %(promised)s, and before the plan "
                "%(before)s."
            )
        case Aim.COVERING:
            words = _(
                "Inhabitants with a place with help within reach: %(now)s; planned were %(promised)s, and "
                "before the plan %(before)s."
            )
        case _:
            words = _(
                "Mean way to the nearest place with help: %(now)s; planned were %(promised)s, and before the "
                "plan %(before)s."
            )
    return words % said
