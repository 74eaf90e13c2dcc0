"""What the pages say of a label: its standing in words and shape, criteria with values, its history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from opstap.core.moments import date_words
from opstap.label.forecast import Forecast
from opstap.label.measuring import Result, measure
from opstap.label.models import Criterion, CriterionKind, Decision, Label, Operator, Standing
from opstap.spaces import facts
from opstap.spaces.facts import Unit
from opstap.spaces.facts.words import value_words

if TYPE_CHECKING:
    from opstap.spaces.models import Space

# The sheet's class of the words, and the shape beside them: colour never says it alone.
SIGNS = {
    Standing.IN_FORCE: ("is-ok", "s-ok"),
    Standing.SUSPENDED: ("is-warn", "s-watch"),
    Standing.WITHDRAWN: ("is-stop", "s-fail"),
    Standing.RENOUNCED: ("", "s-unknown"),
}
MET_SIGNS = {True: ("is-ok", "s-ok"), False: ("is-warn", "s-watch"), None: ("", "s-unknown")}


@dataclass(frozen=True, slots=True)
class Sign:
    """Words with their class and shape."""

    words: str
    css: str
    shape: str


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion as a page shows it. `value` '' where nothing is measured for its kind."""

    criterion: Criterion
    asked: str
    value: str
    source: str
    sign: Sign


def standing_sign(label: Label) -> Sign:
    css, shape = SIGNS[Standing(label.standing)]
    return Sign(label.get_standing_display(), css, shape)


def standing_sentence(label: Label) -> str:
    """What its standing means, for somebody who never heard of labels."""
    match label.standing:
        case Standing.IN_FORCE:
            return _("This place has the label. It keeps it as long as it meets the conditions.")
        case Standing.SUSPENDED:
            return _("The label is suspended: a condition is not met. The place may mend that.")
        case Standing.WITHDRAWN:
            return _("This place no longer has the label: the authority took it back.")
        case _other:
            return _("This place no longer has the label: the organisation gave it up.")


def lines(label: Label, on: date) -> list[Line]:
    """Every criterion of the label's own version, the measured ones with what they are worth on the day."""
    space: Space = label.space
    return [line(result) for result in measure(label.version, [space], on)[space.pk]]


def line(result: Result) -> Line:
    criterion = result.criterion
    if criterion.kind != CriterionKind.MEASURED:
        return Line(criterion, "", "", "", Sign(criterion.get_kind_display(), "", "s-info"))
    measured = result.measured
    css, shape = MET_SIGNS[result.met]
    words = {True: _("met"), False: _("not met"), None: _("not measured")}[result.met]
    value = value_words(measured.value, unit_of(criterion)) if measured and measured.is_known else ""
    source = (measured.source if measured.is_known else measured.reason) if measured else ""
    return Line(criterion, asked(criterion), value, source, Sign(words, css, shape))


def unit_of(criterion: Criterion) -> Unit:
    """Of its fact; "pieces" when no room of this installation knows the fact any more."""
    fact = facts.find(criterion.fact)
    return fact.unit if fact else Unit.PIECES


def stored_words(value: str, criterion: Criterion) -> str:
    """A kept value (a number, yes, no, '') with its unit."""
    known = {"yes": True, "no": False, "": None}
    return value_words(known[value] if value in known else Decimal(value), unit_of(criterion))


def asked(criterion: Criterion) -> str:
    """“at least 15 hours a week”, “yes”."""
    if criterion.operator == Operator.IS:
        return _("yes")
    threshold = value_words(criterion.threshold or Decimal(0), unit_of(criterion))
    if criterion.operator == Operator.AT_MOST:
        return _("at most %(value)s") % {"value": threshold}
    return _("at least %(value)s") % {"value": threshold}


def history(label: Label) -> list[Decision]:
    """Decisions about the label, the one that gave it included; the newest first."""
    about = Q(label=label)
    if label.application_id:
        about |= Q(application=label.application_id)
    decisions = Decision.objects.filter(about).select_related("appeal__outcome")
    return list(decisions.order_by("-decided_at", "-pk"))


def other_labels(label: Label) -> Iterable[Label]:
    """What else the space holds or held."""
    labels = Label.objects.filter(space=label.space_id).exclude(pk=label.pk)
    return labels.select_related("version__scheme", "organisation").order_by("-awarded_on")


def forecast_words(coming: Forecast) -> str:
    """“From 1 July you are at 13 hours a week: “…” asks at least 15 hours a week.”"""
    result = coming.result
    value = result.measured.value if result.measured else None
    return _("From %(day)s you are at %(value)s. The condition “%(condition)s” asks %(asked)s.") % {
        "day": date_words(coming.starts_on),
        "value": value_words(value, unit_of(result.criterion)),
        "condition": str(result.criterion),
        "asked": asked(result.criterion),
    }
