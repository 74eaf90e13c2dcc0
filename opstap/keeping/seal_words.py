"""The verdict on the audit trail in words."""

from collections.abc import Iterator

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from opstap.core.moments import date_words
from opstap.keeping.services.seals import Break, Fault, Verdict

FAULTS = {
    Fault.ROWS: gettext_lazy("Rows were changed, removed or added."),
    Fault.SEAL: gettext_lazy("A seal was changed or removed."),
    Fault.BETWEEN: gettext_lazy("Rows were added that no seal covers."),
    Fault.CUT: gettext_lazy("This seal was made and is gone: the end of the log was cut off."),
}


def in_words(verdict: Verdict) -> Iterator[str]:
    """First whether it is whole, then what is sealed and what waits, then each break."""
    yield _("The log is whole.") if verdict.whole else _("The log is not whole.")
    yield sealed_in_words(verdict)
    yield from breaks_in_words(verdict)


def sealed_in_words(verdict: Verdict) -> str:
    rows = ngettext("%(n)s row is sealed", "%(n)s rows are sealed", verdict.sealed) % {
        "n": number_format(verdict.sealed)
    }
    waiting = ngettext("%(n)s is too new for a seal", "%(n)s are too new for a seal", verdict.waiting) % {
        "n": number_format(verdict.waiting)
    }
    return f"{rows}, {waiting}."


def breaks_in_words(verdict: Verdict) -> Iterator[str]:
    return map(_break_in_words, verdict.breaks)


def _break_in_words(one: Break) -> str:
    where = _("Rows %(first)s to %(last)s, sealed on %(day)s:") % {
        "first": one.first_id,
        "last": one.last_id,
        "day": date_words(one.at),
    }
    return f"{where} {FAULTS[one.fault]}"
