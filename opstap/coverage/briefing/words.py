"""The sentences of a briefing, in the language in force. "Optimal" only beside a proof."""

from decimal import ROUND_CEILING, Decimal
from math import ceil
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opstap.core.numbers import amount, whole
from opstap.core.texts import say
from opstap.coverage.times.words import is_in_minutes, ways_words, within_words
from opstap.coverage.words import figure_words

Answer = dict[str, Any]
FINE = 0.001
"""A gap below this says less than the data do."""


def at_least(value: float) -> str:
    """A bound: never rounded down."""
    return number_format(Decimal(f"{value:.3f}").quantize(Decimal(1), ROUND_CEILING), force_grouping=True)


def percent(share: float) -> str:
    """Rounded up, so that no plan looks nearer to the best than it is known to be: "0.3", "12"."""
    places = Decimal("0.001") if share < FINE else Decimal("0.01") if share < 0.1 else Decimal("0.1")
    rounded = Decimal(f"{100 * share:.9f}").quantize(places, ROUND_CEILING).normalize()
    return number_format(Decimal(f"{rounded:f}"))


def question(given: Answer, asked: dict[str, Any]) -> str:
    number, years = asked["budget"], len(given["years"])
    if years > 1:
        words = _(
            "%(posts)s can be added over %(years)s years. At which places do they serve most inhabitants?"
        )
    else:
        words = _("%(posts)s can be added in one year. At which places do they serve most inhabitants?")
    more = ngettext("%(n)s more post", "%(n)s more posts", ceil(number)) % {"n": amount(number)}
    return words % {"posts": more, "years": years}


def answer(given: Answer, places: list[dict[str, Any]], is_weighed: bool) -> list[str]:
    """Three sentences: who gains, where, and how good that is."""
    return [_gain(given), _where(places), best(given, is_weighed)]


def _gain(given: Answer) -> str:
    words = _(
        "With this plan %(more)s more inhabitants are served by a post near home: %(after)s instead of "
        "%(before)s, of %(people)s in all."
    )
    return words % {
        "more": whole(given["people"] - given["people_before"]),
        "after": whole(given["people"]),
        "before": whole(given["people_before"]),
        "people": whole(given["population"]),
    }


def _where(places: list[dict[str, Any]]) -> str:
    if not places:
        return _("No post was placed: the number of posts is too small, or everybody is served already.")
    said = [f"{one['name']} (+{amount(one['added'])})" for one in sorted(places, key=_most_first)[:3]]
    if len(places) == 1:
        return _("All posts come to %(place)s.") % {"place": said[0]}
    words = _("The posts come to %(n)s places; most of them to %(names)s.")
    return words % {"n": len(places), "names": listed(said)}


def _most_first(place: dict[str, Any]) -> float:
    return -float(place["added"])


def listed(names: list[str]) -> str:
    """“A, B and C”."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def best(given: Answer, is_weighed: bool) -> str:
    """How far the plan can be from the best one."""
    if given["status"] == "proved":
        if is_weighed:
            return _(
                "No plan for this money serves more, counted by need: this is proved, the plan is optimal."
            )
        return _("No plan for this money serves more inhabitants: this is proved, the plan is optimal.")
    if given["gap"] is None:
        return _("How much better another plan for this money could be is not known.")
    said = {
        "bound": at_least(given["bound"]),
        "value": whole(given["objective"]),
        "gap": percent(given["gap"]),
    }
    if is_weighed:
        words = _(
            "Counted by need this plan is worth %(value)s; no plan for this money is worth more than "
            "%(bound)s, which is %(gap)s %% more."
        )
    else:
        words = _(
            "No plan for this money serves more than %(bound)s inhabitants; this one serves %(value)s, and "
            "the best is at most %(gap)s %% above it."
        )
    return words % said


def certainty(given: Answer, is_weighed: bool) -> list[str]:
    """What stands behind the word “optimal”, or instead of it."""
    said = []
    if is_weighed:
        words = _("Counted by need, the %(people)s inhabitants served after the plan count for %(value)s.")
        said.append(words % {"people": whole(given["people"]), "value": whole(given["objective"])})
    if given["status"] != "proved":
        said.append(_("This plan is not proved to be the best: the search ended before that."))
        if given["gap_of_added"] is not None:
            words = _("What a better plan could add is at most %(gap)s %% of what this plan adds.")
            said.append(words % {"gap": percent(given["gap_of_added"])})
    if given["gap"] is not None and given["gap"] < FINE:
        said.append(_("So near to the best, the data matter more than the method."))
    if len(given["years"]) > 1:
        said.append(
            _("This holds for the last year. Each earlier year is the best part of it that was found.")
        )
    return said


def cost(given: Answer) -> list[str]:
    """In posts of one year. The openings are said apart."""
    number = ngettext(
        "%(n)s post, in full-time equivalents.", "%(n)s posts, in full-time equivalents.", ceil(given["cost"])
    )
    said = [number % {"n": amount(given["cost"])}]
    new = sum(1 for place in given["places"] if place["is_new"])
    if new:
        words = ngettext(
            "Of these, %(openings)s are counted for opening %(n)s new space.",
            "Of these, %(openings)s are counted for opening %(n)s new spaces.",
            new,
        )
        said.append(words % {"openings": amount(given["cost"] - given["posts"]), "n": new})
    else:
        said.append(_("No new space is opened."))
    return [" ".join(said), _("Amounts in euros are no part of this plan.")]


def limits(given: Answer, rules: dict[str, Any], uncovered: list[str]) -> list[str]:
    """What one must know before deciding."""
    said = [
        *_ways(given, rules),
        _("Each area counts as one point. In a large area some live nearer and some farther."),
        _("Only published numbers of inhabitants are used: an estimated population never ranks an area."),
    ]
    return [*said, *_need(rules), *_uncounted(given), *_out_of_reach(uncovered)]


def _ways(given: Answer, rules: dict[str, Any]) -> list[str]:
    """How far is near, and by what ways that was taken."""
    people = whole(rules["people_per_post"])
    if is_in_minutes(rules):
        words = _("A post serves %(people)s inhabitants within reach: %(near)s.")
        near = words % {"people": people, "near": within_words(rules)}
        return [" ".join([near, *ways_words(rules, given.get("fallback"))])]
    words = _(
        "A post serves %(people)s inhabitants who live at most %(metres)s metres away: a straight line "
        "times %(detour)s. Canals, railways and hills are not known."
    )
    return [words % {"people": people, "metres": whole(rules["reach_m"]), "detour": amount(rules["detour"])}]


def _need(rules: dict[str, Any]) -> list[str]:
    if not rules["weights"]:
        return [_("Every inhabitant counts the same.")]
    figures = [f"{figure_words(one['figure'])} × {amount(one['weight'])}" for one in rules["weights"]]
    return [_("Areas with more need count more: %(figures)s.") % {"figures": "; ".join(figures)}]


def _uncounted(given: Answer) -> list[str]:
    missing = given.get("uncounted", {})
    said = []
    if n := missing.get("unplaced", 0):
        words = ngettext(
            "%(n)s space has no place on the map: it reaches nobody here.",
            "%(n)s spaces have no place on the map: they reach nobody here.",
            n,
        )
        said.append(words % {"n": n})
    if n := missing.get("postless", 0):
        words = ngettext(
            "%(n)s space noted no post: its animators are not counted.",
            "%(n)s spaces noted no post: their animators are not counted.",
            n,
        )
        said.append(words % {"n": n})
    return said


def _out_of_reach(uncovered: list[str]) -> list[str]:
    if not uncovered:
        return []
    return [f"{_('Out of reach of every place allowed:')} {', '.join(uncovered)}."]


def name_of(names: dict[str, str], longest: int) -> str:
    """In the language of the briefing, cut where it would break the page."""
    said = say(names)
    return said if len(said) <= longest else f"{said[: longest - 1]}…"
