"""The words and links around a list: heading, tabs, filters, pages, and what to do when nothing was found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opstap.core import moments, vocabularies
from opstap.core.moulds import Mould, gap, mould
from opstap.core.texts import say
from opstap.finder.display.pictures import SERVICES
from opstap.finder.search import Answer, Moment, Question
from opstap.finder.search.question import LAST_PAGE


@dataclass(frozen=True, slots=True)
class Link:
    """A link to the same list asked in another way. `total`: how many places stand behind it, if known."""

    label: str
    query: str
    is_current: bool = False
    total: int | None = None
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """One filter that is on or off."""

    name: str
    value: str
    label: str
    icon: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Nothing:
    """An empty list: what it means, and the ways on."""

    headline: str
    advice: str
    ways: list[Link]


def heading(answer: Answer) -> str:
    if answer.question.near is not None:
        return _("Near you")
    if answer.origin is not None:
        return _("Near %(place)s") % {"place": say(answer.origin.label)}
    if answer.named is not None:
        return say(answer.named.names)
    return _("Places called “%(name)s”") % {"name": answer.question.where}


def when(now: datetime) -> str:
    """The local day and time the list was made: “Monday 23 November, 10:12.”"""
    minute = now.replace(second=0, microsecond=0)
    return _when(minute, timezone.get_current_timezone_name(), get_language() or "fr")


@lru_cache(maxsize=16)
def _when(minute: datetime, _zone: str, _language: str) -> str:
    local = timezone.localtime(minute)
    day, time = capfirst(moments.day_words(local)), moments.clock(local)
    return _("%(day)s, %(time)s.") % {"day": day, "time": time}


def order_said(answer: Answer) -> str:
    """In which order the list stands, and from where distances count."""
    if answer.origin is None:
        return ""
    nearest, start = (
        _("The nearest place comes first."),
        _("Distances start in the middle of the municipality."),
    )
    return f"{nearest} {start}" if answer.origin.kind in {"area", "postcode"} else nearest


def tabs(answer: Answer) -> list[Link]:
    """The same list at the three moments."""
    labels = {Moment.ANY: _("All"), Moment.NOW: _("Somebody helps now"), Moment.TODAY: _("Open today")}
    question, totals = answer.question, answer.totals
    return [
        Link(
            label,
            _query(question.with_moment(moment)),
            moment == question.moment,
            totals.of(moment) if totals else None,
        )
        for moment, label in labels.items()
    ]


def pages(answer: Answer) -> list[Link]:
    """Links to the page before, the pages up to here and the next; [] when there is one page only."""
    number = answer.question.page
    if number == 1 and not answer.has_more:
        return []
    return list(_pages(answer.question, has_more=answer.has_more and number < LAST_PAGE))


def _pages(question: Question, *, has_more: bool) -> Iterator[Link]:
    number = question.page
    if number > 1:
        yield Link(_("Previous"), _query(question.with_page(number - 1)))
    for other in sorted({1, *range(max(1, number - 2), number + 1)}):
        spoken = _("Page %(number)s") % {"number": other}
        yield Link(str(other), _query(question.with_page(other)), other == number, spoken=spoken)
    if has_more:
        yield Link(_("Next"), _query(question.with_page(number + 1)))


def _query(question: Question) -> str:
    return question.to_query() or "?"


def filter_fields(question: Question) -> SafeString:
    """The fields of the form that chooses more precisely, filled in."""
    return _filter_fields(question.with_moment(Moment.ANY).wishes, get_language() or "fr")


@lru_cache(maxsize=512)
def _filter_fields(wishes: Question, language: str) -> SafeString:
    context = {
        "needs": _needs(wishes.help, language),
        "language_options": _options("language", wishes.language, language),
        "public_options": _options("public", wishes.public, language),
        "boxes": _boxes(wishes),
    }
    return SafeString(get_template("finder/filter_fields.html").render(context))


def _needs(chosen: str, language: str) -> list[Box]:
    """What people need, each with its pictogram; first everything."""
    terms = vocabularies.vocabulary("service").terms
    labels = [("", _("Everything"), "p-search")]
    labels += [(term.code, term.label(language), SERVICES.get(term.code, "p-help")) for term in terms]
    return [Box("help", code, label, picture, code == chosen) for code, label, picture in labels]


def _boxes(wishes: Question) -> list[Box]:
    return [
        Box("open", "1", _("open now"), "p-door", wishes.is_open),
        Box("price", "free", _("free"), "p-free", wishes.free),
        Box("wheelchair", "1", _("with a wheelchair"), "p-wheelchair", wishes.wheelchair),
        Box("evening", "1", _("in the evening"), "p-clock", wishes.evening),
        Box("weekend", "1", _("at the weekend"), "p-calendar", wishes.weekend),
    ]


def _options(vocabulary: str, chosen: str, language: str) -> SafeString:
    terms = vocabularies.vocabulary(vocabulary).terms
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((term.code, _SELECTED if term.code == chosen else "", term.label(language)) for term in terms),
    )


_SELECTED = SafeString(" selected")


def wishes(question: Question) -> list[Link]:
    """What was chosen, each with the way to the list without it."""
    if not question.filters:
        return []
    language = get_language() or "fr"
    labels = {
        "help": vocabularies.label("service", question.help, language),
        "language": vocabularies.label("language", question.language, language),
        "public": vocabularies.label("public", question.public, language),
        "is_open": _("open now"),
        "free": _("free"),
        "wheelchair": _("with a wheelchair"),
        "evening": _("in the evening"),
        "weekend": _("at the weekend"),
    }
    return [_wish(question, name, labels[name]) for name in question.filters]


def _wish(question: Question, name: str, label: str) -> Link:
    without = replace(question, page=1, **{name: type(getattr(question, name))()})
    return Link(label, _query(without), spoken=_("Leave out: %(filter)s") % {"filter": label})


def kept_fields(question: Question) -> SafeString:
    """Hidden fields of the form that chooses more precisely: the place, the tab and the map stay."""
    tab = [(question.moment.value, "1")] if question.moment else []
    if question.map:
        tab.append(("map", "1"))
    html = '<input type="hidden" name="{}" value="{}">'
    return format_html_join("", html, [*question.place_parts, *tab])


def drawn_links(kind: str, links: Sequence[Link]) -> SafeString:
    """Links as HTML, by the template `finder/KIND.html`; "" when there are none."""
    if not links:
        return SafeString("")
    shape = tuple(
        Link(link.label, "", link.is_current, None if link.total is None else 0, link.spoken)
        for link in links
    )
    parts: dict[str, Any] = {}
    for place, link in enumerate(links):
        parts[f"query{place}"], parts[f"total{place}"] = link.query, link.total
    return _links_mould(kind, get_language() or "fr", shape).fill(**parts)


@lru_cache(maxsize=1024)
def _links_mould(kind: str, language: str, shape: tuple[Link, ...]) -> Mould:
    """The links with gaps in the place of their addresses and totals."""
    del language  # the active one: part of the key
    links = [
        {
            "label": link.label,
            "query": gap(f"query{place}"),
            "is_current": link.is_current,
            "total": None if link.total is None else gap(f"total{place}"),
            "spoken": link.spoken,
        }
        for place, link in enumerate(shape)
    ]
    return mould(f"finder/{kind}.html", {"links": links})


def nothing(answer: Answer) -> Nothing:
    """Why the list is empty, the nearest reason first."""
    question = answer.question
    everything = Link(_("Show all places"), _query(replace(question.place, moment=Moment.ANY)))
    if question.page > 1:
        advice = _("The list ends before this page.")
        return Nothing(
            _("No more places"), advice, [Link(_("Back to the first page"), _query(question.with_page(1)))]
        )
    if question.filters:
        advice = _("Ask for less, or look at all places.")
        return Nothing(_("No place has all that you chose"), advice, [everything])
    if question.moment == Moment.NOW:
        today = Link(_("Open today"), _query(question.with_moment(Moment.TODAY)))
        return Nothing(
            _("Nobody helps right now"), _("Look when somebody is there, or call."), [today, everything]
        )
    if question.moment == Moment.TODAY:
        return Nothing(_("No place opens today any more"), _("Look when they open again."), [everything])
    return Nothing(_("No place can be shown yet"), _("The first places will stand here soon."), [])
