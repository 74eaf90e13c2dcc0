"""Criteria and results in the page's language."""

from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from opstap.core.numbers import amount
from opstap.label.comparing import gap
from opstap.label.measuring import Result
from opstap.label.models import Criterion, CriterionKind, Operator
from opstap.spaces import facts
from opstap.spaces.facts import Fact
from opstap.spaces.facts.words import value_words


def amount_in_words(value: Decimal, fact: Fact | None) -> str:
    """With the fact's unit; the bare number where no room of this installation knows the fact."""
    if fact is None:
        return amount(value)
    return value_words(value, fact.unit)


def fact_in_words(criterion: Criterion) -> str:
    """The short name of what is measured; the text of the criterion where nobody measures it."""
    fact = facts.find(criterion.fact)
    return capfirst(str(fact.label)) if fact else str(criterion)


def rule_in_words(criterion: Criterion) -> str:
    """“at least 15 hours a week”; for what is not measured, how it is shown."""
    if criterion.kind != CriterionKind.MEASURED:
        return str(criterion.get_kind_display())
    if criterion.operator == Operator.IS or criterion.threshold is None:
        return _("yes")
    return _("%(compared)s %(amount)s") % {
        "compared": criterion.get_operator_display(),
        "amount": amount_in_words(criterion.threshold, facts.find(criterion.fact)),
    }


def value_in_words(result: Result) -> str:
    """“13.5 hours a week”, “no”, “not measured”."""
    value = result.measured.value if result.measured else None
    fact = facts.find(result.criterion.fact)
    if isinstance(value, Decimal):
        return amount_in_words(value, fact)
    if value is None:
        return _("not measured")
    return _("yes") if value else _("no")


def reason_in_words(result: Result) -> str:
    """Why it is not measured; '' when it is, or when no room knows the fact (the heading says so)."""
    return result.measured.reason if result.measured else ""


def gap_in_words(result: Result) -> str:
    """What a failing criterion lacks: “1.5 hours a week are lacking”, “0.5 euros an hour too much”."""
    amount = gap(result)
    if amount is None:
        return _("must be yes, is no")
    said = {"amount": amount_in_words(amount, facts.find(result.criterion.fact))}
    if result.criterion.operator == Operator.AT_LEAST:
        return _("lacking: %(amount)s") % said
    return _("too much: %(amount)s") % said
