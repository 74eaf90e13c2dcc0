"""A value and its unit in the page's language: “15.5 hours a week”, “yes”."""

from decimal import Decimal
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opstap.core.numbers import amount
from opstap.spaces.facts import Unit


def value_words(value: Decimal | bool | None, unit: Unit) -> str:
    """What a page writes for a measured value; “not measured” for None."""
    if value is None:
        return _("not measured")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _counted(unit, ceil(value)) % {"n": amount(value)}


def _counted(unit: Unit, n: int) -> str:
    match unit:
        case Unit.HOURS_A_WEEK:
            return ngettext("%(n)s hour a week", "%(n)s hours a week", n)
        case Unit.DAYS_A_WEEK:
            return ngettext("%(n)s day a week", "%(n)s days a week", n)
        case Unit.PIECES:
            return ngettext("%(n)s piece", "%(n)s pieces", n)
        case Unit.YEARS:
            return ngettext("%(n)s year", "%(n)s years", n)
        case Unit.PEOPLE:
            return ngettext("%(n)s person", "%(n)s people", n)
        case Unit.EUROS_AN_HOUR:
            return ngettext("%(n)s euro an hour", "%(n)s euros an hour", n)
        case Unit.MONTHS:
            return ngettext("%(n)s month", "%(n)s months", n)
        case Unit.YES_NO:
            return "%(n)s"
