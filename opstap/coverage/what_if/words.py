"""Changes, what is wrong with one, and why one changes nothing, in words."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opstap.core.moments import weekday_name
from opstap.core.numbers import amount
from opstap.coverage.what_if.applying import Done, Refused
from opstap.coverage.what_if.changes import MOST_CHANGES, Close, Hours, Longer, New, Posts
from opstap.coverage.what_if.of_plan import PlanYear
from opstap.coverage.what_if.reasons import Reason
from opstap.spaces.week_words import week_lines

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_NAMED = 6
FIGURES: "dict[str, StrOrPromise]" = {
    "within": gettext_lazy("Inhabitants within reach"),
    "missing": gettext_lazy("Posts missing"),
    "served": gettext_lazy("Inhabitants served by a post"),
    "help": gettext_lazy("Help: hours a week for 1,000 inhabitants"),
    "days": gettext_lazy("Days with help, Monday to Friday"),
    "gini": gettext_lazy("Evenness: Gini"),
    "palma": gettext_lazy("Evenness: Palma"),
    "theil": gettext_lazy("Evenness: Theil"),
    "below": gettext_lazy("Poorly served, per cent of the need"),
}


def change_words(done: Done) -> str:
    """One change: "The Help closes"."""
    name = str(done.site.space)
    match done.change:
        case Close():
            return _("%(space)s closes.") % {"space": name}
        case Longer(_space, hours):
            words = _("%(space)s: somebody also helps. %(hours)s.")
            return words % {"space": name, "hours": hours_words(hours)}
        case Posts(_space, fte) if fte < 0:
            return _("%(space)s loses %(posts)s FTE.") % {"space": name, "posts": amount(-fte)}
        case Posts(_space, fte):
            return _("%(space)s gets %(posts)s FTE more.") % {"space": name, "posts": amount(fte)}
        case New(_place, fte, hours, _name):
            words = _("A new space opens: %(place)s, with %(posts)s FTE. %(hours)s.")
            return words % {"place": name, "posts": amount(fte), "hours": hours_words(hours)}


def hours_words(hours: Hours) -> str:
    """ "Monday to Friday 9:00 to 17:00"."""
    lines = week_lines(hours.expression) or []
    return "; ".join(f"{line.when}\u00a0{line.what}" for line in lines)


def refused_words(refused: Refused) -> str:
    """Why a change is left out."""
    match refused.code:
        case "no-space":
            return _("No published space of this network is called “%(name)s”.") % {"name": refused.name}
        case "closed":
            return _("%(name)s closes in an earlier change: nothing more can change there.") % {
                "name": refused.name
            }
        case "below":
            return _("%(name)s has not so many posts to lose.") % {"name": refused.name}
        case "no-place":
            return _("“%(name)s” is no area, postcode or point of this network.") % {"name": refused.name}
        case "many":
            return _("At most %(most)s changes can be looked at together.") % {"most": MOST_CHANGES}
        case _:
            return _("“%(text)s” cannot be read as a change.") % {"text": refused.text[:80]}


SIMPLE: "dict[str, StrOrPromise]" = {
    "unplaced": gettext_lazy("It has no place on the map, so it reaches nobody here."),
    "not-spoken": gettext_lazy("Nobody there speaks the language you look at, so it does not count."),
    "not-courses": gettext_lazy("You look at courses; these are hours of help."),
    "other-day": gettext_lazy("You look at one day; these hours are on another."),
    "not-asked": gettext_lazy("It has no hours of the kind you look at, so it does not count."),
    "nobody-near": gettext_lazy("It is within reach of no area."),
    "posts-only": gettext_lazy("Posts do not change who has a space within reach."),
    "no-posts": gettext_lazy("No paid animator is noted there: more hours bring no more help."),
    "day": gettext_lazy("Who lives near has a space within reach on other days already."),
    "already": gettext_lazy("It has these hours already."),
}


def reason_words(reason: Reason) -> str:
    """Why a change does not change who is within reach."""
    match reason.code:
        case "neighbours":
            words = _("Who lives near also has within reach: %(names)s.")
            return words % {"names": _some(reason.names)}
        case code:
            return str(SIMPLE[code])


def year_words(one: PlanYear) -> str:
    words = _("the plan “%(plan)s”, at the end of year %(year)s")
    return words % {"plan": one.plan.name, "year": one.year}


def alone_words(weekday: int) -> str:
    return _("Look at this day alone: %(day)s") % {"day": weekday_name(weekday)}


def _some(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return shown if more <= 0 else _("%(names)s and %(more)s more") % {"names": shown, "more": more}
