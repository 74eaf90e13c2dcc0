"""Prices in plain words: “Printing in black: 0.10 € a page; free for: job seekers.”"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opstap.core import vocabularies
from opstap.core.texts import say
from opstap.core.tongues import apart, listed, ltr
from opstap.spaces.models import PriceRule
from opstap.spaces.said.whom import publics_words

GLUE = "\u00a0"


def price_lines(rows: Iterable[PriceRule]) -> list[str]:
    """A sentence for each thing and unit, in the order of the vocabulary: first what everybody pays."""
    return [_line(some) for some in _groups(rows)]


def _groups(rows: Iterable[PriceRule]) -> Iterator[list[PriceRule]]:
    found = sorted(rows, key=lambda row: (bool(row.publics), row.pk or 0))
    for item in vocabularies.vocabulary("price_item").codes():
        for unit in vocabularies.vocabulary("price_unit").codes():
            some = [row for row in found if (row.item, row.unit) == (item, unit)]
            # Something else is another thing each time.
            yield from ([row] for row in some) if item == "other" else filter(None, [some])


def _line(rows: Sequence[PriceRule]) -> str:
    what = vocabularies.label("price_item", rows[0].item, get_language() or "fr")
    said = apart(_part(row) for row in rows)
    return _("%(what)s: %(price)s.") % {"what": what, "price": said}


def _part(row: PriceRule) -> str:
    price = _("free") if row.amount == 0 else f"{money(row.amount)} {_unit(row)}"
    if row.publics:
        price = _("%(price)s for: %(whom)s") % {"price": price, "whom": publics_words(row.publics)}
    more = [_("the first %(n)s free") % {"n": row.free_units}] if row.free_units else []
    more += filter(None, [say(row.conditions).rstrip(".")])
    return listed([price, *more])


def _unit(row: PriceRule) -> str:
    return vocabularies.label("price_unit", row.unit, get_language() or "fr")


def money(amount: Decimal) -> str:
    """“0.10 €”, as the page's language writes numbers."""
    return ltr(f"{number_format(amount, decimal_pos=2, use_l10n=True)}{GLUE}€")
