"""Numbers as the language in force writes them."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format


def amount(value: Decimal | float) -> str:
    """Without needless zeros: 0.5, 0,5, 1,200.25. Of a float two decimals, of a Decimal all of its own."""
    exact = value if isinstance(value, Decimal) else Decimal(f"{value:.2f}")
    return number_format(Decimal(f"{exact.normalize():f}"), force_grouping=True)


def whole(value: Decimal | float) -> str:
    """fr "23 100", nl "23.100", en "23,100"; halves up."""
    return number_format(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP), force_grouping=True)
