"""What the record of a space lacks: each missing thing as a sentence, with the page that mends it.

Asks the database nothing when organisation, offers and reserved times are loaded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.spaces.models import Admission, Precision, Space
from opstap.spaces.models.organisation import LanguageRegime
from opstap.spaces.reserved import left_outside, reserved_times_of, whole_hours


@dataclass(frozen=True)
class Lack:
    """One missing thing. `part` is a page of the record, "hours:…" for one of the three kinds of hours, or
    "list:…" for a list of the record."""

    sentence: str
    part: str
    href: str


def lacks(space: Space) -> list[Lack]:
    """What is missing, what residents need most first; empty for a complete record."""
    return [_lack(space, sentence, part) for sentence, part in _missing(space)]


def _lack(space: Space, sentence: str, part: str) -> Lack:
    where, _colon, kind = part.rpartition(":")
    if where:
        page = {"hours": "spaces:hours-edit", "list": "spaces:row-list"}[where]
        return Lack(sentence, part, reverse(page, args=[space.slug, kind]))
    return Lack(sentence, part, reverse("spaces:space-edit", args=[space.slug, part]))


def _missing(space: Space) -> Iterator[tuple[str, str]]:
    yield from _hours(space)
    yield from _reserved(space)
    yield from _place(space)
    if not space.phone:
        yield _("The phone number is missing."), "contact"
    yield from _offer(space)
    yield from _words(space)
    if space.computers is None:
        yield _("The number of computers is not said."), "equipment"
    if space.organisation_id is None:
        yield _("The organisation is missing."), "identity"


def _hours(space: Space) -> Iterator[tuple[str, str]]:
    if not space.open_hours.strip() and not space.staffed_hours.strip():
        yield _("Nobody knows when the space is open."), "hours:open"
    if not space.staffed_hours.strip():
        yield _("It is not said when somebody helps."), "hours:staffed"


def _reserved(space: Space) -> Iterator[tuple[str, str]]:
    """Hours that an import or the stops brought may leave a reserved time outside."""
    if not reserved_times_of(space):
        return
    today = timezone.localdate(timezone=space.zone)
    monday = today - timedelta(days=today.weekday())
    for piece, _row in left_outside(space, whole_hours(space), monday):
        yield _("%(when)s is reserved, and the space is not open then.") % {"when": piece}, "list:reserved"


def _place(space: Space) -> Iterator[tuple[str, str]]:
    if not space.streets:
        yield _("The street is missing."), "place"
    elif missing := _without(space, space.streets):
        yield _("The street is missing %(language)s.") % {"language": missing}, "place"
    if space.municipality_id is None:
        yield _("The municipality is missing."), "place"
    if space.precision != Precision.EXACT:
        yield _("The point on the map is not exact."), "place"


def _offer(space: Space) -> Iterator[tuple[str, str]]:
    offered = {offer.vocabulary for offer in space.offers.all()}
    sentences = {
        "service": (_("It is not said what people get help with."), "offer"),
        "support": (_("It is not said how you help."), "offer"),
        "access_mode": (_("It is not said how people come: walk in, call first…"), "welcome"),
        "language": (_("It is not said which languages the team speaks."), "welcome"),
    }
    yield from (sentence for vocabulary, sentence in sentences.items() if vocabulary not in offered)
    if not space.admission:
        yield _("It is not said whether everybody gets equipment and help."), "welcome"
    elif space.admission == Admission.SOME and "public" not in offered:
        yield _("Only some people get equipment and help, and it is not said who."), "welcome"
    if not space.price:
        yield _("The price is not said."), "price"
    if not space.wheelchair:
        yield _("It is not said whether one gets in with a wheelchair."), "access"
    elif not space.building:
        yield _("The questions about the building are not answered: steps, doors, toilet."), "access"


def _words(space: Space) -> Iterator[tuple[str, str]]:
    if not space.descriptions:
        yield _("There is no text about what people can do here."), "description"
    elif missing := _without(space, space.descriptions):
        yield _("The text about the space is missing %(language)s.") % {"language": missing}, "description"
    if not space.how_to_come:
        yield _("It is not said how to come."), "way"


def _without(space: Space, texts: dict[str, str]) -> str:
    """The language of the organisation's regime in which the text is missing, as "in Dutch"; '' when none."""
    regime = space.organisation.language_regime if space.organisation else ""
    wanted = ("fr", "nl") if regime == LanguageRegime.BOTH else filter(None, (regime,))
    names = {"fr": _("in French"), "nl": _("in Dutch")}
    return next((names[language] for language in wanted if not texts.get(language)), "")
